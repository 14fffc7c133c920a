import { BlockList } from 'node:net';
import { readNetwork } from '@throughline/settings';

/**
 * Whether an address is one of the listed addresses or in one of the listed networks (`10.0.0.0/8`, `2001:db8::/32`).
 * IPv4 mapped into IPv6 counts as IPv4. Entries that are no address or network are ignored.
 */
export function compileAddresses(entries: readonly string[]): (ip: string) => boolean {
  const list = new BlockList();
  for (const entry of entries) {
    const network = readNetwork(entry);
    if (network !== null) list.addSubnet(network.address, network.bits, network.family);
  }
  if (list.rules.length === 0) return () => false;
  return (ip) => {
    const network = ip.includes('/') ? null : readNetwork(ip);
    return network !== null && list.check(network.address, network.family);
  };
}
