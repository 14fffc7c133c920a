import { currencyDigits } from './currency-digits.ts';

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/**
 * A decimal string in integer minor units, exactly: `1234.50` RUB is 123450, `5` JPY is 5. Digits beyond the currency's
 * must be zeros. Null for what is no such number, or one beyond the safe integers.
 */
export function parseAmount(amount: string, currency: string): number | null {
  const [, sign, whole, fraction = ''] = DECIMAL.exec(amount.trim()) ?? [];
  if (whole === undefined) return null;
  const digits = currencyDigits(currency);
  if (/[1-9]/.test(fraction.slice(digits))) return null;
  const minor = Number(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  if (!Number.isSafeInteger(minor)) return null;
  return sign === '-' && minor !== 0 ? -minor : minor;
}
