/**
 * What one credit of a conversion counts as, in SQL: an enquiry, a deal, a sale, refunds, each with the instant that
 * decides its period (attribution.md, section 5, `date_mode`). Expressions over a row of `conversion` and over `c`, one
 * credit of the chosen model: `(touch, share, sale share, amount, cost of goods, refunds, touchpoint's instant)`.
 */
import type { AdditiveMetric } from '@throughline/domain';
import { id, instant, join, sql } from '@throughline/warehouse';
import type { Sql } from '@throughline/warehouse';
import { CREDITED_METRICS } from './fact-query.ts';
import type { FactQuery } from './fact-query.ts';

export type CreditedMetric = (typeof CREDITED_METRICS)[number];
type Sums = Partial<Record<CreditedMetric, Sql>>;

/** One kind of fact a credit may stand for. */
export interface CreditFact {
  readonly exists: Sql;
  /** The instant that decides. */
  readonly at: Sql;
  readonly sums: Sums;
}

const TOUCH = sql`c.1`;
const SHARE = sql`toInt64(c.2)`;
const SALE_SHARE = sql`toInt64(c.3)`;
const AMOUNT = sql`c.4`;
const GOODS = sql`c.5`;
export const REFUNDS = sql`c.6`;
const TOUCH_AT = sql`c.7`;
/** Position in `c` of the first asked origin dimension. */
export const FIRST_ORIGIN = 8;

export const GOODS_UNKNOWN = sql`(NOT cost_of_goods_known AND ${SALE_SHARE} > 0)`;

/** The facts of a credit whose metrics are asked for; refunds apart, each has an instant of its own. */
export const creditFacts = (query: FactQuery): readonly CreditFact[] => {
  const { selection } = query;
  const facts: CreditFact[] = [];
  if (wants(query, 'enquiries', 'leads')) {
    const lead = sql`if(if(kind = 'enquiry', is_lead, implied_is_lead), ${SHARE}, 0)`;
    const at = selection.dateMode === 'touch' ? touched(sql`at`) : sql`at`;
    facts.push({ exists: sql`(kind = 'enquiry' OR implied)`, at, sums: { enquiries: SHARE, leads: lead } });
  }
  if (wants(query, 'deals')) {
    facts.push({ exists: sql`kind = 'deal'`, at: decided(query, sql`at`), sums: { deals: SHARE } });
  }
  if (wants(query, 'sales', 'first_time_buyers', 'revenue', 'cost_of_goods')) {
    const sums = { sales: SALE_SHARE, first_time_buyers: sql`if(first_time, ${SALE_SHARE}, 0)`, revenue: AMOUNT, cost_of_goods: GOODS };
    facts.push({ exists: sql`is_sale`, at: decided(query, SOLD), sums });
  }
  return facts;
};

/** The instant of the refund made at `own`. */
export const refundAt = (query: FactQuery, own: Sql): Sql =>
  decided(query, query.selection.refunds === 'sale_date' ? SOLD : own);

export const wants = ({ metrics }: FactQuery, ...any: readonly AdditiveMetric[]): boolean =>
  any.some((metric) => metrics.has(metric));

export const inPeriod = ({ selection: { period } }: FactQuery, at: Sql): Sql =>
  sql`(${at} >= ${instant(period.start)} AND ${at} < ${instant(period.end)})`;

/** Rows that can count in the period at all; a touchpoint may be long before its conversion. */
export const mayCount = (query: FactQuery): Sql => {
  const { dateMode } = query.selection;
  if (dateMode === 'touch') return sql`present`;
  const inside = [sql`at`, dateMode === 'lead' ? LEAD : sql`ifNull(sale_at, at)`].map((at) => inPeriod(query, at));
  return sql`present AND (${join(inside, sql` OR `)} OR notEmpty(refund_at))`;
};

/** The credits of the chosen model with the asked columns of their touchpoints, as an array of tuples. */
export const credits = ({ selection: { model } }: FactQuery, ofTouch: readonly Sql[]): Sql => {
  const columns = ['touch', 'share', 'sale_share', 'amount', 'cost_of_goods', 'refunds'].map((name) => id(`${model}_${name}`));
  return sql`arrayMap((i, c_share, c_sale, c_amount, c_goods, c_refunds) -> tuple(i, c_share, c_sale, c_amount, c_goods, c_refunds, touch_at[i + 1]${join(
    ofTouch.map((value) => sql`, ${value}`),
    sql``,
  )}), ${join(columns, sql`, `)})`;
};

const SOLD = sql`assumeNotNull(sale_at)`;
/** A deal always has a lead where it has an origin; its own creation stands in should it not. */
const LEAD = sql`ifNull(lead_at, at)`;

/** The fact's own instant, its lead's, or the touchpoint's. */
const decided = ({ selection: { dateMode } }: FactQuery, own: Sql): Sql =>
  dateMode === 'sale' ? own : dateMode === 'lead' ? LEAD : touched(own);
/** Not attributed: its own. */
const touched = (own: Sql): Sql => sql`if(${TOUCH} < 0, ${own}, ${TOUCH_AT})`;
