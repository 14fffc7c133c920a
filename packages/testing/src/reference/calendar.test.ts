import { expect, test } from '@jest/globals';
import { dayOf, hourOf, weekdayOf, weekOf } from './calendar.ts';

test.each([
  ['2026-07-31T20:59:59.999Z', 'Europe/Moscow', '2026-07-31', 23],
  ['2026-07-31T21:00:00.000Z', 'Europe/Moscow', '2026-08-01', 0],
  ['2026-10-25T00:30:00Z', 'Europe/Berlin', '2026-10-25', 2],
  ['2026-10-25T01:30:00Z', 'Europe/Berlin', '2026-10-25', 2], // the hour comes twice
  ['2026-10-25T23:00:00Z', 'Europe/Berlin', '2026-10-26', 0], // a day of 25 hours
  ['2026-03-29T01:00:00Z', 'Europe/Berlin', '2026-03-29', 3], // an hour that is not
  ['2026-08-16T03:59:59Z', 'America/New_York', '2026-08-15', 23],
  ['2026-08-16T00:00:00Z', 'Asia/Kathmandu', '2026-08-16', 5],
])('%s in %s is %s, hour %d', (instant, zone, day, hour) => {
  expect(dayOf(Date.parse(instant), zone)).toBe(day);
  expect(hourOf(Date.parse(instant), zone)).toBe(hour);
});

test.each([
  ['2026-08-01', '2026-W31', 6],
  ['2026-08-02', '2026-W31', 7],
  ['2026-08-03', '2026-W32', 1],
  ['2026-01-01', '2026-W01', 4],
  ['2027-01-01', '2026-W53', 5],
  ['2027-01-03', '2026-W53', 7],
  ['2024-12-30', '2025-W01', 1],
])('%s is in week %s, weekday %d', (day, week, weekday) => {
  expect(weekOf(day)).toBe(week);
  expect(weekdayOf(day)).toBe(weekday);
});
