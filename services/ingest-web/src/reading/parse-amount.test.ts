import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { currencyDigits } from '@throughline/domain';
import { CURRENCY_DIGITS } from './currency-digits.ts';
import { parseAmount } from './parse-amount.ts';

test.each<[string, number, string]>([
  ['1234.5', 2, '1234.50'],
  ['0', 2, '0.00'],
  ['007.1', 2, '7.10'],
  ['10', 0, '10'],
  ['1.234', 3, '1.234'],
  ['9999999999999.99', 2, '9999999999999.99'],
])('%s with %d digits is %s', (text, digits, amount) => expect(parseAmount(text, digits)).toEqual({ amount }));

test.each<[string, number, string]>([
  ['', 2, 'invalid_amount'],
  ['1,5', 2, 'invalid_amount'],
  ['1.', 2, 'invalid_amount'],
  ['.5', 2, 'invalid_amount'],
  ['+1', 2, 'invalid_amount'],
  ['1e3', 2, 'invalid_amount'],
  ['NaN', 2, 'invalid_amount'],
  ['Infinity', 2, 'invalid_amount'],
  ['٣', 2, 'invalid_amount'],
  [' 1', 2, 'invalid_amount'],
  ['-0.01', 2, 'negative_amount'],
  ['0.001', 2, 'too_many_digits'],
  ['1.0', 0, 'too_many_digits'],
  ['99999999999999', 2, 'amount_too_large'],
])('%j with %d digits is refused: %s', (text, digits, code) =>
  expect(parseAmount(text, digits)).toMatchObject({ code }),
);

test('an amount is exact in minor units', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }), fc.constantFrom(0, 2, 3), (minor, digits) => {
      const text = minor.toString().padStart(digits + 1, '0');
      const amount = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
      const parsed = parseAmount(amount, digits);
      expect('amount' in parsed && BigInt(parsed.amount.replace('.', ''))).toBe(minor);
    }),
  );
});

test.each([
  ['RUB', 2],
  ['JPY', 0],
  ['KWD', 3],
  ['CLF', 4],
  ['RUR', undefined],
  ['rub', undefined],
])('%s has %s digits', (code, digits) => {
  expect(CURRENCY_DIGITS.get(code)).toBe(digits);
});

test('the core counts the same digits', () => {
  for (const [code, digits] of CURRENCY_DIGITS) expect([code, currencyDigits(code)]).toEqual([code, digits]);
});
