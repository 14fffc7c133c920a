/** Reports straight from the definitions of attribution.md, section 5, in whole numbers. */
import type { Fact, RunParameters } from '@throughline/domain';
import { NOT_ATTRIBUTED, NOT_SET } from '@throughline/domain';
import { hourOf, monthOf, weekdayOf, weekOf } from '../reference/calendar.ts';
import { compareBytes, groupBy } from '../reference/order.ts';
import { digitsOf } from '../reference/money.ts';
import { decimal, quotient, roiCells, sumOf, weighted } from './cells.ts';
import type { Sums } from './cells.ts';
import { entriesOf } from './entries.ts';
import type { Entry, Summed } from './entries.ts';
import type { Cell, ReferenceDimension, ReferenceFilter, ReferenceQuery, ReferenceReport, ReportRow } from './query.ts';
import { REFERENCE_TIME_DIMENSIONS } from './query.ts';

export type ReferenceReportName = 'roi' | 'revenue-by-source';

/** Rows (in order of their dimensions) and totals of a report over every content of a workspace. */
export function referenceReport(
  name: ReferenceReportName,
  contents: readonly Fact[],
  run: RunParameters,
  query: ReferenceQuery,
): ReferenceReport {
  const known = query.asOf === undefined ? contents : contents.filter(({ knownAt }) => knownAt <= (query.asOf ?? 0));
  // "the period's dates are calendar days there, both included"
  const entries = entriesOf(known, run, query)
    .filter(({ day }) => query.from <= day && day <= query.to)
    .filter((entry) => (query.filter ?? []).every((filter) => passes(entry, filter, query.tz)));
  const grouped = groupBy(entries, (entry) => JSON.stringify(query.by.map((key) => dimension(entry, key, query.tz))));
  const totals = sumOf(entries);
  const cells = (of: readonly Entry[]): Record<string, Cell> =>
    name === 'roi' ? roi(of, run) : revenue(of, totals, run);
  const rows = new Map<string, ReportRow>();
  for (const [key, of] of grouped) if (appears(name, of)) rows.set(key, { ...named(query.by, key), ...cells(of) });
  for (const key of alwaysShown(query)) if (!rows.has(key)) rows.set(key, { ...named(query.by, key), ...cells([]) });
  return {
    rows: [...rows].sort(([a], [b]) => compareBytes(a, b)).map(([, row]) => row),
    totals: cells(entries),
  };
}

/** "A row appears when an additive metric is non-zero or a cost row exists for it." */
function appears(name: ReferenceReportName, entries: readonly Entry[]): boolean {
  const sums = sumOf(entries);
  const has = (key: Summed): boolean => (sums[key] ?? 0n) !== 0n;
  if (name === 'revenue-by-source') return has('sales') || has('revenue');
  return entries.some(({ isCost }) => isCost) || (Object.keys(sums) as Summed[]).some(has);
}

/** "(not attributed) ... always shown when `by` has only origin dimensions." */
function alwaysShown({ by, filter }: ReferenceQuery): string[] {
  if (by.length === 0) return ['[]'];
  if (by.some((key) => (REFERENCE_TIME_DIMENSIONS as readonly string[]).includes(key))) return [];
  // A filter it does not pass hides it as it hides any row.
  return (filter ?? []).every((one) => matches(NOT_ATTRIBUTED, one))
    ? [JSON.stringify(by.map(() => NOT_ATTRIBUTED))]
    : [];
}

const named = (by: readonly ReferenceDimension[], key: string): Record<string, Cell> => {
  const values = JSON.parse(key) as Cell[];
  return Object.fromEntries(by.map((dimension, i) => [dimension, values[i] ?? null]));
};

/** "cost_of_goods_known is false when a sale with a share in the row states none". */
const roi = (entries: readonly Entry[], run: RunParameters): Record<string, Cell> => ({
  ...roiCells(sumOf(entries), run.currency),
  cost_of_goods_known: !entries.some(({ costOfGoodsMissing }) => costOfGoodsMissing),
});

/** contract.md: "sales revenue share (R of the row / R of all) average_check". */
function revenue(entries: readonly Entry[], totals: Sums, run: RunParameters): Record<string, Cell> {
  const { sales, revenue } = sumOf(entries);
  return {
    sales: weighted(sales),
    revenue: decimal(revenue, digitsOf(run.currency)),
    share: quotient(revenue, totals.revenue),
    average_check: roiCells(sumOf(entries), run.currency)['average_check'] ?? null,
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
    default:
      return entry.origin[key];
  }
}

const passes = (entry: Entry, filter: ReferenceFilter, zone: string): boolean =>
  matches(dimension(entry, filter.dimension, zone), filter);

function matches(value: string | number, { operator, value: wanted }: ReferenceFilter): boolean {
  const order = typeof value === 'number' ? value - Number(wanted) : compareBytes(value, wanted);
  switch (operator) {
    case 'eq':
      return order === 0;
    case 'neq':
      return order !== 0;
    case 'c':
      return String(value).includes(wanted);
    case 'dnc':
      return !String(value).includes(wanted);
    case 'gt':
      return order > 0;
    case 'gte':
      return order >= 0;
    case 'lt':
      return order < 0;
    case 'lte':
      return order <= 0;
  }
}
