import { channelOf } from './channel-of.ts';
import { CLICK_ID_PARAMETERS, clickIdOf, statedClickId, type ClickId } from './click-ids.ts';
import { normaliseValue } from './normalise-value.ts';
import { NOT_SET, type Origin } from './origin.ts';
import type { OriginLookups } from './origin-lookups.ts';
import type { OriginRules } from './origin-rules.ts';
import { parseUrl } from './parse-url.ts';
import { queryValues } from './query-values.ts';
import { resolveVisitOrigin } from './resolve-visit-origin.ts';

/** What a provider, form or CRM says brought a call, enquiry or deal. Absent parts are null or left out. */
export interface StatedOriginValues {
  readonly source?: string | null;
  readonly medium?: string | null;
  readonly campaign?: string | null;
  readonly adGroup?: string | null;
  readonly term?: string | null;
  readonly content?: string | null;
  /** `name=value`, or a bare value that is only kept. */
  readonly clickId?: string | null;
  readonly landingUrl?: string | null;
  readonly referrer?: string | null;
}

const CLICK_IDS = new Set(CLICK_ID_PARAMETERS);

/**
 * A stated origin resolved by the rules of a visit: a stated source is its `utm_source`, a stated click id its click id,
 * else the stated landing URL and referrer decide. Stated values go before those of the URL. A statement without any of
 * these but with a medium, campaign, ad group, term or content has the source `(not set)`: it is no direct visit. Null when nothing is stated.
 */
export function resolveStatedOrigin(
  stated: StatedOriginValues | null,
  lookups: OriginLookups,
  rules: OriginRules,
): Origin | null {
  if (stated === null) return null;
  const own = normaliseStated(stated);
  const said = Object.values(own).some((value) => value !== '');
  const url = textOf(stated.landingUrl);
  const referrer = textOf(stated.referrer);
  const arrived = url + referrer === '' ? null : resolveVisitOrigin({ url, referrer }, lookups, rules);
  const statedText = textOf(stated.clickId);
  const statedClick = statedClickId(statedText);
  const clickId = statedClick ?? clickIdOf(queryValues(parseUrl(url).query, CLICK_IDS));
  if (!said && arrived === null && clickId === null) return null;

  const base = own.source === '' ? originOf(statedClick, arrived, clickId, said) : null;
  const { source, medium } = base ?? { source: orNotSet(own.source), medium: orNotSet(own.medium) };
  // Values of the URL belong to the URL's origin: under another stated source they would be somebody else's campaign.
  const ofUrl = own.source === '' || arrived?.source === source ? arrived : null;
  return {
    ...withOwn(own, ofUrl ?? NOTHING),
    channel: channelOf(source, medium, rules, lookups),
    source,
    medium,
    clickId: clickId?.text ?? statedText,
  };
}

type Details = Pick<Origin, 'campaign' | 'adGroup' | 'term' | 'content'>;
const NOTHING: Details = { campaign: NOT_SET, adGroup: NOT_SET, term: NOT_SET, content: NOT_SET };

/** Stated values go before those of the URL. */
const withOwn = (own: Details, ofUrl: Details): Details => ({
  campaign: own.campaign || ofUrl.campaign,
  adGroup: own.adGroup || ofUrl.adGroup,
  term: own.term || ofUrl.term,
  content: own.content || ofUrl.content,
});

const textOf = (value: string | null | undefined): string => value?.trim() ?? '';
const orNotSet = (value: string): string => value || NOT_SET;

/** Call tracking names a direct visit by its source alone; the medium of Direct is `(none)` by definition. */
const mediumOf = ({ source, medium }: StatedOriginValues): string =>
  normaliseValue(medium) || (normaliseValue(source) === '(direct)' ? '(none)' : '');

const normaliseStated = (stated: StatedOriginValues) => ({
  source: normaliseValue(stated.source),
  medium: mediumOf(stated),
  campaign: normaliseValue(stated.campaign),
  adGroup: normaliseValue(stated.adGroup),
  term: normaliseValue(stated.term),
  content: normaliseValue(stated.content),
});

/** Source and medium where no source is stated: a stated click id, the URL and referrer, a click id of the URL. */
function originOf(
  statedClick: ClickId | null,
  arrived: Origin | null,
  clickId: ClickId | null,
  said: boolean,
): Pick<Origin, 'source' | 'medium'> | null {
  if (statedClick !== null) return statedClick.rule;
  // A landing page that says nothing does not make a stated campaign a direct visit.
  if (arrived !== null && !(said && arrived.medium === '(none)')) return arrived;
  return clickId?.rule ?? null;
}
