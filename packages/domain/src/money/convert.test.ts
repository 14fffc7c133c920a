import { expect, test } from '@jest/globals';
import { money } from '@throughline/testing/facts';
import { convert } from './convert.ts';
import { dayIn } from './day-in.ts';

const rate = (currency: string, rate: string, date = '2026-08-01') => ({ currency, date, rate });
const AT = Date.UTC(2026, 7, 1, 9);
const moscow = (rates: ReturnType<typeof rate>[], currency = 'RUB') => ({ currency, timeZone: 'Europe/Moscow', rates });

test.each([
  ['the own currency needs no rate', money(12_345), [], 12_345],
  ['units of a currency', money(100, 'USD'), [rate('USD', '80')], 8_000],
  ['down', money(100, 'USD'), [rate('USD', '80.1249')], 8_012],
  ['up', money(100, 'USD'), [rate('USD', '80.1251')], 8_013],
  ['a half to the even below', money(1, 'USD'), [rate('USD', '0.5')], 0],
  ['a half to the even above', money(1, 'USD'), [rate('USD', '1.5')], 2],
  ['a half to the even below, again', money(1, 'USD'), [rate('USD', '2.5')], 2],
  ['a negative half alike', money(-1, 'USD'), [rate('USD', '1.5')], -2],
  ['a currency without minor units', money(100, 'JPY'), [rate('JPY', '0.5234')], 5_234],
  ['a currency of three digits', money(1_000, 'KWD'), [rate('KWD', '260.123')], 26_012],
  ['10^15 minor units', money(10 ** 15, 'USD'), [rate('USD', '1.000000000000001')], 10 ** 15 + 1],
  ['of two rates of a day the first', money(1, 'USD'), [rate('USD', '3'), rate('USD', '4')], 3],
  ['no rate', money(1, 'USD'), [], null],
  ['no rate of that day', money(1, 'USD'), [rate('USD', '80', '2026-07-31')], null],
  ['no rate of that currency', money(1, 'USD'), [rate('EUR', '80')], null],
  ['a rate that is no decimal', money(1, 'USD'), [rate('USD', '1e2')], null],
])('%s', (_, amount, rates, expected) => {
  expect(convert(amount, AT, moscow(rates))).toBe(expected);
});

test("the day is the workspace's", () => {
  const rates = [rate('USD', '80', '2026-08-01'), rate('USD', '90', '2026-08-02')];
  expect(convert(money(1, 'USD'), Date.UTC(2026, 7, 1, 20, 59, 59, 999), moscow(rates))).toBe(80);
  expect(convert(money(1, 'USD'), Date.UTC(2026, 7, 1, 21), moscow(rates))).toBe(90);
});

test.each([
  ['Europe/Moscow', Date.UTC(2026, 7, 1, 21), '2026-08-02'],
  ['UTC', Date.UTC(2026, 11, 31, 23, 59), '2026-12-31'],
  ['America/New_York', Date.UTC(2026, 2, 8, 4, 59), '2026-03-07'],
  ['Asia/Kathmandu', Date.UTC(2026, 0, 1, 18, 15), '2026-01-02'],
])('the date in %s', (zone, at, date) => {
  expect(dayIn(zone, at)).toBe(date);
});
