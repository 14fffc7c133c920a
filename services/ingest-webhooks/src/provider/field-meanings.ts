import type { StatedOrigin } from '@throughline/events';
import { clientIdsOf, statedOriginOf } from './build-event.ts';
import { lookUp } from './look-up.ts';

/** What a CRM's own field may mean: part of the origin, an id in another system, a fact of the deal or contact, nothing. */
export const FIELD_MEANING =
  /^(utm_source|utm_medium|utm_campaign|utm_term|utm_content|referrer|landing_url|click:\w+|client:\w+|cost_of_goods|reason|department|enquiry_id|visitor_id|phone|email|ignore)$/;

/** Meanings of fields by the names people usually give them, in lower case. */
const USUAL: Readonly<Record<string, string>> = {
  utm_source: 'utm_source',
  utm_medium: 'utm_medium',
  utm_campaign: 'utm_campaign',
  utm_term: 'utm_term',
  utm_content: 'utm_content',
  utm_referrer: 'referrer',
  referrer: 'referrer',
  yclid: 'click:yclid',
  gclid: 'click:gclid',
  ysclid: 'click:ysclid',
  fbclid: 'click:fbclid',
  _ym_uid: 'client:ym_uid',
  ym_uid: 'client:ym_uid',
  roistat: 'client:roistat',
  gclientid: 'client:ga',
  ct_client_id: 'client:calltouch',
};

/** Names by which a field is understood without being mapped. */
export const USUAL_FIELDS: readonly string[] = Object.keys(USUAL);

/** Meaning -> its first value. */
export type Meanings = ReadonlyMap<string, string>;

/** What a field of these labels means: the source's own word on any of them first, then the usual names. */
export function meaningOf(
  labels: readonly string[],
  fieldMap: Readonly<Record<string, string>> | undefined,
): string | undefined {
  const mapped = labels.map((label) => lookUp(fieldMap, label)).find((meaning) => meaning !== undefined);
  return mapped ?? labels.map((label) => lookUp(USUAL, label.toLowerCase())).find((meaning) => meaning !== undefined);
}

/** The origin that the fields state; null when they state none. */
export function originOfMeanings(meanings: Meanings): StatedOrigin | null {
  const click = [...meanings.keys()].find((meaning) => meaning.startsWith('click:'));
  return statedOriginOf({
    source: meanings.get('utm_source') ?? null,
    medium: meanings.get('utm_medium') ?? null,
    campaign: meanings.get('utm_campaign') ?? null,
    term: meanings.get('utm_term') ?? null,
    content: meanings.get('utm_content') ?? null,
    clickId: click === undefined ? null : `${click.slice('click:'.length)}=${meanings.get(click) ?? ''}`,
    landingUrl: meanings.get('landing_url') ?? null,
    referrer: meanings.get('referrer') ?? null,
  });
}

/** Ids of other systems that the fields hold, by system. */
export function clientIdsOfMeanings(meanings: Meanings): Record<string, string> {
  const ids = [...meanings].filter(([meaning]) => meaning.startsWith('client:'));
  return clientIdsOf(Object.fromEntries(ids.map(([meaning, value]) => [meaning.slice('client:'.length), value])));
}
