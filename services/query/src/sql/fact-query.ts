/** What every branch of the facts query is asked: which dimensions to group and filter by, over which rows. */
import type { AdditiveMetric, Dimension } from '@throughline/domain';
import type { Sql } from '@throughline/warehouse';
import type { Selection } from '../report/report-request.ts';
import type { DimensionFilter } from '../request/filter.ts';

export interface FactQuery {
  readonly selection: Selection;
  /** Dimensions to group by: those of the report, and those the campaign's name is found by. */
  readonly groupBy: readonly Dimension[];
  /** Conjunction of alternatives that the warehouse can decide; campaign names are decided after the mapping. */
  readonly filters: readonly (readonly DimensionFilter[])[];
  /** Rows of conversions: the table's latest versions, or a computed table of the same shape. */
  readonly conversions: Sql;
  /** Metrics that keep a meaning under all dimensions grouped or filtered by; the others are not computed. */
  readonly metrics: ReadonlySet<AdditiveMetric>;
  /** Also group by the conversion, for the list behind a number. */
  readonly perConversion: boolean;
}

/**
 * One line of the answer: sums of one kind of fact under one combination of keys. `k` are the keys in the order of
 * `groupBy`, sums are 64-bit integers as strings, `unknown_goods` > 0 when a sale states no cost of goods.
 */
export interface FactLine {
  readonly part: FactPart;
  readonly k: readonly string[];
  readonly conversion?: string;
  readonly a: string;
  readonly b: string;
  readonly c: string;
  readonly d: string;
  readonly unknown_goods: string;
  /** Only per conversion: epoch milliseconds of the latest instant that decided. */
  readonly at_ms: string;
}
export type FactPart = 'visit' | 'enquiry' | 'deal' | 'sale' | 'refund';

/** Which metrics the columns a, b, c, d of a part sum. */
export const PART_METRICS: Readonly<Record<FactPart, readonly AdditiveMetric[]>> = {
  visit: ['visits'],
  enquiry: ['enquiries', 'leads'],
  deal: ['deals'],
  sale: ['sales', 'first_time_buyers', 'revenue', 'cost_of_goods'],
  refund: ['revenue'],
};
