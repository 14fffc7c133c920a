import { halfToEven } from '@throughline/domain';

/** An exact positive factor, such as 1.2 = 12/10. */
export interface Multiplier {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export const ONE: Multiplier = { numerator: 1n, denominator: 1n };
const MOST = 5n;

/** A factor of at most 5, `1.2` or `1,2`; null when it is none. VAT of 20% is 1.2 and not 20: that slip is refused. */
export function parseMultiplier(text: string): Multiplier | null {
  const match = /^(\d)(?:[.,](\d{1,9}))?$/.exec(text.trim());
  if (match === null) return null;
  const fraction = match[2] ?? '';
  const numerator = BigInt((match[1] ?? '') + fraction);
  const denominator = 10n ** BigInt(fraction.length);
  return numerator === 0n || numerator > MOST * denominator ? null : { numerator, denominator };
}

export function product(a: Multiplier, b: Multiplier): Multiplier {
  return { numerator: a.numerator * b.numerator, denominator: a.denominator * b.denominator };
}

/** `digits` / 10^`scale` times a factor, in units of 10^-`minorDigits`, a half to the even one. */
export function toMinor(digits: bigint, scale: number, factor: Multiplier, minorDigits: number): bigint {
  const numerator = digits * factor.numerator * 10n ** BigInt(minorDigits);
  return halfToEven(numerator, factor.denominator * 10n ** BigInt(scale));
}
