import type { DealItem, Money, RefundFact } from '../fact/fact.ts';
import type { Origin } from '../origin/origin.ts';

/** A CRM deal as its changes leave it: one that exists, is not deleted and not merged into another. */
export interface Deal {
  readonly id: string;
  /** The last stated creation, else the earliest change. */
  readonly createdAt: number;
  /** Source of the last change of its own. */
  readonly source: string;
  readonly status: 'open' | 'won' | 'lost';
  /** The change at which the status last turned to won, while it is won: the time of the sale. */
  readonly saleAt: number | null;
  readonly amount: Money | null;
  readonly costOfGoods: Money | null;
  readonly items: readonly DealItem[];
  readonly stage: string | null;
  readonly pipeline: string | null;
  readonly manager: string | null;
  readonly department: string | null;
  readonly reason: string | null;
  readonly enquiryId: string | null;
  readonly stated: { readonly origin: Origin; readonly eventId: string } | null;
  /** Those that count: while it is won, at or after the sale's time; by (at, id). */
  readonly refunds: readonly RefundFact[];
}
