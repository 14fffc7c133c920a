import { getDomain } from 'tldts';
import { remember } from '../cache/remember.ts';

/**
 * Private suffixes count (`a.github.io` and `b.github.io` are two owners). Hosts come cleaned, so nothing is validated
 * again; Cyrillic hosts are read in Unicode.
 */
const OPTIONS = { allowPrivateDomains: true, extractHostname: false, validateHostname: false } as const;

/** The registered domain of a host by the public suffix list; null for an IP address, a bare suffix, a local name. */
export const registeredDomain: (host: string) => string | null = remember(20_000, (host) => getDomain(host, OPTIONS));
