/**
 * Facts as the core reads them: what happened, once, never edited (attribution.md, section 1).
 *
 * A fact is the *projection* of one event content: times are epoch milliseconds (UTC), money is integer minor
 * units with its currency, phones and emails are already node keys (keyed hashes), origins are resolved.
 * The projection is made by the attribution service's `record` step; nothing here needs a lookup or a clock.
 */
import type { Origin } from '../origin/origin.ts';
import type { NodeId } from '../identity/node.ts';

/** Fields every fact has. */
export interface FactHeader {
  /** 128-bit HMAC of (workspace, source, kind, natural key), 32 lower-case hex digits. Identity of the fact. */
  readonly eventId: string;
  /** SHA-256 of the canonical JSON of the content, 64 lower-case hex digits. Several contents may share an eventId. */
  readonly contentHash: string;
  /** The sender's id; prefixed `<source>/` when it came through a provider's source. Orders facts of the same instant. */
  readonly id: string;
  /** Id of the source that sent it. */
  readonly source: string;
  /** When it happened. */
  readonly at: number;
  /** When this content was first appended to the log. */
  readonly knownAt: number;
  /** Precedence of contents under one id: source settings version and translator revision; 0 for first-party events. */
  readonly generation: number;
  /** A translation made again no longer yields this fact. */
  readonly retracted: boolean;
  /** Said by the public collector: joins nobody (attribution.md, Claims). */
  readonly claim: boolean;
  /** Why the fact is ignored everywhere but in identity and data-health; `''` when it counts. */
  readonly excluded: '' | 'bot' | 'address' | 'phone' | 'visitor' | 'provider_test';
}

export interface VisitFact extends FactHeader {
  readonly type: 'visit';
  /** Several events may share one visit; the earliest (at, id) is the visit. */
  readonly visitId: string;
  readonly visitor: NodeId;
  readonly origin: Origin;
  /** `host/path` of the landing page, or `(not set)`. */
  readonly landingPage: string;
  /** desktop | mobile | tablet | `(not set)`. */
  readonly device: string;
  readonly country: string;
  readonly city: string;
}

export interface IdentifyFact extends FactHeader {
  readonly type: 'identify';
  /** Two or more of visitor, phone, email, contact. */
  readonly nodes: readonly NodeId[];
  readonly withdraw: boolean;
  /** Made by a person in the UI: a withdrawal then removes the pair's edge from every kind of fact. */
  readonly manual: boolean;
}

export interface EnquiryFact extends FactHeader {
  readonly type: 'enquiry';
  readonly kind: 'form' | 'chat' | 'callback' | 'order';
  /** The enquiry's own id (= `id`). */
  readonly enquiryId: string;
  readonly visitor: NodeId | null;
  readonly phone: NodeId | null;
  readonly email: NodeId | null;
  readonly contact: NodeId | null;
  readonly dealId: string | null;
  readonly clientIds: readonly NodeId[];
  readonly manager: string | null;
  readonly spam: boolean | null;
  readonly statedOrigin: Origin | null;
}

/** One phase of a call. Phases with one `callId` fold: at = the earliest, every other field = the last stated. */
export interface CallFact extends FactHeader {
  readonly type: 'call';
  readonly callId: string;
  readonly direction: 'in' | 'out' | null;
  /** The customer's phone node: caller of an inbound call, callee of an outbound one; null = hidden or impossible. */
  readonly customer: NodeId | null;
  /** Our own line (E.164), for static number assignments. */
  readonly line: string | null;
  readonly answered: boolean | null;
  readonly waitSeconds: number | null;
  readonly talkSeconds: number | null;
  readonly manager: string | null;
  readonly visitor: NodeId | null;
  readonly clientIds: readonly NodeId[];
  readonly spam: boolean | null;
  readonly statedOrigin: Origin | null;
}

/** `undefined` = not stated, `null` = explicitly cleared (attribution.md, Deal fold). */
export interface DealFact extends FactHeader {
  readonly type: 'deal';
  readonly dealId: string;
  readonly stage?: string | null;
  readonly status?: 'open' | 'won' | 'lost' | null;
  readonly amount?: Money | null;
  readonly costOfGoods?: Money | null;
  readonly pipeline?: string | null;
  readonly manager?: string | null;
  readonly department?: string | null;
  readonly reason?: string | null;
  readonly createdAt?: number | null;
  readonly enquiryId?: string | null;
  readonly deleted?: boolean | null;
  readonly mergedInto?: string | null;
  readonly items?: readonly DealItem[] | null;
  readonly visitor: NodeId | null;
  readonly phone: NodeId | null;
  readonly email: NodeId | null;
  readonly contact: NodeId | null;
  readonly clientIds: readonly NodeId[];
  readonly statedOrigin?: Origin | null;
}

export interface DealItem {
  readonly name: string;
  readonly category: string | null;
  readonly quantity: number;
  readonly price: Money;
}

export interface RefundFact extends FactHeader {
  readonly type: 'refund';
  readonly dealId: string;
  readonly amount: Money;
}

export interface MarkFact extends FactHeader {
  readonly type: 'mark';
  readonly enquiryId: string;
  readonly spam: boolean | null;
  readonly quality: string | null;
}

/** A tracked number stands for a fixed origin from `from` to before `to` (null = open). */
export interface NumberFact extends FactHeader {
  readonly type: 'number';
  /** E.164 of our line. */
  readonly number: string;
  readonly origin: Origin;
  readonly from: number;
  readonly to: number | null;
}

/** Ad cost of one key on one calendar date, as reported at one moment. */
export interface CostFact extends FactHeader {
  readonly type: 'cost';
  /** Plain calendar date `YYYY-MM-DD`, never shifted by a zone. */
  readonly date: string;
  readonly adSource: string;
  readonly medium: string;
  readonly campaign: string;
  readonly adGroup: string;
  /** The dimension `term`. */
  readonly keyword: string;
  readonly campaignId: string;
  readonly cost: Money;
  readonly clicks: number | null;
  readonly impressions: number | null;
  readonly reportedAt: number;
}

/** Integer minor units of an ISO 4217 currency. Exact to 10^15 minor units (safe integers). */
export interface Money {
  readonly minor: number;
  readonly currency: string;
}

/** Facts that may concern a person; the rest (`cost`) belong to no one. */
export type PersonFact = IdentifyFact | EnquiryFact | CallFact | DealFact | RefundFact | MarkFact;

export type Fact = VisitFact | PersonFact | NumberFact | CostFact;
export type FactType = Fact['type'];
