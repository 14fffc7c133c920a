/**
 * Events in a few words, for tests. Every builder takes what matters and fills in the rest. Over 200 lines because the
 * builders, one a type of event, are looked up and changed side by side.
 */
import type {
  CallEvent,
  CostEvent,
  DealEvent,
  EnquiryEvent,
  IdentifyEvent,
  MarkEvent,
  NumberEvent,
  PageEvent,
  RefundEvent,
  VisitEvent,
} from '@throughline/events';
import { envelope, origin, personal, publicId } from './envelope.ts';
import type { Common } from './envelope.ts';

/** Fields of one event type that a builder may override. */
type Own<E, K extends keyof E> = { readonly [F in K]?: E[F] };

/** A landing page with utm marks: `landing('yandex/cpc/brand')`; without an origin a direct one. */
export function landing(short?: string, path = '/'): string {
  const query = new URLSearchParams();
  const [source, medium, campaign] = (short ?? '').split('/');
  if (source) query.set('utm_source', source);
  if (medium) query.set('utm_medium', medium);
  if (campaign) query.set('utm_campaign', campaign);
  return `https://shop.example${path}${query.size === 0 ? '' : `?${query.toString()}`}`;
}

export interface VisitInput extends Common, Own<VisitEvent, 'url' | 'referrer' | 'userAgent' | 'visitId'> {
  readonly visitor: string;
  /** `source/medium/campaign` put into the landing page's query. */
  readonly from?: string;
}
export const DESKTOP =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36';
export const BOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

export function aVisit(given: VisitInput): VisitEvent {
  const head = envelope(given, given.visitId ?? `${given.visitor}@${given.at}`);
  return {
    ...head,
    type: 'visit',
    visitId: given.visitId ?? head.id,
    visitorId: given.visitor,
    url: given.url ?? landing(given.from),
    referrer: given.referrer ?? null,
    userAgent: given.userAgent === undefined ? DESKTOP : given.userAgent,
    personal: personal(given),
  };
}

export const aPage = (given: Common & { visitor: string; visitId: string; url?: string }): PageEvent => ({
  ...envelope(given, `${given.visitId}@${given.at}`),
  type: 'page',
  visitorId: given.visitor,
  visitId: given.visitId,
  url: given.url ?? landing(undefined, '/page'),
  title: null,
});

export interface IdentifyInput extends Common, Own<IdentifyEvent, 'withdraw' | 'manual'> {
  readonly visitor?: string;
  readonly contact?: string;
}
export const anIdentification = (given: IdentifyInput): IdentifyEvent => ({
  ...envelope(given, ['i', given.visitor, given.phone, given.email, given.contact, given.at].join('|')),
  type: 'identify',
  visitorId: given.visitor ?? null,
  crmContactId: given.contact ?? null,
  withdraw: given.withdraw ?? false,
  manual: given.manual ?? false,
  personal: personal(given),
});

export interface EnquiryInput
  extends Common, Own<EnquiryEvent, 'kind' | 'dealId' | 'manager' | 'spam' | 'value' | 'statedOrigin' | 'clientIds'> {
  readonly visitor?: string;
  readonly contact?: string;
}
export const anEnquiry = (given: EnquiryInput & { readonly id: string }): EnquiryEvent => ({
  ...envelope(given, given.id),
  type: 'enquiry',
  kind: given.kind ?? 'form',
  visitorId: given.visitor ?? null,
  crmContactId: given.contact ?? null,
  dealId: given.dealId ?? null,
  manager: given.manager ?? null,
  spam: given.spam ?? null,
  value: given.value ?? null,
  statedOrigin: given.statedOrigin ?? null,
  clientIds: given.clientIds ?? {},
  personal: personal(given),
});

export interface CallInput
  extends
    Common,
    Own<
      CallEvent,
      | 'direction'
      | 'line'
      | 'answered'
      | 'waitSeconds'
      | 'talkSeconds'
      | 'manager'
      | 'spam'
      | 'statedOrigin'
      | 'clientIds'
    > {
  /** The sender's call id; public as `<source>/<call>` from a provider. */
  readonly call: string;
  /** Phases of a call have a key each. */
  readonly phase?: string;
  readonly visitor?: string;
}
/** A call or one phase of it; without `phase`, a finished, answered inbound call. */
export function aCall(given: CallInput): CallEvent {
  const phase = given.phase !== undefined;
  return {
    ...envelope(given, phase ? `${given.call}:${given.phase}` : given.call),
    type: 'call',
    callId: publicId(given.source ?? 'api', given.call),
    direction: given.direction === undefined ? 'in' : given.direction,
    line: given.line ?? null,
    answered: given.answered === undefined ? (phase ? null : true) : given.answered,
    waitSeconds: given.waitSeconds ?? null,
    talkSeconds: given.talkSeconds ?? null,
    manager: given.manager ?? null,
    visitorId: given.visitor ?? null,
    recordingUrl: null,
    spam: given.spam ?? null,
    statedOrigin: given.statedOrigin ?? null,
    clientIds: given.clientIds ?? {},
    personal: personal(given),
  };
}

type DealFields =
  | 'stage' | 'status' | 'pipeline' | 'manager' | 'department' | 'reason' | 'createdAt' | 'enquiryId' | 'deleted'
  | 'mergedInto' | 'items' | 'statedOrigin'; // prettier-ignore
const DEAL_FIELDS: readonly DealFields[] = [
  'stage', 'status', 'pipeline', 'manager', 'department', 'reason', 'createdAt', 'enquiryId', 'deleted', 'mergedInto',
  'items', 'statedOrigin',
]; // prettier-ignore

export interface DealInput extends Common, Own<DealEvent, DealFields> {
  /** Public deal id. */
  readonly deal: string;
  /** Decimal string of the workspace's currency (RUB), e.g. `100.00`, or an amount with its currency; null clears. */
  readonly amount?: string | DealEvent['amount'];
  readonly costOfGoods?: string | DealEvent['costOfGoods'];
  readonly visitor?: string;
  readonly contact?: string;
  readonly clientIds?: DealEvent['clientIds'];
}
/** One change of a deal. What is not given is not stated. */
export const aDeal = (given: DealInput): DealEvent => ({
  ...envelope(given, `${given.deal}@${given.at}`),
  type: 'deal',
  dealId: given.deal,
  ...Object.fromEntries(
    DEAL_FIELDS.filter((field) => given[field] !== undefined).map((field) => [field, given[field]]),
  ),
  ...(given.amount === undefined ? {} : { amount: inRoubles(given.amount) }),
  ...(given.costOfGoods === undefined ? {} : { costOfGoods: inRoubles(given.costOfGoods) }),
  visitorId: given.visitor ?? null,
  crmContactId: given.contact ?? null,
  clientIds: given.clientIds ?? {},
  personal: personal(given),
});

const inRoubles = <A extends object | null>(amount: string | A): A | { amount: string; currency: string } =>
  typeof amount === 'string' ? { amount, currency: 'RUB' } : amount;

export const aRefund = (given: Common & { deal: string; amount: string; currency?: string }): RefundEvent => ({
  ...envelope(given, `refund ${given.deal}@${given.at}`),
  type: 'refund',
  dealId: given.deal,
  value: { amount: given.amount, currency: given.currency ?? 'RUB' },
});

export const aMark = (given: Common & { enquiry: string; spam?: boolean; quality?: string }): MarkEvent => ({
  ...envelope(given, `mark ${given.enquiry}@${given.at}`),
  type: 'mark',
  enquiryId: given.enquiry,
  spam: given.spam ?? null,
  quality: given.quality ?? null,
});

export interface NumberInput extends Common {
  readonly number: string;
  /** `source/medium/campaign`. */
  readonly origin: string;
  readonly from: number;
  readonly to?: number | null;
}
export const aNumber = (given: NumberInput): NumberEvent => ({
  ...envelope(given, `number ${given.number}@${given.from}`),
  type: 'number',
  number: given.number,
  origin: origin(given.origin),
  from: given.from,
  to: given.to ?? null,
});

export interface CostInput
  extends
    Omit<Common, 'at'>,
    Own<
      CostEvent,
      'adSource' | 'medium' | 'campaign' | 'adGroup' | 'keyword' | 'campaignId' | 'clicks' | 'impressions'
    > {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly cost: string;
  readonly currency?: string;
  readonly reportedAt: number;
}
export function aCost(given: CostInput): CostEvent {
  const adSource = given.adSource ?? 'yandex';
  const campaign = given.campaign ?? '(not set)';
  const key = [given.date, adSource, given.medium, campaign, given.campaignId, given.reportedAt].join('|');
  return {
    ...envelope({ ...given, at: Date.parse(given.date) }, key),
    type: 'cost',
    date: given.date,
    adSource,
    medium: given.medium ?? 'cpc',
    campaign,
    adGroup: given.adGroup ?? '(not set)',
    keyword: given.keyword ?? '(not set)',
    campaignId: given.campaignId ?? '',
    cost: { amount: given.cost, currency: given.currency ?? 'RUB' },
    clicks: given.clicks ?? null,
    impressions: given.impressions ?? null,
    reportedAt: given.reportedAt,
  };
}
