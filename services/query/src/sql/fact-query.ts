/** What the facts statement is asked, and the lines it answers. */
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
  /** Metrics to compute: those asked that keep a meaning under all dimensions grouped or filtered by. */
  readonly metrics: ReadonlySet<AdditiveMetric>;
  /** Also group by the conversion, for the list behind a number. */
  readonly perConversion: boolean;
}

/** What conversions are summed into; the order of a line's sums. */
export const CREDITED_METRICS = [
  'enquiries',
  'leads',
  'deals',
  'sales',
  'first_time_buyers',
  'revenue',
  'cost_of_goods',
] as const satisfies readonly AdditiveMetric[];

/** Sums under one combination of keys; 64-bit integers come as strings. */
export interface FactLine {
  /** Keys in the order of `groupBy`. */
  readonly k: readonly string[];
  /** `enquiry:<id>` or `deal:<id>` when grouped per conversion, else `''`. */
  readonly conversion: string;
  /** Visits, then the credited metrics in their order. */
  readonly sums: readonly string[];
  /** A sale with a share here states no cost of goods. */
  readonly unknown_goods: string;
  /** Only per conversion: epoch milliseconds of the latest instant that decided. */
  readonly at_ms: string;
}
export const LINE_METRICS = ['visits', ...CREDITED_METRICS] as const;
