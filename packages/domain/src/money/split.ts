/** All of a conversion, in billionths. */
export const WHOLE = 1_000_000_000;

/**
 * Splits money by shares in billionths that sum to `WHOLE`: quota = minor units x share / 10^9, largest remainder, ties to
 * the earlier, the sign put back last (attribution.md, section 4). Exact for up to 10^15 minor units, without big integers.
 * @returns one amount per share; they sum to `minor`
 */
export function splitMoney(minor: number, shares: readonly number[]): number[] {
  const sign = minor < 0 ? -1 : 1;
  const total = Math.abs(minor);
  const quotas = shares.map((share) => timesBillionths(total, share));
  const parts = quotas.map(({ whole }) => whole);
  let rest = total - parts.reduce((sum, part) => sum + part, 0);
  if (rest > 0) {
    const order = quotas.map((_, i) => i).sort((a, b) => remainderAt(quotas, b) - remainderAt(quotas, a) || a - b);
    for (const i of order) {
      if (rest === 0) break;
      parts[i] = (parts[i] ?? 0) + 1;
      rest--;
    }
  }
  return parts.map((part) => (part === 0 ? 0 : sign * part));
}

const remainderAt = (quotas: readonly { readonly remainder: number }[], i: number): number => quotas[i]?.remainder ?? 0;

/** Half of a share's digits, so that every product below stays a safe integer. */
const HALF = 100_000;

/** total x share = whole x 10^9 + remainder, exactly. */
function timesBillionths(total: number, share: number): { whole: number; remainder: number } {
  const high = Math.floor(total / WHOLE);
  const low = total % WHOLE;
  const upper = low * Math.floor(share / HALF);
  const lower = low * (share % HALF);
  const perUpper = WHOLE / HALF;
  const rest = (upper % perUpper) * HALF + (lower % WHOLE);
  return {
    whole: high * share + Math.floor(upper / perUpper) + Math.floor(lower / WHOLE) + Math.floor(rest / WHOLE),
    remainder: rest % WHOLE,
  };
}
