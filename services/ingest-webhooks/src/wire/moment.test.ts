import { describe, expect, test } from '@jest/globals';
import { localMoment, mailMoment, unixMoment } from './moment.ts';

const iso = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());

describe('times of providers', () => {
  test.each([
    ['1772442845', '2026-03-02T09:14:05.000Z'],
    ['1772442845.25', '2026-03-02T09:14:05.250Z'],
    ['1772442845123', '2026-03-02T09:14:05.123Z'],
    ['0', '1970-01-01T00:00:00.000Z'],
    ['-1', null],
    ['abc', null],
    ['17724428451234', null],
    [null, null],
  ])('unix %s', (text, expected) => {
    expect(iso(unixMoment(text)?.at)).toBe(expected);
  });

  test.each([
    ['Mon, 02 Mar 2026 14:20:31 +0000', '2026-03-02T14:20:31.000Z'],
    ['2 Mar 2026 14:20:31 -0500', '2026-03-02T19:20:31.000Z'],
    ['Mon, 02 Mär 2026 14:20:31 +0000', null],
    ['Mon, 02 Mar 2026 25:20:31 +0000', null],
    ['Mon, 02 Mar 2026 14:20:31', null],
    ['2026-03-02T14:20:31Z', null],
    ['', null],
  ])('of a mail: %s', (text, expected) => {
    expect(iso(mailMoment(text)?.at)).toBe(expected);
  });

  test.each([
    ['2026-03-02 12:14:05', 'Europe/Moscow', '2026-03-02T09:14:05.000Z', ['time_zone']],
    ['2026-03-02 12:14', 'Europe/Moscow', '2026-03-02T09:14:00.000Z', ['time_zone']],
    ['2026-03-02T12:14:05.678', 'Asia/Yekaterinburg', '2026-03-02T07:14:05.678Z', ['time_zone']],
    ['2026-03-02T12:14:05+05:00', 'Europe/Moscow', '2026-03-02T07:14:05.000Z', []],
    ['2026-03-02T12:14:05Z', 'Europe/Moscow', '2026-03-02T12:14:05.000Z', []],
    // Moscow was UTC+4 then: the zone's history counts, not its present offset.
    ['2013-07-01 12:00:00', 'Europe/Moscow', '2013-07-01T08:00:00.000Z', ['time_zone']],
    // Berlin: 02:30 happens twice on one day (the earlier is meant), never on another (the later).
    ['2026-10-25 02:30:00', 'Europe/Berlin', '2026-10-25T00:30:00.000Z', ['time_zone']],
    ['2026-03-29 02:30:00', 'Europe/Berlin', '2026-03-29T01:30:00.000Z', ['time_zone']],
  ])('local %s in %s', (text, zone, expected, filled) => {
    const moment = localMoment(text, zone);
    expect({ at: iso(moment?.at), filled: moment?.filled }).toEqual({ at: expected, filled });
  });

  test.each(['2026-13-02 12:14:05', '2026-02-30 12:00:00', '02.03.2026 12:14', '2026-03-02', ''])(
    'no time: %s',
    (text) => {
      expect(localMoment(text, 'Europe/Moscow')).toBeNull();
    },
  );
});
