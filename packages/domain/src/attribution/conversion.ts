/**
 * What attribution says of one candidate (an enquiry or a deal): ONE row each, present or not. A pure function of the
 * person's facts and the run. The warehouse table `conversion` stores exactly this.
 */
import type { Origin } from '../origin/origin.ts';
import type { Model } from './run.ts';

export type Evidence = 'visit' | 'provider' | 'number' | 'crm';

export interface Touchpoint {
  /** visit id, call id or enquiry id (a deal's stated origin: the deal id). */
  readonly id: string;
  readonly at: number;
  readonly origin: Origin;
  readonly landingPage: string;
  readonly device: string;
  readonly country: string;
  readonly city: string;
  readonly evidence: Evidence;
  /** The event that gave it. */
  readonly eventId: string;
}

/** What one touchpoint gets of one conversion under one model. Only non-zero shares are listed. */
export interface Credit {
  /** Index into the journey's touchpoints; -1 for a conversion without touchpoints (not attributed). */
  readonly touch: number;
  /** Billionths; a journey's shares sum to exactly 1 000 000 000. */
  readonly share: number;
  /** Share of the sale, money split by it: minor units in the workspace's currency. 0 where there is no sale. */
  readonly saleShare: number;
  readonly amount: number;
  readonly costOfGoods: number;
  /** One entry per refund of the row, in the order of `refunds`. */
  readonly refunds: readonly number[];
}

export interface Journey {
  /** Ordered by (at, id); the union of the enquiry's (or deal's) and the sale's journeys where these differ. */
  readonly touchpoints: readonly Touchpoint[];
  readonly truncated: boolean;
  readonly credits: Readonly<Record<Model, readonly Credit[]>>;
}

export interface EnquiryConversion {
  readonly kind: 'enquiry';
  readonly id: string;
  /** Least node of the person; `''` when not present. */
  readonly person: string;
  /** False: no such enquiry (any more): retracted, spam, excluded, an outbound call, folded into another. */
  readonly present: boolean;
  readonly at: number;
  readonly isLead: boolean;
  readonly end: number;
  readonly enquiryKind: 'form' | 'chat' | 'callback' | 'order' | 'call';
  /** Source (configured origin of the data) of the enquiry: the dimension `call_source` for calls. */
  readonly source: string;
  readonly manager: string | null;
  readonly answered: boolean | null;
  readonly waitSeconds: number | null;
  readonly talkSeconds: number | null;
  /** Ids under which other sources told of the same enquiry, in byte order; their own rows are not present. */
  readonly mergedIds: readonly string[];
  readonly journey: Journey;
}

export interface DealConversion {
  readonly kind: 'deal';
  readonly id: string;
  readonly person: string;
  readonly present: boolean;
  /** Creation of the deal. */
  readonly at: number;
  readonly end: number;
  /** End of the sale's journey; differs from `end` only with journey_end=conversion. */
  readonly saleEnd: number;
  readonly source: string;
  readonly status: 'open' | 'won' | 'lost';
  /** The deal is an enquiry of its own (no origin enquiry found), counted in E. */
  readonly implied: boolean;
  readonly impliedIsLead: boolean;
  readonly originEnquiryId: string | null;
  /** Id (`<enquiry id>` or `deal:<deal id>`) and time of the deal's lead. */
  readonly leadId: string | null;
  readonly leadAt: number | null;
  readonly isSale: boolean;
  readonly saleAt: number | null;
  readonly firstTime: boolean;
  /** Workspace currency, minor units; 0 when unknown or without a sale. */
  readonly amount: number;
  readonly costOfGoods: number;
  readonly costOfGoodsKnown: boolean;
  /** A needed exchange rate is missing: amounts count as 0 and the row is listed in data-health. */
  readonly rateMissing: boolean;
  readonly refunds: readonly { readonly id: string; readonly at: number; readonly amount: number }[];
  readonly stage: string | null;
  readonly pipeline: string | null;
  readonly manager: string | null;
  readonly department: string | null;
  readonly reason: string | null;
  readonly items: readonly {
    readonly name: string;
    readonly category: string | null;
    readonly quantity: number;
    readonly price: number;
  }[];
  readonly journey: Journey;
}

export type Conversion = EnquiryConversion | DealConversion;
