import type { Channel } from './origin.ts';
import type { OriginLookups } from './origin-lookups.ts';
import type { OriginRules } from './origin-rules.ts';
import type { SourceKind } from './source-names.ts';

/** Sets of the channel rules, as data: the same for TypeScript, SQL and the hash of the rules. */
export const CHANNEL_SETS = {
  paid: ['cpc', 'ppc', 'paidsearch', 'paid', 'sem'],
  paidSocial: ['paid-social', 'paidsocial', 'smm_paid', 'target'],
  display: ['display', 'banner', 'cpm', 'cpv', 'expandable', 'interstitial', 'media'],
  affiliate: ['affiliate', 'cpa', 'partner'],
  email: ['email', 'e-mail', 'e_mail', 'newsletter', 'mail'],
  push: ['push', 'webpush', 'web-push'],
  maps: ['maps', '2gis', 'yandex_maps', 'google_maps', 'gbp'],
  offline: ['offline', 'call', 'print', 'radio', 'tv', 'outdoor', 'qr'],
  social: ['social', 'social-network', 'social-media', 'sm', 'smm'],
} as const satisfies Record<string, readonly string[]>;

interface Asked {
  readonly source: string;
  readonly medium: string;
  /** What the source is known as. */
  readonly kind: SourceKind | null;
  /** What the medium is known as, for mediums that name a messenger. */
  readonly mediumKind: SourceKind | null;
}

const among = (values: readonly string[]): ((value: string) => boolean) => {
  const set = new Set(values);
  return (value) => set.has(value);
};
const isPaid = among(CHANNEL_SETS.paid);
const isPaidSocial = among(CHANNEL_SETS.paidSocial);
const isDisplay = among(CHANNEL_SETS.display);
const isAffiliate = among(CHANNEL_SETS.affiliate);
const isEmail = among(CHANNEL_SETS.email);
const isPush = among(CHANNEL_SETS.push);
const isMaps = among(CHANNEL_SETS.maps);
const isOffline = among(CHANNEL_SETS.offline);
const isSocial = among(CHANNEL_SETS.social);
const PAID_OTHER = /^(cpc|ppc|retargeting|remarketing|paid.*)$/;

/** The paragraph "Channel" of attribution.md, section 2, read from top to bottom; the first that holds. */
const RULES: readonly (readonly [Channel, (asked: Asked) => boolean])[] = [
  ['Direct', ({ source, medium }) => source === '(direct)' && medium === '(none)'],
  ['Paid Search', ({ medium, kind }) => isPaid(medium) && kind === 'search'],
  [
    'Paid Social',
    ({ medium, kind }) => (isPaid(medium) || isPaidSocial(medium)) && (kind === 'social' || kind === 'messenger'),
  ],
  ['Display', ({ medium }) => isDisplay(medium)],
  ['Affiliate', ({ medium }) => isAffiliate(medium)],
  ['Paid Other', ({ medium }) => isPaid(medium) || PAID_OTHER.test(medium)],
  ['Email', ({ source, medium }) => isEmail(medium) || isEmail(source)],
  [
    'Messenger',
    ({ medium, kind, mediumKind }) => medium === 'messenger' || mediumKind === 'messenger' || kind === 'messenger',
  ],
  ['SMS', ({ medium }) => medium === 'sms'],
  ['Push', ({ medium }) => isPush(medium)],
  ['Maps', ({ source, medium }) => isMaps(source) || isMaps(medium)],
  ['Offline', ({ medium }) => isOffline(medium)],
  ['AI Assistant', ({ medium, kind }) => medium === 'ai' || kind === 'ai'],
  ['Organic Social', ({ medium, kind }) => isSocial(medium) || kind === 'social'],
  ['Organic Search', ({ medium, kind }) => medium === 'organic' || kind === 'search'],
  ['Referral', ({ medium }) => medium === 'referral'],
];

/**
 * The channel of a source and medium (lower case): the workspace's own rules in front, then the built-in list.
 * A function of these two only, so that costs, numbers and visits of one origin always meet.
 */
export function channelOf(
  source: string,
  medium: string,
  rules: OriginRules,
  lookups: Pick<OriginLookups, 'kindOfSource'>,
): Channel {
  const own = rules.ownChannel(source, medium);
  if (own !== null) return own;
  const asked = { source, medium, kind: lookups.kindOfSource(source), mediumKind: lookups.kindOfSource(medium) };
  return RULES.find(([, holds]) => holds(asked))?.[0] ?? 'Other';
}
