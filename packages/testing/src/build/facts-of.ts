/**
 * Events as facts, in the plainest way: identifiers are not hashed, origins are read from utm marks only. The product's own
 * projection is not used, so that tests of the reference stand on nothing of the product but its types and its two hashes.
 */
import { node, NOT_SET } from '@throughline/domain';
import type { Channel, Fact, FactHeader, Money, NodeId, Origin } from '@throughline/domain';
import { contentHash, eventId } from '@throughline/events';
import type { Amount, ClientIds, Event, StatedOrigin } from '@throughline/events';
import { digitsOf } from '../reference/money.ts';

const KEY = new Uint8Array(32);

/** One fact an event; `page` makes none. `knownAt` is the receipt. */
export const factsOf = (events: readonly Event[]): Fact[] => events.flatMap((event) => factOf(event) ?? []);

function factOf(event: Event): Fact | null {
  const header = headerOf(event);
  switch (event.type) {
    case 'page':
      return null;
    case 'visit': {
      const excluded = /bot/i.test(event.userAgent ?? '') ? 'bot' : header.excluded;
      const url = new URL(event.url);
      return {
        ...header,
        excluded,
        type: 'visit',
        visitId: event.visitId,
        visitor: node('v', event.visitorId),
        origin: ofUrl(url),
        landingPage: url.host + url.pathname,
        device: event.userAgent === null ? NOT_SET : 'desktop',
        country: NOT_SET,
        city: NOT_SET,
      };
    }
    case 'identify':
      return { ...header, type: 'identify', ...pick(event, 'withdraw', 'manual'), nodes: stated(identifiers(event)) };
    case 'enquiry':
      return {
        ...header,
        ...pick(event, 'kind', 'dealId', 'manager', 'spam'),
        ...identifiers(event),
        type: 'enquiry',
        enquiryId: event.id,
        clientIds: clientNodes(event.clientIds),
        statedOrigin: maybeOrigin(event.statedOrigin),
      };
    case 'call':
      return {
        ...header,
        ...pick(event, 'callId', 'direction', 'line', 'answered', 'waitSeconds', 'talkSeconds', 'manager', 'spam'),
        type: 'call',
        customer: event.personal.phone === null ? null : node('p', event.personal.phone),
        visitor: event.visitorId === null ? null : node('v', event.visitorId),
        clientIds: clientNodes(event.clientIds),
        statedOrigin: maybeOrigin(event.statedOrigin),
      };
    case 'deal': {
      const { amount, costOfGoods, items, statedOrigin, ...fields } = statedFields(event);
      return {
        ...header,
        ...fields,
        ...(amount === undefined ? {} : { amount: amount && money(amount) }),
        ...(costOfGoods === undefined ? {} : { costOfGoods: costOfGoods && money(costOfGoods) }),
        ...(items === undefined
          ? {}
          : { items: items && items.map((item) => ({ ...item, price: money(item.price) })) }),
        ...(statedOrigin === undefined ? {} : { statedOrigin: maybeOrigin(statedOrigin) }),
        ...identifiers(event),
        type: 'deal',
        dealId: event.dealId,
        clientIds: clientNodes(event.clientIds),
      };
    }
    case 'refund':
      return { ...header, type: 'refund', dealId: event.dealId, amount: money(event.value) };
    case 'mark':
      return { ...header, ...pick(event, 'enquiryId', 'spam', 'quality'), type: 'mark' };
    case 'number':
      return {
        ...header,
        ...pick(event, 'number', 'from', 'to'),
        type: 'number',
        origin: ofStated(event.origin, 'call'),
      };
    case 'cost':
      return {
        ...header,
        ...pick(event, 'date', 'adSource', 'medium', 'campaign', 'adGroup', 'keyword', 'campaignId'),
        ...pick(event, 'clicks', 'impressions', 'reportedAt'),
        type: 'cost',
        cost: money(event.cost),
      };
  }
}

const headerOf = (event: Event): FactHeader => ({
  eventId: eventId(KEY, event),
  contentHash: contentHash(event),
  ...pick(event, 'id', 'source', 'generation', 'retracted', 'claim'),
  at: event.occurredAt,
  knownAt: event.receivedAt,
  excluded: event.test ? 'provider_test' : '',
});

function pick<T extends object, K extends keyof T>(from: T, ...keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, K>;
}

interface Identifiers {
  readonly visitor: NodeId | null;
  readonly phone: NodeId | null;
  readonly email: NodeId | null;
  readonly contact: NodeId | null;
}
const identifiers = (event: Event & { type: 'identify' | 'enquiry' | 'deal' }): Identifiers => ({
  visitor: event.visitorId === null ? null : node('v', event.visitorId),
  phone: event.personal.phone === null ? null : node('p', event.personal.phone),
  email: event.personal.email === null ? null : node('m', event.personal.email),
  contact: event.crmContactId === null ? null : node('c', event.crmContactId),
});
const stated = (nodes: Identifiers): NodeId[] => Object.values(nodes).filter((one: NodeId | null) => one !== null);
const clientNodes = (ids: ClientIds): NodeId[] =>
  Object.entries(ids).map(([system, id]) => node('k', `${system}:${id}`));

function statedFields(event: Event & { type: 'deal' }) {
  const { stage, status, pipeline, manager, department, reason, createdAt, enquiryId, deleted, mergedInto } = event;
  const { amount, costOfGoods, items, statedOrigin } = event;
  const all = { stage, status, pipeline, manager, department, reason, createdAt, enquiryId, deleted, mergedInto };
  const given = Object.entries({ ...all, amount, costOfGoods, items, statedOrigin }).filter(([, v]) => v !== undefined);
  return Object.fromEntries(given) as Pick<
    typeof event,
    keyof typeof all | 'amount' | 'costOfGoods' | 'items' | 'statedOrigin'
  >;
}

function money({ amount, currency }: Amount): Money {
  const [whole = '0', fraction = ''] = amount.split('.');
  return { minor: Number(whole + fraction.padEnd(digitsOf(currency), '0')), currency };
}

const ofUrl = (url: URL): Origin =>
  ofStated(
    {
      source: url.searchParams.get('utm_source') ?? '(direct)',
      medium: url.searchParams.get('utm_medium') ?? (url.searchParams.has('utm_source') ? null : '(none)'),
      campaign: url.searchParams.get('utm_campaign'),
      adGroup: null,
      term: url.searchParams.get('utm_term'),
      content: url.searchParams.get('utm_content'),
      clickId: null,
      landingUrl: null,
      referrer: null,
    },
    NOT_SET,
  );

const maybeOrigin = (origin: StatedOrigin | null): Origin | null =>
  origin === null ? null : ofStated(origin, NOT_SET);

function ofStated(origin: StatedOrigin, absentMedium: string): Origin {
  const [source, medium] = [origin.source ?? NOT_SET, origin.medium ?? absentMedium];
  return {
    channel: channelOf(source, medium),
    source,
    medium,
    campaign: origin.campaign ?? NOT_SET,
    adGroup: origin.adGroup ?? NOT_SET,
    term: origin.term ?? NOT_SET,
    content: origin.content ?? NOT_SET,
    clickId: '',
  };
}

/** Section 2, Channel, for the origins that tests use. */
function channelOf(source: string, medium: string): Channel {
  if (source === '(direct)') return 'Direct';
  if (medium === 'cpc')
    return ['vk', 'facebook', 'telegram'].includes(source)
      ? 'Paid Social'
      : ['yandex', 'google'].includes(source)
        ? 'Paid Search'
        : 'Paid Other';
  if (medium === 'email') return 'Email';
  if (['call', 'offline', 'radio'].includes(medium)) return 'Offline';
  if (medium === 'organic') return 'Organic Search';
  if (medium === 'referral') return 'Referral';
  return 'Other';
}
