/** From sums to what a report shows: printed metrics, metric filters, totals, order, page. */
import { metricValues } from '@throughline/domain';
import type { Dimension, MetricValue } from '@throughline/domain';
import { NUMERIC_DIMENSIONS, passesMetric } from '../request/filter.ts';
import type { GroupedRow } from './group-rows.ts';
import { totalOf } from './group-rows.ts';
import type { Contribution, ReportGroups } from './group-rows.ts';
import type { ReportDefinition } from './report-definition.ts';
import type { ReportRequest, SortKey } from './report-request.ts';

export type ReportRow = Readonly<Record<string, MetricValue | boolean>>;

export interface ReportTable {
  /** Rows of the asked page. */
  readonly rows: readonly ReportRow[];
  readonly totals: ReportRow;
  /** Rows before paging. */
  readonly rowCount: number;
  /** Where the next page starts; null = this was the last. */
  readonly nextOffset: number | null;
}

/** `digits` are those of the report's currency. Totals are of all rows that pass the filters, whatever the page. */
export const presentRows = (
  { groups, nothing }: ReportGroups,
  request: ReportRequest,
  definition: ReportDefinition,
  digits: number,
): ReportTable => {
  const all = totalOf(groups, nothing).sums.revenue;
  const shown = groups
    .map((group) => ({ group, row: printRow(group, request.by, definition, digits, all) }))
    .filter(({ row }) => request.filters.metrics.every((filter) => passesMetric(filter, numeric(row[filter.metric]))));
  const total = totalOf(
    shown.map(({ group }) => group),
    nothing,
  );
  const share = total.sums.revenue;
  const rows =
    share === all
      ? shown.map(({ row }) => row)
      : shown.map(({ group }) => printRow(group, request.by, definition, digits, share));
  rows.sort(order([...request.sort, ...request.by.map((key) => ({ key, descending: false }))], request.by));
  const end = request.limit === null ? rows.length : request.offset + request.limit;
  return {
    rows: request.offset === 0 && end >= rows.length ? rows : rows.slice(request.offset, end),
    totals: printMetrics(total, definition, digits, share),
    rowCount: rows.length,
    nextOffset: end < rows.length ? end : null,
  };
};

const printRow = (
  group: GroupedRow,
  by: readonly Dimension[],
  definition: ReportDefinition,
  digits: number,
  allRevenue: bigint | null,
): ReportRow => {
  const row: Record<string, MetricValue | boolean> = {};
  by.forEach((dimension, index) => {
    const key = group.keys[index] ?? '';
    row[dimension] = NUMERIC_DIMENSIONS.has(dimension) && /^\d+$/.test(key) ? Number(key) : key;
  });
  return Object.assign(row, printMetrics(group, definition, digits, allRevenue));
};

const printMetrics = (
  { sums, goodsKnown }: Contribution,
  definition: ReportDefinition,
  digits: number,
  allRevenue: bigint | null,
): ReportRow => {
  const printed = metricValues(sums, digits);
  const row: Record<string, MetricValue | boolean> = {};
  for (const { key } of definition.metrics)
    row[key] = key === 'share' ? shareOf(sums.revenue, allRevenue) : printed[key];
  if ('cost_of_goods' in row) row['cost_of_goods_known'] = sums.cost_of_goods === null ? null : goodsKnown;
  return row;
};

const shareOf = (revenue: bigint | null, all: bigint | null): number | null =>
  revenue === null || all === null || all === 0n ? null : Number(revenue) / Number(all) + 0;

const numeric = (value: ReportRow[string] | undefined): MetricValue =>
  typeof value === 'boolean' || value === undefined ? null : value;

/** Unknown values last in either direction; money compares as a number, text by its code units. */
export const order = (keys: readonly SortKey[], by: readonly string[]) => {
  const texts = new Set<string>(by);
  return (a: ReportRow, b: ReportRow): number => {
    for (const { key, descending } of keys) {
      const difference = compare(a[key] ?? null, b[key] ?? null, texts.has(key), descending);
      if (difference !== 0) return difference;
    }
    return 0;
  };
};

const compare = (a: ReportRow[string], b: ReportRow[string], text: boolean, descending: boolean): number => {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (a === b) return 0;
  const rising = text && (typeof a === 'string' || typeof b === 'string') ? textOrder(a, b) : Number(a) - Number(b);
  return descending ? -rising : rising;
};

/** Numbers before texts such as `(not set)`. */
const textOrder = (a: ReportRow[string], b: ReportRow[string]): number => {
  if (typeof a === 'number') return -1;
  if (typeof b === 'number') return 1;
  return String(a) < String(b) ? -1 : 1;
};
