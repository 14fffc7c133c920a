/** From exact sums to the numbers a report prints (attribution.md, section 5). */
import { WEIGHTED } from './additives.ts';
import type { Additives } from './additives.ts';
import { ADDITIVE_METRICS } from './metric.ts';
import type { AdditiveMetric, DerivedMetric, MetricKey } from './metric.ts';

/** Money is a decimal string, everything else a JSON number; `null` = no value. */
export type MetricValue = number | string | null;

/** `-5` minor units of a currency with 2 digits -> `-0.05`. Exact. */
export const minorToDecimal = (minor: bigint, digits: number): string => {
  const sign = minor < 0n ? '-' : '';
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0');
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
};

/** Billionths -> the number with up to 9 decimals nearest to it. */
export const billionthsToNumber = (billionths: bigint): number => Number(minorToDecimal(billionths, 9));

/**
 * Every ratio of section 5, and `profit` (a decimal string of the currency's digits). Ratios are fractions, unrounded;
 * null when a part is unknown or the denominator is zero. Each is the quotient of the row's own printed values.
 */
export const ratios = (sums: Additives, digits: number): Record<DerivedMetric, MetricValue> => {
  const money = (minor: bigint | null): number | null =>
    minor === null ? null : Number(minorToDecimal(minor, digits));
  const count = (key: AdditiveMetric): number | null => {
    const value = sums[key];
    return value === null ? null : WEIGHTED.has(key) ? billionthsToNumber(value) : Number(value);
  };
  const [r, a, g] = [sums.revenue, sums.cost, sums.cost_of_goods];
  const afterGoods = r === null || g === null ? null : r - g;
  const profit = afterGoods === null || a === null ? null : afterGoods - a;
  const spent = g === null || a === null ? null : g + a;
  return {
    profit: profit === null ? null : minorToDecimal(profit, digits),
    cpc: quotient(money(a), count('clicks')),
    cpl: quotient(money(a), count('leads')),
    cpo: quotient(money(a), count('sales')),
    cac: quotient(money(a), count('first_time_buyers')),
    average_check: quotient(money(r), count('sales')),
    visit_to_lead: quotient(count('leads'), count('visits')),
    visit_to_sale: quotient(count('sales'), count('visits')),
    lead_to_sale: quotient(count('sales'), count('leads')),
    roas: quotient(money(r), money(a)),
    drr: quotient(money(a), money(r)),
    romi: quotient(money(profit), money(a)),
    roi: quotient(money(profit), money(spent)),
    margin: quotient(money(afterGoods), money(r)),
  };
};

/** Every metric of a row, printed: additive ones as they are, derived ones by `ratios`. */
export const metricValues = (sums: Additives, digits: number): Record<MetricKey, MetricValue> => {
  const printed: Partial<Record<AdditiveMetric, MetricValue>> = {};
  for (const key of ADDITIVE_METRICS) {
    const value = sums[key];
    printed[key] = value === null ? null : print(key, value, digits);
  }
  return { ...(printed as Record<AdditiveMetric, MetricValue>), ...ratios(sums, digits) };
};

const MONEY: ReadonlySet<AdditiveMetric> = new Set(['revenue', 'cost', 'cost_of_goods']);
const print = (key: AdditiveMetric, value: bigint, digits: number): MetricValue =>
  MONEY.has(key) ? minorToDecimal(value, digits) : WEIGHTED.has(key) ? billionthsToNumber(value) : Number(value);

/** `+ 0` turns a negative zero, which JSON cannot say, into zero. */
const quotient = (above: number | null, below: number | null): number | null =>
  above === null || below === null || below === 0 ? null : above / below + 0;
