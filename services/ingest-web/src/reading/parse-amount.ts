import { CURRENCY_DIGITS } from './currency-digits.ts';
import type { RejectionCode } from './reading.ts';

/** Money is exact up to 10^15 minor units (domain, Money). */
const MOST_MINOR_DIGITS = 15;
const DECIMAL = /^(\d+)(?:\.(\d+))?$/;

/** A decimal string with exactly the digits of its currency, or why the text is none. */
export type ParsedAmount = { readonly amount: string } | { readonly code: RejectionCode; readonly detail: string };

/** Digits after the point of an ISO 4217 currency; undefined when unknown. */
export function currencyDigits(currency: string): number | undefined {
  return CURRENCY_DIGITS.get(currency);
}

/** Reads `1234.5` as `1234.50` (RUB). Refused: a sign, a comma, an exponent, more digits than the currency has. */
export function parseAmount(text: string, digits: number): ParsedAmount {
  if (text.startsWith('-')) return { code: 'negative_amount', detail: 'An amount is not negative.' };
  const match = DECIMAL.exec(text);
  if (match === null) return { code: 'invalid_amount', detail: 'An amount is a decimal string such as "1234.50".' };
  const whole = (match[1] ?? '').replace(/^0+(?=\d)/, '');
  const fraction = match[2] ?? '';
  if (fraction.length > digits) {
    return { code: 'too_many_digits', detail: `The currency has ${digits} digits after the point.` };
  }
  if (whole.length + digits > MOST_MINOR_DIGITS) {
    return { code: 'amount_too_large', detail: `An amount has at most ${MOST_MINOR_DIGITS} digits.` };
  }
  return { amount: digits === 0 ? whole : `${whole}.${fraction.padEnd(digits, '0')}` };
}
