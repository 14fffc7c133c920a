import { channelOf } from './channel-of.ts';
import { CLICK_ID_PARAMETERS, clickIdOf } from './click-ids.ts';
import { normaliseValue } from './normalise-value.ts';
import { NOT_SET, type Origin } from './origin.ts';
import type { OriginLookups, ReferrerKind } from './origin-lookups.ts';
import type { OriginRules } from './origin-rules.ts';
import { parseUrl } from './parse-url.ts';
import { queryValues } from './query-values.ts';

/** How a visit arrived. */
export interface Arrival {
  readonly url: string;
  readonly referrer: string | null;
}

interface SourceMedium {
  readonly source: string;
  readonly medium: string;
}

const WANTED = new Set(['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content', ...CLICK_ID_PARAMETERS]);
const DIRECT: SourceMedium = { source: '(direct)', medium: '(none)' };
const MEDIUM_OF: Readonly<Record<ReferrerKind, string>> = {
  email: 'email',
  search: 'organic',
  social: 'social',
  messenger: 'messenger',
  ai: 'ai',
};

/** Origin of a visit, by the four rules of attribution.md, section 2. Never fails: what cannot be read is absent. */
export function resolveVisitOrigin({ url, referrer }: Arrival, lookups: OriginLookups, rules: OriginRules): Origin {
  const landing = parseUrl(url);
  const values = queryValues(landing.query, WANTED);
  const utm = (name: string): string => normaliseValue(values.get(name));
  const source = utm('utm_source');
  const clickId = clickIdOf(values);
  const tagged = source !== '' || clickId !== null;
  const { source: from, medium } =
    source !== ''
      ? { source, medium: utm('utm_medium') || NOT_SET }
      : (clickId?.rule ?? referral(referrer, landing.host, lookups, rules) ?? DIRECT);
  return {
    channel: channelOf(from, medium, rules, lookups),
    source: from,
    medium,
    // Without a source or click id, utm values say nothing of the referrer that decides.
    campaign: (tagged && utm('utm_campaign')) || NOT_SET,
    adGroup: NOT_SET,
    term: (tagged && utm('utm_term')) || NOT_SET,
    content: (tagged && utm('utm_content')) || NOT_SET,
    clickId: clickId?.text ?? '',
  };
}

/** Schemes of referrers that are sites or apps; `''` = a bare host, as some providers send it. */
const REFERRER_SCHEMES = new Set(['http', 'https', 'android-app', 'ios-app', '']);

/** Source and medium an external referrer stands for; null when there is none, or it is excluded. */
function referral(
  referrer: string | null,
  landingHost: string,
  lookups: OriginLookups,
  rules: OriginRules,
): SourceMedium | null {
  if (referrer === null || referrer === '') return null;
  const { scheme, host } = parseUrl(referrer);
  if (host === '' || !REFERRER_SCHEMES.has(scheme)) return null;
  // An app's package name is no domain: `com.example.app` would be cut to `example.app`.
  const isApp = scheme.endsWith('-app');
  const site = isApp ? host : siteOf(host, lookups);
  if (landingHost !== '' && site === siteOf(landingHost, lookups)) return null;
  if (rules.isExcludedReferrer(host)) return null;
  const known = lookups.referrer(host);
  return known === null ? { source: site, medium: 'referral' } : { source: known.name, medium: MEDIUM_OF[known.kind] };
}

/** What two hosts of one owner share: the registered domain, or the host itself (addresses, local names). */
const siteOf = (host: string, lookups: OriginLookups): string => lookups.registeredDomain(host) ?? host;
