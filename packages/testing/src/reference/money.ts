import type { Money, RunParameters } from '@throughline/domain';
import { dayOf } from './calendar.ts';

/** Digits of the minor unit (ISO 4217); every currency not listed has two. */
const DIGITS: Readonly<Record<string, number>> = {
  JPY: 0, KRW: 0, VND: 0, CLP: 0, ISK: 0, PYG: 0, UGX: 0, RWF: 0, XAF: 0, XOF: 0, XPF: 0, VUV: 0, KMF: 0, GNF: 0, DJF: 0,
  BIF: 0, UYI: 0, BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3, CLF: 4, UYW: 4,
}; // prettier-ignore
export const digitsOf = (currency: string): number => DIGITS[currency] ?? 2;

/**
 * Section 5: "each amount is first converted at the dated rate of its own date (half to even, to minor units) ...; a
 * missing rate is an error row, never a silent 1:1." `null` = the rate is missing.
 */
export function convert(money: Money, at: number, run: RunParameters): bigint | null {
  return convertOn(money, dayOf(at, run.timeZone), run);
}

/** The same for a plain calendar date. */
export function convertOn(money: Money, date: string, run: RunParameters): bigint | null {
  if (money.currency === run.currency) return BigInt(money.minor);
  const rate = run.rates.find((known) => known.currency === money.currency && known.date === date)?.rate;
  if (rate === undefined) return null;
  const [whole = '0', fraction = ''] = rate.split('.');
  // minor * rate * 10^(digits of ours - digits of theirs), as one fraction of whole numbers
  const numerator = BigInt(money.minor) * BigInt(whole + fraction) * 10n ** BigInt(digitsOf(run.currency));
  const denominator = 10n ** BigInt(fraction.length) * 10n ** BigInt(digitsOf(money.currency));
  return halfToEven(numerator, denominator);
}

export function halfToEven(numerator: bigint, denominator: bigint): bigint {
  if (numerator < 0n) return -halfToEven(-numerator, denominator);
  const down = numerator / denominator;
  const twiceRest = 2n * (numerator % denominator);
  if (twiceRest > denominator || (twiceRest === denominator && down % 2n === 1n)) return down + 1n;
  return down;
}
