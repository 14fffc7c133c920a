/**
 * What one credit of a conversion counts as, in SQL: an enquiry, a deal, a sale, refunds, each with the instant that
 * decides its period (attribution.md, section 5, `date_mode`). Expressions over a row of `conversion` unrolled into the
 * credits of one model by `creditsOf`: columns `c_touch` (index of the touchpoint, -1 = nobody's) to `c_refunds`.
 */
import type { AdditiveMetric } from '@throughline/domain';
import { id, identifiers, instant, join, sql } from '@throughline/warehouse';
import type { Sql } from '@throughline/warehouse';
import type { CREDITED_METRICS } from './fact-query.ts';
import type { FactQuery } from './fact-query.ts';

export type CreditedMetric = (typeof CREDITED_METRICS)[number];
type Sums = Partial<Record<CreditedMetric, Sql>>;

/** One kind of fact a credit may stand for. */
export interface CreditFact {
  /** Name of the column that says whether it counts in the period. */
  readonly counts: Sql;
  readonly exists: Sql;
  /** The instant that decides. */
  readonly at: Sql;
  readonly sums: Sums;
}

const CREDIT_COLUMNS = ['touch', 'share', 'sale_share', 'amount', 'cost_of_goods', 'refunds'] as const;
const creditName = identifiers(CREDIT_COLUMNS.map((column) => `c_${column}` as const));
const [TOUCH, SHARE, SALE_SHARE, AMOUNT, GOODS] = [
  sql`c_touch`,
  sql`toInt64(c_share)`,
  sql`toInt64(c_sale_share)`,
  sql`c_amount`,
  sql`c_cost_of_goods`,
];
export const REFUNDS = sql`c_refunds`;

export const GOODS_UNKNOWN = sql`(NOT cost_of_goods_known AND ${SALE_SHARE} > 0)`;

/** The facts of a credit whose metrics are asked for; refunds apart, each has an instant of its own. */
export const creditFacts = (query: FactQuery): readonly CreditFact[] => {
  const { selection } = query;
  const facts: CreditFact[] = [];
  if (wants(query, 'enquiries', 'leads')) {
    const lead = sql`if(if(kind = 'enquiry', is_lead, implied_is_lead), ${SHARE}, 0)`;
    const at = selection.dateMode === 'touch' ? touched(sql`at`) : sql`at`;
    facts.push({
      counts: sql`enquiry_counts`,
      exists: sql`(kind = 'enquiry' OR implied)`,
      at,
      sums: { enquiries: SHARE, leads: lead },
    });
  }
  if (wants(query, 'deals')) {
    facts.push({
      counts: sql`deal_counts`,
      exists: sql`kind = 'deal'`,
      at: decided(query, sql`at`),
      sums: { deals: SHARE },
    });
  }
  if (wants(query, 'sales', 'first_time_buyers', 'revenue', 'cost_of_goods')) {
    const sums = {
      sales: SALE_SHARE,
      first_time_buyers: sql`if(first_time, ${SALE_SHARE}, 0)`,
      revenue: AMOUNT,
      cost_of_goods: GOODS,
    };
    facts.push({ counts: sql`sale_counts`, exists: sql`is_sale`, at: decided(query, SOLD), sums });
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

/** Rows that can count in the period at all; a touchpoint may be as long before its conversion as a journey is long. */
export const mayCount = (query: FactQuery): Sql => {
  const { dateMode, period, lookbackDays } = query.selection;
  const dates = [sql`at`, sql`ifNull(sale_at, at)`, ...(dateMode === 'lead' ? [ofLead(sql`at`)] : [])];
  const own = dates.map((at) => inPeriod(query, at));
  const [first, last] = [instant(period.start - DAY), instant(period.end + (lookbackDays + 1) * DAY)];
  const ends = [id('end'), id('sale_end')].map((end) => sql`(${end} >= ${first} AND ${end} < ${last})`);
  const any = [...own, sql`notEmpty(refund_at)`, ...(dateMode === 'touch' ? ends : [])];
  return sql`present AND (${join(any, sql` OR `)})`;
};
const DAY = 86_400_000;

/** `ARRAY JOIN` of this gives one row a credit. What is not asked of a touchpoint is neither read nor copied. */
export const creditsOf = ({ selection: { model } }: FactQuery): Sql =>
  join(
    CREDIT_COLUMNS.map((column) => sql`${id(`${model}_${column}`)} AS ${creditName(`c_${column}`)}`),
    sql`, `,
  );

/** A column of the credit's touchpoint, or `otherwise` where there is none. */
export const ofTouch = (column: Sql, otherwise: Sql): Sql =>
  sql`if(${TOUCH} < 0, ${otherwise}, ${column}[${TOUCH} + 1])`;

const SOLD = sql`assumeNotNull(sale_at)`;
/** A deal whose origin enquiry stands with another person may have no lead: then each fact's own date decides. */
const ofLead = (own: Sql): Sql => sql`ifNull(lead_at, ${own})`;

/** The fact's own instant, its lead's, or the touchpoint's. */
const decided = ({ selection: { dateMode } }: FactQuery, own: Sql): Sql =>
  dateMode === 'sale' ? own : dateMode === 'lead' ? ofLead(own) : touched(own);
/** Not attributed: its own. */
const touched = (own: Sql): Sql => ofTouch(sql`touch_at`, own);
