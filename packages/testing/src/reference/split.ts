/** One part of a whole, exactly: `weight / (sum of weights)`. */
export type Weights = readonly bigint[];

/**
 * Section 4: "largest remainder, ties to the earlier touchpoint": `total` cut in the proportion of whole-number weights.
 * Each part is first rounded down; what is left goes, one by one, to the greatest remainders.
 */
export function largestRemainder(total: bigint, weights: Weights): bigint[] {
  const sum = weights.reduce((a, b) => a + b, 0n);
  if (sum === 0n) throw new Error('weights without a sum');
  const parts = weights.map((weight) => (total * weight) / sum);
  const remainders = weights.map((weight, index) => ({ index, rest: (total * weight) % sum }));
  const left = total - parts.reduce((a, b) => a + b, 0n);
  const order = remainders.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  for (const { index } of order.slice(0, Number(left))) parts[index] = (parts[index] ?? 0n) + 1n;
  return parts;
}

export const BILLION = 1_000_000_000n;

/** "A share is an integer number of billionths; shares sum to exactly 1 000 000 000". */
export const sharesOf = (weights: Weights): bigint[] => largestRemainder(BILLION, weights);

/**
 * "Money is split by the stored shares: quota = minor units x share / 10^9, largest remainder, ties to the earlier, the
 * sign put back last."
 */
export function splitMoney(minor: bigint, shares: readonly bigint[]): bigint[] {
  const parts = largestRemainder(minor < 0n ? -minor : minor, shares);
  return minor < 0n ? parts.map((part) => -part) : parts;
}
