/** Facts in a few words: a builder takes what matters and fills in the rest. Ids are readable; hashes are made of them. */
import {
  NOT_SET,
  type Channel,
  type CallFact,
  type DealFact,
  type EnquiryFact,
  type FactHeader,
  type IdentifyFact,
  type MarkFact,
  type Money,
  type NodeId,
  type NumberFact,
  type Origin,
  type RefundFact,
  type VisitFact,
} from '@throughline/domain';

/** 2026-08-01T12:00:00Z. */
export const NOON = Date.UTC(2026, 7, 1, 12);
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

type Head = Partial<FactHeader>;
let count = 0;

function head(type: string, given: Head): FactHeader {
  const id = given.id ?? `${type}-${String(++count).padStart(5, '0')}`;
  const at = given.at ?? NOON;
  return {
    eventId: `${type}|${id}`,
    contentHash: `${type}|${id}|${at}`,
    source: 'api',
    knownAt: at,
    generation: 0,
    retracted: false,
    claim: false,
    excluded: '',
    ...given,
    id,
    at,
  };
}

/** `source/medium/campaign`; Direct for `(direct)`, Paid Search for cpc, else Other. */
export function origin(short: string): Origin {
  const [source = '', medium = NOT_SET, campaign = NOT_SET] = short.split('/');
  const channel: Channel = source === '(direct)' ? 'Direct' : medium === 'cpc' ? 'Paid Search' : 'Other';
  return { channel, source, medium, campaign, adGroup: NOT_SET, term: NOT_SET, content: NOT_SET, clickId: '' };
}

export const money = (minor: number, currency = 'RUB'): Money => ({ minor, currency });

export const visit = (
  visitor: NodeId,
  given: Omit<Partial<VisitFact>, 'origin'> & { from?: string } = {},
): VisitFact => {
  const { from = 'yandex/cpc', ...rest } = given;
  const header = head('visit', rest);
  return {
    type: 'visit',
    visitId: header.id,
    visitor,
    origin: origin(from),
    landingPage: 'shop.example/',
    device: 'desktop',
    country: NOT_SET,
    city: NOT_SET,
    ...rest,
    ...header,
  };
};

export const identify = (nodes: readonly NodeId[], given: Partial<IdentifyFact> = {}): IdentifyFact => ({
  type: 'identify',
  withdraw: false,
  manual: false,
  ...given,
  nodes,
  ...head('identify', given),
});

export const enquiry = (id: string, given: Partial<EnquiryFact> = {}): EnquiryFact => ({
  type: 'enquiry',
  kind: 'form',
  enquiryId: id,
  visitor: null,
  phone: null,
  email: null,
  contact: null,
  dealId: null,
  clientIds: [],
  manager: null,
  spam: null,
  statedOrigin: null,
  ...given,
  ...head('enquiry', { id, ...given }),
});

/** One phase of an inbound call. */
export const call = (callId: string, given: Partial<CallFact> = {}): CallFact => ({
  type: 'call',
  callId,
  direction: 'in',
  customer: null,
  line: null,
  answered: null,
  waitSeconds: null,
  talkSeconds: null,
  manager: null,
  visitor: null,
  clientIds: [],
  spam: null,
  statedOrigin: null,
  ...given,
  ...head('call', given),
});

export const deal = (dealId: string, given: Partial<DealFact> = {}): DealFact => ({
  type: 'deal',
  dealId,
  visitor: null,
  phone: null,
  email: null,
  contact: null,
  clientIds: [],
  ...given,
  ...head('deal', given),
});

export const refund = (dealId: string, minor: number, given: Partial<RefundFact> = {}): RefundFact => ({
  type: 'refund',
  dealId,
  amount: money(minor),
  ...given,
  ...head('refund', given),
});

export const mark = (enquiryId: string, spam: boolean | null, given: Partial<MarkFact> = {}): MarkFact => ({
  type: 'mark',
  enquiryId,
  spam,
  quality: null,
  ...given,
  ...head('mark', given),
});

export const number = (
  line: string,
  from: number,
  to: number | null,
  given: Omit<Partial<NumberFact>, 'origin'> & { stands?: string } = {},
): NumberFact => {
  const { stands = 'radio/offline', ...rest } = given;
  return { type: 'number', number: line, origin: origin(stands), from, to, ...rest, ...head('number', rest) };
};
