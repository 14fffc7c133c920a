import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseDate, parseTime } from './parse-time.ts';

const MOSCOW = 'Europe/Moscow';

describe('times', () => {
  test.each<[string, string, boolean]>([
    ['2026-08-01T10:20:30Z', '2026-08-01T10:20:30.000Z', true],
    ['2026-08-01T10:20:30.123Z', '2026-08-01T10:20:30.123Z', true],
    ['2026-08-01T10:20:30.1Z', '2026-08-01T10:20:30.100Z', true],
    ['2026-08-01T10:20:30.123999999Z', '2026-08-01T10:20:30.123Z', true],
    ['2026-08-01t10:20:30z', '2026-08-01T10:20:30.000Z', true],
    ['2026-08-01 10:20:30+03:00', '2026-08-01T07:20:30.000Z', true],
    ['2026-08-01T10:20:30-0330', '2026-08-01T13:50:30.000Z', true],
    ['2026-08-01T10:20Z', '2026-08-01T10:20:00.000Z', true],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z', true],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z', true],
    ['2026-08-01T10:20:30', '2026-08-01T07:20:30.000Z', false],
    ['2026-08-01 10:20', '2026-08-01T07:20:00.000Z', false],
  ])('%s is %s', (text, expected, zoned) => {
    expect(parseTime(text, MOSCOW)).toEqual({ at: Date.parse(expected), zoned });
  });

  test.each([
    '',
    'now',
    '2026-08-01',
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-33T00:00:00Z',
    '2026-08-01T24:00:00Z',
    '2026-08-01T10:60:00Z',
    '2026-08-01T10:20:61Z',
    '2026-08-01T1x:20:30Z',
    '2026-08-01T10:20:30.12xZ',
    '2026-08-01T10:20:30+24:00',
    '2026-08-01T10:20:30 Z',
    '26-08-01T10:20:30Z',
    '2026/08/01T10:20:30Z',
  ])('%j is none', (text) => expect(parseTime(text, MOSCOW)).toBeNull());

  test('a local time that clocks skip or show twice', () => {
    expect(parseTime('2026-03-29T02:30:00', 'Europe/Berlin')).toEqual({
      at: Date.parse('2026-03-29T01:30:00Z'),
      zoned: false,
    });
    expect(parseTime('2026-10-25T02:30:00', 'Europe/Berlin')).toEqual({
      at: Date.parse('2026-10-25T00:30:00Z'),
      zoned: false,
    });
  });

  test('every ISO time is read as Date reads it', () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date('0001-01-01T00:00:00Z'),
          max: new Date('9999-12-31T23:59:59.999Z'),
          noInvalidDate: true,
        }),
        (date) => {
          const text = date.toISOString();
          expect(parseTime(text, MOSCOW)?.at).toBe(date.getTime());
          expect(parseTime(text.replace('Z', '+00:00'), MOSCOW)?.at).toBe(date.getTime());
        },
      ),
    );
  });
});

test.each([
  ['2026-08-01', Date.UTC(2026, 7, 1)],
  ['2026-02-29', null],
  ['2026-8-1', null],
  ['01.08.2026', null],
])('the date %s is %s', (text, expected) => expect(parseDate(text)).toBe(expected));
