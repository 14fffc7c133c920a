import type { Amount } from '@throughline/events';

/**
 * A decimal text as an amount with exactly the digits of its currency (`34500` RUB -> `34500.00`).
 * Null when it is no plain non-negative decimal, has more digits than the currency, or the currency is unknown.
 */
export function amountOf(text: string, currency: string): Amount | null {
  const digits = digitsOf(currency);
  const found = /^(\d{1,13})(?:\.(\d+))?$/.exec(text);
  if (digits === null || found?.[1] === undefined) return null;
  const fraction = found[2] ?? '';
  if (fraction.length > digits) return null;
  const whole = found[1].replace(/^0+(?=\d)/, '');
  return { amount: digits === 0 ? whole : `${whole}.${fraction.padEnd(digits, '0')}`, currency };
}

const KNOWN = new Set(Intl.supportedValuesOf('currency'));

function digitsOf(currency: string): number | null {
  if (!KNOWN.has(currency)) return null;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? null;
}
