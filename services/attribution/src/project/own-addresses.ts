import { BlockList, isIP } from 'node:net';

/**
 * Whether an address is one of the listed addresses or in one of the listed networks (`10.0.0.0/8`, `2001:db8::/32`).
 * IPv4 mapped into IPv6 counts as IPv4. Entries that are no address or network are ignored.
 */
export function compileAddresses(entries: readonly string[]): (ip: string) => boolean {
  const list = new BlockList();
  for (const entry of entries) {
    const [text = '', prefix] = entry.trim().split('/');
    const address = unmapped(text);
    const family = familyOf(address);
    if (family === null) continue;
    const bits = prefix === undefined ? (family === 'ipv4' ? 32 : 128) : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
    if (bits >= 0 && bits <= (family === 'ipv4' ? 32 : 128)) list.addSubnet(address, bits, family);
  }
  if (list.rules.length === 0) return () => false;
  return (ip) => {
    const address = unmapped(ip.trim());
    const family = familyOf(address);
    return family !== null && list.check(address, family);
  };
}

const unmapped = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

function familyOf(address: string): 'ipv4' | 'ipv6' | null {
  const version = isIP(address);
  return version === 4 ? 'ipv4' : version === 6 ? 'ipv6' : null;
}
