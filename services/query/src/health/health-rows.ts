/** From what was read of each data source to rows and totals, whose every member is a metric's key. */
import { HEALTH_METRICS } from './health-metrics.ts';
import type { HealthMetric } from './health-metrics.ts';

/** A read row: the data source, and counts by metric key as the engine writes them; instants are epoch milliseconds. */
export type HealthCounts = { readonly of_source: string } & Readonly<Record<string, string | number | null>>;

export type HealthValue = string | number | null;
export type HealthRow = Readonly<Record<string, HealthValue>>;

/**
 * One row for every source that is configured or that anything came from, by name. A count that nobody read of it is 0;
 * those of `unknown` and times without an event are null.
 */
export const healthRows = (
  parts: readonly (readonly HealthCounts[])[],
  configured: readonly string[],
  unknown: ReadonlySet<string>,
): HealthRow[] => {
  const bySource = new Map<string, Record<string, string | number | null>>(configured.map((source) => [source, {}]));
  for (const { of_source: source, ...counts } of parts.flat()) {
    bySource.set(source, { ...bySource.get(source), ...counts });
  }
  return [...bySource]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([source, counts]) => {
      const values = HEALTH_METRICS.map(
        (metric) => [metric.key, valueOf(metric, counts[metric.key], unknown)] as const,
      );
      return { source, ...Object.fromEntries(values) };
    });
};

const valueOf = (
  { key, unit }: HealthMetric,
  read: string | number | null | undefined,
  unknown: ReadonlySet<string>,
) => {
  if (unit === 'count') return unknown.has(key) ? null : Number(read ?? 0);
  if (read === null || read === undefined) return null;
  // To the second: a finer time says no more of a source, and is no time to a spreadsheet.
  return unit === 'time' ? `${new Date(Number(read)).toISOString().slice(0, 19)}Z` : Number(read);
};

/** Sums and latest times; null for what has no total. */
export const healthTotals = (rows: readonly HealthRow[]): HealthRow =>
  Object.fromEntries(HEALTH_METRICS.map(({ key, total }) => [key, TOTALS[total](rows.map((row) => row[key] ?? null))]));

const known = (values: readonly HealthValue[]): (string | number)[] => values.filter((value) => value !== null);

const TOTALS: Readonly<Record<HealthMetric['total'], (values: readonly HealthValue[]) => HealthValue>> = {
  sum: (values) =>
    values.length > 0 && known(values).length === 0
      ? null
      : known(values).reduce<number>((sum, value) => sum + Number(value), 0),
  latest: (values) => known(values).map(String).sort().at(-1) ?? null,
  none: () => null,
};
