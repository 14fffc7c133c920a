import type { KnownReferrer } from '@throughline/domain';
import type { ReferrerIndex } from './referrer-index.ts';

const COUNTRY = /^[a-z]{2}$/;
/** Second levels that make one suffix with a country code: `google.{}` is also `google.co.uk` (README of the lists). */
const SECOND_LEVELS = new Set(['com', 'org', 'net', 'co', 'it', 'edu']);

/** What a host (lower case, without `www.`) is known as: exact host, `{}` pattern, then a subdomain of a social network. */
export function referrerOf(host: string, index: ReferrerIndex): KnownReferrer | null {
  const exact = index.exact.get(host);
  if (exact !== undefined) return exact;
  for (const pattern of patternsOf(host)) {
    const site = index.patterns.get(pattern);
    if (site !== undefined) return site;
  }
  for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
    const site = index.social.get(host.slice(dot + 1));
    if (site !== undefined) return site;
  }
  return null;
}

/** The patterns a host could stand under: a country code at the end, then at any other place. */
function patternsOf(host: string): string[] {
  const labels = host.split('.');
  const patterns: string[] = [];
  for (let at = labels.length - 1; at >= 0; at -= 1) {
    if (!COUNTRY.test(labels[at] ?? '')) continue;
    const isLast = at === labels.length - 1;
    const from = isLast && at > 1 && SECOND_LEVELS.has(labels[at - 1] ?? '') ? at - 1 : at;
    if (from !== at) patterns.push([...labels.slice(0, from), '{}'].join('.'));
    patterns.push([...labels.slice(0, at), '{}', ...labels.slice(at + 1)].join('.'));
  }
  return patterns;
}
