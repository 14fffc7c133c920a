import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { minorToDecimal } from '../metrics/ratios.ts';
import { currencyDigits, isCurrency } from './currency-digits.ts';
import { parseAmount } from './parse-amount.ts';

describe('an amount', () => {
  test.each<[string, string, number, string]>([
    ['1234.50', 'RUB', 123450, '1234.50'],
    ['1234.5', 'RUB', 123450, '1234.50'],
    ['1234', 'RUB', 123400, '1234.00'],
    ['0', 'RUB', 0, '0.00'],
    ['0.01', 'USD', 1, '0.01'],
    ['007.1', 'USD', 710, '7.10'],
    ['5', 'JPY', 5, '5'],
    ['00', 'JPY', 0, '0'],
    ['1.234', 'KWD', 1234, '1.234'],
    ['1.2345', 'CLF', 12345, '1.2345'],
    // Digits of ISO 4217, where tables made for display say none.
    ['1.25', 'IRR', 125, '1.25'],
    ['1.25', 'AFN', 125, '1.25'],
    ['1.250', 'IQD', 1250, '1.250'],
    ['1000000000000000', 'JPY', 10 ** 15, '1000000000000000'],
    ['10000000000000.00', 'RUB', 10 ** 15, '10000000000000.00'],
    ['1000000000000.000', 'KWD', 10 ** 15, '1000000000000.000'],
    ['100000000000.0000', 'CLF', 10 ** 15, '100000000000.0000'],
  ])('%s %s is %d minor units', (text, currency, minor, decimal) => {
    expect(parseAmount(text, currency)).toEqual({ kind: 'amount', minor, decimal });
  });

  test('is exact in minor units, to the last of them', () => {
    const minors = fc.bigInt({ min: 0n, max: 10n ** 15n });
    fc.assert(
      fc.property(minors, fc.constantFrom('JPY', 'RUB', 'KWD', 'CLF'), (minor, currency) => {
        const decimal = minorToDecimal(minor, currencyDigits(currency));
        expect(parseAmount(decimal, currency)).toEqual({ kind: 'amount', minor: Number(minor), decimal });
      }),
    );
  });
});

test.each<[string, string, string]>([
  ['', 'RUB', 'invalid_amount'],
  ['1,5', 'RUB', 'invalid_amount'],
  ['1.', 'RUB', 'invalid_amount'],
  ['.5', 'RUB', 'invalid_amount'],
  ['+1', 'RUB', 'invalid_amount'],
  ['1e3', 'RUB', 'invalid_amount'],
  ['NaN', 'RUB', 'invalid_amount'],
  ['Infinity', 'RUB', 'invalid_amount'],
  ['٣', 'RUB', 'invalid_amount'],
  [' 1', 'RUB', 'invalid_amount'],
  ['-0.01', 'RUB', 'negative_amount'],
  ['0.001', 'RUB', 'too_many_digits'],
  ['1.0', 'JPY', 'too_many_digits'],
  ['1.2345', 'KWD', 'too_many_digits'],
  ['1000000000000001', 'JPY', 'amount_too_large'],
  ['10000000000000.01', 'RUB', 'amount_too_large'],
  ['1000000000000.001', 'KWD', 'amount_too_large'],
  ['100000000000.0001', 'CLF', 'amount_too_large'],
  ['9'.repeat(400), 'RUB', 'amount_too_large'],
  ['1', 'RUR', 'unknown_currency'],
  ['1', 'rub', 'unknown_currency'],
  ['1', 'constructor', 'unknown_currency'],
])('%s %s is refused: %s', (text, currency, reason) => {
  expect(parseAmount(text, currency)).toEqual({ kind: 'refused', reason });
});

test.each([
  ['RUB', 2],
  ['JPY', 0],
  ['UYI', 0],
  ['KWD', 3],
  ['CLF', 4],
])('%s has %d digits', (code, digits) => {
  expect([isCurrency(code), currencyDigits(code)]).toEqual([true, digits]);
});
