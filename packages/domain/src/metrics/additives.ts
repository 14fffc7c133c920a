/** Exact sums behind a report row, and how they are added. */
import { ADDITIVE_METRICS } from './metric.ts';
import type { AdditiveMetric } from './metric.ts';

/**
 * `null` = unknown or without a meaning. Units: visits, clicks and impressions in ones; enquiries, leads, deals, sales
 * and first-time buyers in billionths (shares of attribution.md, section 4); revenue, cost and cost of goods in minor
 * units of the report's currency.
 */
export type Additives = Readonly<Record<AdditiveMetric, bigint | null>>;

/** Credit-weighted counts, kept in billionths. */
export const WEIGHTED: ReadonlySet<AdditiveMetric> = new Set([
  'enquiries',
  'leads',
  'deals',
  'sales',
  'first_time_buyers',
]);

/** Nothing known at all: the neutral element of `addAdditives`. */
export const NO_ADDITIVES = Object.fromEntries(ADDITIVE_METRICS.map((key) => [key, null])) as Additives;

/** A sum sums the known: an unknown part adds nothing, and all unknown stays unknown (attribution.md, section 5). */
export const addAdditives = (a: Additives, b: Additives): Additives => {
  const sum: Partial<Record<AdditiveMetric, bigint | null>> = {};
  for (const key of ADDITIVE_METRICS) {
    const [x, y] = [a[key], b[key]];
    sum[key] = x === null ? y : y === null ? x : x + y;
  }
  return sum as Additives;
};
