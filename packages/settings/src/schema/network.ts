import { isIP } from 'node:net';

/** An address is a network of all its bits. */
export interface Network {
  readonly address: string;
  readonly bits: number;
  readonly family: 'ipv4' | 'ipv6';
}

const BITS = { ipv4: 32, ipv6: 128 } as const;

/**
 * Reads an IP address or a network (`10.0.0.0/8`, `2001:db8::/32`); null when it is neither. IPv4 mapped into IPv6 is
 * IPv4.
 */
export function readNetwork(text: string): Network | null {
  const [host = '', prefix, ...rest] = text.trim().split('/');
  const address = host.replace(/^::ffff:(?=\d+\.)/i, '');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return null;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  if (prefix === undefined) return { address, bits: BITS[family], family };
  const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  return bits >= 0 && bits <= BITS[family] ? { address, bits, family } : null;
}
