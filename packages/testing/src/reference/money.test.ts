import { expect, test } from '@jest/globals';
import { at } from '../build/envelope.ts';
import { TEST_RUN } from '../build/test-run.ts';
import { convert, halfToEven } from './money.ts';

test.each([
  [5, 2, 2], [3, 2, 2], [7, 2, 4], [1, 2, 0], [-1, 2, 0], [-3, 2, -2], [-5, 2, -2], [9, 4, 2], [11, 4, 3], [6, 3, 2],
])('half to even: %d / %d = %d', (numerator, denominator, whole) => {
  expect(Number(halfToEven(BigInt(numerator), BigInt(denominator)))).toBe(whole);
}); // prettier-ignore

const run = { ...TEST_RUN, rates: [
  { currency: 'USD', date: '2026-08-01', rate: '80.125' },
  { currency: 'JPY', date: '2026-08-01', rate: '0.5' },
  { currency: 'KWD', date: '2026-08-01', rate: '250' },
] }; // prettier-ignore

test.each([
  ['its own currency', { minor: 12345, currency: 'RUB' }, '2026-08-01 12:00', 12345n],
  ['10.00 USD at 80.125 = 801.25', { minor: 1000, currency: 'USD' }, '2026-08-01 12:00', 80125n],
  ['0.01 USD = 0.80125, down', { minor: 1, currency: 'USD' }, '2026-08-01 12:00', 80n],
  ['0.04 USD = 3.205, half to even: 3.20', { minor: 4, currency: 'USD' }, '2026-08-01 12:00', 320n],
  ['0.12 USD = 9.615, half to even: 9.62', { minor: 12, currency: 'USD' }, '2026-08-01 12:00', 962n],
  ['yen have no digits: 7 JPY = 3.50', { minor: 7, currency: 'JPY' }, '2026-08-01 12:00', 350n],
  ['dinars have three: 1.001 KWD = 250.25', { minor: 1001, currency: 'KWD' }, '2026-08-01 12:00', 25025n],
  [
    'the date is that of the workspace: 22:00 UTC is the next day in Moscow',
    { minor: 1000, currency: 'USD' },
    '2026-07-31T22:00:00Z',
    80125n,
  ],
  ['no rate on that date: missing, never 1:1', { minor: 1000, currency: 'USD' }, '2026-08-02 12:00', null],
] as const)('%s', (_, money, when, expected) => {
  expect(convert(money, at(when), run)).toBe(expected);
});
