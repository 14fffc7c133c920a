import { currencyDigits, isCurrency } from './currency-digits.ts';

/** Money is exact up to here (`Money`), whatever the digits of its currency. */
const MOST_MINOR = 10 ** 15;
const DECIMAL = /^(\d+)(?:\.(\d+))?$/;

export type ParsedAmount =
  | {
      readonly kind: 'amount';
      /** Integer minor units: `1234.5` RUB is 123450, `5` JPY is 5. */
      readonly minor: number;
      /** The same with exactly the digits of the currency: `1234.50`. */
      readonly decimal: string;
    }
  | { readonly kind: 'refused'; readonly reason: AmountRefusal };

export type AmountRefusal =
  'unknown_currency' | 'invalid_amount' | 'negative_amount' | 'too_many_digits' | 'amount_too_large';

/**
 * Reads a decimal string, exactly. Refused: a sign, a comma, an exponent, more digits than the currency has, more than
 * 10^15 minor units, a currency that is none.
 * @param currency ISO 4217 code
 */
export function parseAmount(text: string, currency: string): ParsedAmount {
  if (!isCurrency(currency)) return refused('unknown_currency');
  const match = DECIMAL.exec(text);
  if (match === null) return refused(text.startsWith('-') ? 'negative_amount' : 'invalid_amount');
  const digits = currencyDigits(currency);
  const fraction = match[2] ?? '';
  if (fraction.length > digits) return refused('too_many_digits');
  const whole = (match[1] ?? '').replace(/^0+(?=\d)/, '');
  const padded = fraction.padEnd(digits, '0');
  const minor = Number(whole + padded);
  if (minor > MOST_MINOR) return refused('amount_too_large');
  return { kind: 'amount', minor, decimal: digits === 0 ? whole : `${whole}.${padded}` };
}

const refused = (reason: AmountRefusal): ParsedAmount => ({ kind: 'refused', reason });
