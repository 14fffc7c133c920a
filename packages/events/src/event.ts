/**
 * Events as they stand in the log: contents, in clear, as one sender said them (attribution.md, section 1).
 * The Avro schemas in `schemas/` mirror these shapes; the JSON of `/v1/events` is the same in snake_case.
 *
 * `eventId` and `contentHash` are NOT stored: they are pure functions of the event (`event-identity.ts`), computed by
 * whoever reads it, which keeps two hashes off the ingest's hot path.
 */

/** Fields of every event. Times are epoch milliseconds, UTC. */
export interface EventEnvelope {
  readonly workspace: string;
  /** Configured origin of the data; `api` for first-party events. */
  readonly source: string;
  /** The natural key within (workspace, source, type): the sender's id, the provider's own field text, or the hash. */
  readonly key: string;
  /** Public id: `key` for first-party events, `<source>/<...>` for a provider's. */
  readonly id: string;
  readonly occurredAt: number;
  readonly receivedAt: number;
  /** Version of the settings the door applied. */
  readonly settingsVersion: number;
  /** Precedence of contents under one id: source settings version * 2^20 + translator revision; 0 = first party. */
  readonly generation: number;
  readonly retracted: boolean;
  readonly claim: boolean;
  /** The provider marked it as a test message: kept, never counted. */
  readonly test: boolean;
  /** Names of fields the door filled in. */
  readonly filled: readonly string[];
  /** Position of the raw request it was translated from. */
  readonly raw: { readonly partition: number; readonly offset: number } | null;
  /** Unknown fields, as JSON text. */
  readonly extra: string | null;
}

/** The personal fields, in one sub-record so that they can be encrypted per identifier. */
export interface Personal {
  /** E.164 when possible, else null. */
  readonly phone: string | null;
  /** As sent, when it differs from `phone`. */
  readonly phoneRaw: string | null;
  /** Trimmed, lower case. */
  readonly email: string | null;
  readonly name: string | null;
  readonly ip: string | null;
}

export interface StatedOrigin {
  readonly source: string | null;
  readonly medium: string | null;
  readonly campaign: string | null;
  readonly adGroup: string | null;
  readonly term: string | null;
  readonly content: string | null;
  readonly clickId: string | null;
  readonly landingUrl: string | null;
  readonly referrer: string | null;
}

/** System name (`ym_uid`, `ga`, `calltouch`...) -> id. */
export type ClientIds = Readonly<Record<string, string>>;

/** Decimal string exactly as many digits as the currency has, e.g. `1234.50`, with its ISO 4217 currency. */
export interface Amount {
  readonly amount: string;
  readonly currency: string;
}

export interface VisitEvent extends EventEnvelope {
  readonly type: 'visit';
  readonly visitId: string;
  readonly visitorId: string;
  readonly url: string;
  readonly referrer: string | null;
  readonly userAgent: string | null;
  readonly personal: Personal;
}

export interface PageEvent extends EventEnvelope {
  readonly type: 'page';
  readonly visitorId: string;
  readonly visitId: string;
  readonly url: string;
  readonly title: string | null;
}

export interface IdentifyEvent extends EventEnvelope {
  readonly type: 'identify';
  readonly visitorId: string | null;
  readonly crmContactId: string | null;
  readonly withdraw: boolean;
  readonly manual: boolean;
  readonly personal: Personal;
}

export interface EnquiryEvent extends EventEnvelope {
  readonly type: 'enquiry';
  readonly kind: 'form' | 'chat' | 'callback' | 'order';
  readonly visitorId: string | null;
  readonly crmContactId: string | null;
  readonly dealId: string | null;
  readonly manager: string | null;
  readonly spam: boolean | null;
  readonly value: Amount | null;
  readonly statedOrigin: StatedOrigin | null;
  readonly clientIds: ClientIds;
  readonly personal: Personal;
}

/** One phase of a call; `personal.phone` is the customer's side (caller of `in`, callee of `out`). */
export interface CallEvent extends EventEnvelope {
  readonly type: 'call';
  /** Public call id (prefixed from a provider). */
  readonly callId: string;
  readonly direction: 'in' | 'out' | null;
  /** Our own line: callee of `in`, caller of `out`. E.164 when possible, else as sent. */
  readonly line: string | null;
  readonly answered: boolean | null;
  readonly waitSeconds: number | null;
  readonly talkSeconds: number | null;
  readonly manager: string | null;
  readonly visitorId: string | null;
  readonly recordingUrl: string | null;
  readonly spam: boolean | null;
  readonly statedOrigin: StatedOrigin | null;
  readonly clientIds: ClientIds;
  readonly personal: Personal;
}

/** Field absent = not stated; field null = explicitly cleared. In Avro: `stated` names the fields that were stated. */
export interface DealEvent extends EventEnvelope {
  readonly type: 'deal';
  readonly dealId: string;
  readonly stage?: string | null;
  readonly status?: 'open' | 'won' | 'lost' | null;
  readonly amount?: Amount | null;
  readonly costOfGoods?: Amount | null;
  readonly pipeline?: string | null;
  readonly manager?: string | null;
  readonly department?: string | null;
  readonly reason?: string | null;
  readonly createdAt?: number | null;
  readonly enquiryId?: string | null;
  readonly deleted?: boolean | null;
  readonly mergedInto?: string | null;
  readonly items?: readonly DealEventItem[] | null;
  readonly statedOrigin?: StatedOrigin | null;
  readonly visitorId: string | null;
  readonly crmContactId: string | null;
  readonly clientIds: ClientIds;
  readonly personal: Personal;
}

export interface DealEventItem {
  readonly name: string;
  readonly category: string | null;
  readonly quantity: number;
  readonly price: Amount;
}

export interface RefundEvent extends EventEnvelope {
  readonly type: 'refund';
  readonly dealId: string;
  readonly value: Amount;
}

export interface MarkEvent extends EventEnvelope {
  readonly type: 'mark';
  readonly enquiryId: string;
  readonly spam: boolean | null;
  readonly quality: string | null;
}

export interface NumberEvent extends EventEnvelope {
  readonly type: 'number';
  readonly number: string;
  readonly origin: StatedOrigin;
  readonly from: number;
  readonly to: number | null;
}

/** `occurredAt` = midnight UTC of `date` (only to order it in the log); the date itself is never shifted. */
export interface CostEvent extends EventEnvelope {
  readonly type: 'cost';
  readonly date: string;
  /** Normalised like utm values. The ad source, not the data source. */
  readonly adSource: string;
  readonly medium: string;
  readonly campaign: string;
  readonly adGroup: string;
  readonly keyword: string;
  readonly campaignId: string;
  readonly cost: Amount;
  readonly clicks: number | null;
  readonly impressions: number | null;
  readonly reportedAt: number;
}

export type Event =
  | VisitEvent
  | PageEvent
  | IdentifyEvent
  | EnquiryEvent
  | CallEvent
  | DealEvent
  | RefundEvent
  | MarkEvent
  | NumberEvent
  | CostEvent;
export type EventType = Event['type'];

export const NO_PERSONAL: Personal = { phone: null, phoneRaw: null, email: null, name: null, ip: null };
