import { WHOLE } from '../money/split.ts';

/**
 * Billionths proportional to whole-number weights: largest remainder, ties to the earlier touchpoint.
 * @param weights non-negative safe integers below 10^6 (so that every product is exact), at least one positive
 * @returns integers that sum to exactly 10^9
 */
export function sharesOfWhole(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) => Math.floor((weight * WHOLE) / total));
  const remainders = weights.map((weight) => (weight * WHOLE) % total);
  return giveRest(shares, (a, b) => (remainders[b] ?? 0) - (remainders[a] ?? 0));
}

/** The same for binary64 weights, exactly as they are: each is a rational number. */
export function sharesOfReal(weights: readonly number[]): number[] {
  const exact = toWhole(weights);
  const total = exact.reduce((sum, weight) => sum + weight, 0n);
  const products = exact.map((weight) => weight * BigInt(WHOLE));
  const remainders = products.map((product) => product % total);
  const shares = products.map((product) => Number(product / total));
  return giveRest(shares, (a, b) => compare(remainders[b] ?? 0n, remainders[a] ?? 0n));
}

/** All to one touchpoint. */
export const shareOfOne = (index: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => (i === index ? WHOLE : 0));

/** @param byRemainder order of two indices, the greater remainder first */
function giveRest(shares: number[], byRemainder: (a: number, b: number) => number): number[] {
  let rest = WHOLE - shares.reduce((sum, share) => sum + share, 0);
  if (rest === 0) return shares;
  for (const i of shares.map((_, index) => index).sort((a, b) => byRemainder(a, b) || a - b)) {
    if (rest === 0) break;
    shares[i] = (shares[i] ?? 0) + 1;
    rest--;
  }
  return shares;
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

/** Binary64 numbers scaled by one power of two to whole numbers. */
function toWhole(weights: readonly number[]): bigint[] {
  const parts = weights.map(mantissaAndExponent);
  const least = Math.min(...parts.filter(({ mantissa }) => mantissa !== 0n).map(({ exponent }) => exponent));
  return parts.map(({ mantissa, exponent }) => (mantissa === 0n ? 0n : mantissa << BigInt(exponent - least)));
}

const MANTISSA_BITS = 52n;
const IMPLICIT_BIT = 1n << MANTISSA_BITS;

/** One for all: making it took longer than reading it. */
const view = new DataView(new ArrayBuffer(8));

/** A non-negative finite binary64 as mantissa x 2^exponent. */
function mantissaAndExponent(value: number): { mantissa: bigint; exponent: number } {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const fraction = bits & (IMPLICIT_BIT - 1n);
  const biased = Number(bits >> MANTISSA_BITS);
  return biased === 0 ? { mantissa: fraction, exponent: 1 } : { mantissa: fraction | IMPLICIT_BIT, exponent: biased };
}
