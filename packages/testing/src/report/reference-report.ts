/** Reports straight from the definitions of attribution.md, section 5, in whole numbers. */
import type { Fact, RunParameters } from '@throughline/domain';
import { NOT_ATTRIBUTED, NOT_SET } from '@throughline/domain';
import { hourOf, monthOf, weekdayOf, weekOf } from '../reference/calendar.ts';
import { compareBytes, groupBy } from '../reference/order.ts';
import { digitsOf } from '../reference/money.ts';
import { decimal, quotient, roiCells, sumOf, weighted } from './cells.ts';
import { entriesOf, SUMMED } from './entries.ts';
import type { Entry, Summed } from './entries.ts';
import { passesFilters, passesMetric } from './filters.ts';
import { meaningfulUnder, onlyMeaningful } from './meaning.ts';
import type { Cell, ReferenceDimension, ReferenceQuery, ReferenceReport } from './query.ts';
import { REFERENCE_ORIGIN_DIMENSIONS } from './query.ts';

export type ReferenceReportName = 'roi' | 'revenue-by-source';

/** Rows (in order of their dimensions) and totals of a report over every content of a workspace. */
export function referenceReport(
  name: ReferenceReportName,
  contents: readonly Fact[],
  run: RunParameters,
  query: ReferenceQuery,
): ReferenceReport {
  const known = query.asOf === undefined ? contents : contents.filter(({ knownAt }) => knownAt <= (query.asOf ?? 0));
  const filters = query.filter ?? [];
  const means = meaningfulUnder([...query.by, ...filters.map(({ dimension }) => dimension)]);
  // "the period's dates are calendar days there, both included"
  const entries = onlyMeaningful(entriesOf(known, run, query), means)
    .filter(({ day }) => query.from <= day && day <= query.to)
    .filter((entry) => passesFilters(filters, (key) => dimension(entry, key, query.tz)));
  const grouped = groupBy(entries, (entry) => JSON.stringify(query.by.map((key) => dimension(entry, key, query.tz))));
  const cells = (of: readonly Entry[], all: readonly Entry[]): Record<string, Cell> =>
    name === 'roi' ? roi(of, means, run) : revenue(of, all, means, run);
  const always = alwaysShown(query);
  for (const key of always) if (!grouped.has(key)) grouped.set(key, []);
  const candidates = [...grouped].filter(([key, of]) => always.includes(key) || appears(name, of, means));
  const everything = candidates.flatMap(([, of]) => of);
  // A filter on a metric decides by what the row shows without it; totals are of the rows that pass.
  const shown = candidates.filter(([, of]) =>
    (query.metricFilter ?? []).every((filter) => passesMetric(cells(of, everything)[filter.metric], filter)),
  );
  const all = query.metricFilter === undefined ? entries : shown.flatMap(([, of]) => of);
  return {
    rows: shown
      .sort(([a], [b]) => compareBytes(a, b))
      .map(([key, of]) => ({ ...named(query.by, key), ...cells(of, all) })),
    totals: cells(all, all),
  };
}

/** "A row appears when an additive metric is non-zero or a cost row exists for it." */
function appears(name: ReferenceReportName, entries: readonly Entry[], means: readonly Summed[]): boolean {
  const sums = sumOf(entries, means);
  const has = (key: Summed): boolean => (sums[key] ?? 0n) !== 0n;
  if (name === 'revenue-by-source') return has('sales') || has('revenue');
  return entries.some(({ isCost }) => isCost) || SUMMED.some(has);
}

/** "(not attributed) ... always shown when `by` has only origin dimensions." */
function alwaysShown({ by, filter }: ReferenceQuery): string[] {
  const isOrigin = (key: ReferenceDimension): boolean =>
    (REFERENCE_ORIGIN_DIMENSIONS as readonly string[]).includes(key);
  if (!by.every(isOrigin)) return [];
  // A filter on an origin that it does not pass hides it as it hides any row.
  const onOrigins = (filter ?? []).filter(({ dimension }) => isOrigin(dimension));
  return by.length === 0 || passesFilters(onOrigins, () => NOT_ATTRIBUTED)
    ? [JSON.stringify(by.map(() => NOT_ATTRIBUTED))]
    : [];
}

const named = (by: readonly ReferenceDimension[], key: string): Record<string, Cell> => {
  const values = JSON.parse(key) as Cell[];
  return Object.fromEntries(by.map((dimension, i) => [dimension, values[i] ?? null]));
};

/** "cost_of_goods_known is false when a sale with a share in the row states none". */
const roi = (entries: readonly Entry[], means: readonly Summed[], run: RunParameters): Record<string, Cell> => ({
  ...roiCells(sumOf(entries, means), run.currency),
  cost_of_goods_known: !entries.some(({ costOfGoodsMissing }) => costOfGoodsMissing),
});

/** contract.md: "sales revenue share (R of the row / R of all) average_check". */
function revenue(
  entries: readonly Entry[],
  all: readonly Entry[],
  means: readonly Summed[],
  run: RunParameters,
): Record<string, Cell> {
  const sums = sumOf(entries, means);
  return {
    sales: weighted(sums.sales),
    revenue: decimal(sums.revenue, digitsOf(run.currency)),
    share: quotient(sums.revenue, sumOf(all, means).revenue),
    average_check: roiCells(sums, run.currency)['average_check'] ?? null,
  };
}

/** "Time dimensions use the date that decides the period"; a cost "by hour is `(not set)`". */
function dimension(entry: Entry, key: ReferenceDimension, zone: string): string | number {
  switch (key) {
    case 'day':
      return entry.day;
    case 'week':
      return weekOf(entry.day);
    case 'month':
      return monthOf(entry.day);
    case 'weekday':
      return weekdayOf(entry.day);
    case 'hour':
      return entry.at === null ? NOT_SET : hourOf(entry.at, zone);
    case 'manager':
    case 'department':
    case 'pipeline':
    case 'call_source':
    case 'product':
    case 'category':
      return entry.crm[key];
    default:
      return entry.origin[key];
  }
}
