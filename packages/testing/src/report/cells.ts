import { digitsOf } from '../reference/money.ts';
import type { Entry, Summed } from './entries.ts';
import { SUMMED } from './entries.ts';
import type { Cell } from './query.ts';

export type Sums = Readonly<Record<Summed, bigint | null>>;

/**
 * Section 5: "V, E, L, D, S, N are 0 and R, G "0.00" where there is nothing; A, C, I of a row are `null` when no cost row
 * falls into it". Clicks or impressions that no cost row of the row states are unknown as well, and so is what has no
 * meaning under the dimensions asked for (`means` are those that have).
 */
export function sumOf(entries: readonly Entry[], means: readonly Summed[]): Sums {
  const sums: Partial<Record<Summed, bigint | null>> = {};
  for (const key of SUMMED) {
    const stated = entries.map((entry) => entry.sums[key]).filter((part) => part !== undefined);
    const belongsToCosts = key === 'cost' || key === 'clicks' || key === 'impressions';
    sums[key] =
      !means.includes(key) || (stated.length === 0 && belongsToCosts) ? null : stated.reduce((a, b) => a + b, 0n);
  }
  return sums as Sums;
}

/** One exact fraction; `null` where a part is unknown or the denominator is zero. */
type Fraction = readonly [numerator: bigint | null, denominator: bigint | null];

/** The metrics of `roi` (section 5, table of formulas), as JSON says them. */
export function roiCells(sums: Sums, currency: string): Record<string, Cell> {
  const digits = digitsOf(currency);
  const unit = 10n ** BigInt(digits);
  const one = 1_000_000_000n;
  const {
    visits: V,
    leads: L,
    sales: S,
    first_time_buyers: N,
    revenue: R,
    cost: A,
    cost_of_goods: G,
    clicks: C,
  } = sums;
  const minus = (a: bigint | null, b: bigint | null): bigint | null => (a === null || b === null ? null : a - b);
  const plus = (a: bigint | null, b: bigint | null): bigint | null => (a === null || b === null ? null : a + b);
  const times = (a: bigint | null, by: bigint): bigint | null => (a === null ? null : a * by);
  const profit = minus(minus(R, G), A);
  // Money over a weighted count, in whole units of money per one: minor / 10^digits over billionths / 10^9.
  const per = (money: bigint | null, count: bigint | null): Fraction => [times(money, one), times(count, unit)];
  const fractions: Record<string, Fraction> = {
    cpc: [A, times(C, unit)],
    cpl: per(A, L),
    cpo: per(A, S),
    cac: per(A, N),
    average_check: per(R, S),
    visit_to_lead: [L, times(V, one)],
    visit_to_sale: [S, times(V, one)],
    lead_to_sale: [S, L],
    roas: [R, A],
    drr: [A, R],
    romi: [profit, A],
    roi: [profit, plus(G, A)],
    margin: [minus(R, G), R],
  };
  return {
    visits: count(V),
    enquiries: weighted(sums.enquiries),
    leads: weighted(L),
    deals: weighted(sums.deals),
    sales: weighted(S),
    first_time_buyers: weighted(N),
    revenue: decimal(R, digits),
    cost: decimal(A, digits),
    cost_of_goods: decimal(G, digits),
    profit: decimal(profit, digits),
    clicks: count(C),
    impressions: count(sums.impressions),
    ...Object.fromEntries(Object.entries(fractions).map(([key, [n, d]]) => [key, quotient(n, d)])),
  };
}

export const count = (ones: bigint | null): number | null => (ones === null ? null : Number(ones));

/** "credit-weighted counts are numbers with up to 9 decimals". */
export const weighted = (billionths: bigint | null): number | null => quotient(billionths, 1_000_000_000n);

/** "Money is a decimal string with the currency's digits". */
export function decimal(minor: bigint | null, digits: number): string | null {
  if (minor === null) return null;
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  return `${minor < 0n ? '-' : ''}${whole}${digits === 0 ? '' : `.${text.slice(-digits)}`}`;
}

/** "Ratios are JSON numbers, fractions not percent, not rounded": the double nearest to 40 decimals of the exact value. */
export function quotient(numerator: bigint | null, denominator: bigint | null): number | null {
  if (numerator === null || denominator === null || denominator === 0n) return null;
  const number = Number(`${(numerator * 10n ** 40n) / denominator}e-40`);
  return number === 0 ? 0 : number;
}
