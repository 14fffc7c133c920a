import { describe, expect, test } from '@jest/globals';
import { periodOf } from './period.ts';

const HOUR = 3_600_000;
const at = (text: string): number => Date.parse(text);

describe('a period', () => {
  test.each([
    ['Europe/Moscow', '2026-08-01', '2026-08-01', '2026-07-31T21:00:00Z', 24],
    ['UTC', '2026-08-01', '2026-08-31', '2026-08-01T00:00:00Z', 31 * 24],
    ['Europe/Berlin', '2026-03-29', '2026-03-29', '2026-03-28T23:00:00Z', 23],
    ['Europe/Berlin', '2026-10-25', '2026-10-25', '2026-10-24T22:00:00Z', 25],
    // Clocks go forward at midnight: the day begins at 01:00.
    ['America/Santiago', '2026-09-06', '2026-09-06', '2026-09-06T04:00:00Z', 23],
  ])('in %s from %s to %s', (zone, from, to, start, hours) => {
    const period = periodOf({ from, to }, zone, 0);
    expect(period.ok && [period.value.start, (period.value.end - period.value.start) / HOUR]).toEqual([
      at(start),
      hours,
    ]);
  });

  test('is the last 30 days unless named, by the calendar of its zone', () => {
    const late = periodOf({}, 'Asia/Vladivostok', at('2026-08-31T20:00:00Z'));
    expect(late.ok && [late.value.from, late.value.to]).toEqual(['2026-08-03', '2026-09-01']);
  });

  test.each([
    [{ from: '2026-02-29' }, '/from'],
    [{ to: '2026-13-01' }, '/to'],
    [{ from: '2026-08-02', to: '2026-08-01' }, '/to'],
    [{ from: '1800-01-01', to: '2026-08-01' }, '/from'],
  ])('%j is refused at %s', (asked, pointer) => {
    const period = periodOf(asked, 'UTC', 0);
    expect(!period.ok && period.errors.map((error) => error.pointer)).toEqual([pointer]);
  });
});
