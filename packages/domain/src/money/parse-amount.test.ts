import { expect, test } from '@jest/globals';
import { parseAmount } from './parse-amount.ts';

test.each<[string, string, number | null]>([
  ['1234.50', 'RUB', 123450],
  ['1234.5', 'RUB', 123450],
  ['1234', 'RUB', 123400],
  ['0.01', 'USD', 1],
  ['-0.01', 'USD', -1],
  ['-0', 'USD', 0],
  ['+5', 'USD', 500],
  ['007', 'USD', 700],
  ['5', 'JPY', 5],
  ['5.00', 'JPY', 5],
  ['5.5', 'JPY', null],
  ['1.234', 'KWD', 1234],
  ['1.2345', 'CLF', 12345],
  ['1.239', 'RUB', null],
  ['1.230', 'RUB', 123],
  ['90071992547409.91', 'RUB', Number.MAX_SAFE_INTEGER],
  ['90071992547409.92', 'RUB', null],
  ['', 'RUB', null],
  ['NaN', 'RUB', null],
  ['1e3', 'RUB', null],
  ['1,5', 'RUB', null],
  ['.5', 'RUB', null],
])('%s %s', (amount, currency, expected) => {
  expect(parseAmount(amount, currency)).toBe(expected);
});
