import { instantInZone } from './instant-in-zone.ts';

/** An instant as somebody wrote it: `zoned` is false when the text had no zone and the given one was used. */
export interface ParsedTime {
  readonly at: number;
  readonly zoned: boolean;
}

/** RFC 3339, with a space or small letters allowed and the zone optional (contract: read in the source's zone). */
const PATTERN =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)?(?:([Zz])|([+-])(\d\d):?(\d\d))?$/;
const DAY_MS = 86_400_000;

/** Epoch milliseconds of an RFC 3339 text, finer digits cut off; null when it is none. */
export function parseTime(text: string, timeZone: string): ParsedTime | null {
  const fast = utcMilliseconds(text);
  if (!Number.isNaN(fast)) return { at: fast, zoned: true };
  const match = PATTERN.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second = '0', fraction = '', zulu, sign, zoneHour, zoneMinute] = match;
  const days = daysOf(Number(year), Number(month), Number(day));
  // A leap second is the first moment of the next minute.
  if (Number.isNaN(days) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return null;
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3));
  const local = days * DAY_MS + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 + milliseconds;
  if (zulu !== undefined) return { at: local, zoned: true };
  if (sign === undefined) return { at: instantInZone(local, timeZone), zoned: false };
  if (Number(zoneHour) > 23 || Number(zoneMinute) > 59) return null;
  const offset = (Number(zoneHour) * 60 + Number(zoneMinute)) * 60_000;
  return { at: sign === '-' ? local + offset : local - offset, zoned: true };
}

/** Midnight of a calendar date `YYYY-MM-DD` as if in UTC; null when there is no such date. */
export function parseDate(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null;
  const days = daysOf(Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10)));
  return Number.isNaN(days) ? null : days * DAY_MS;
}

/** The usual forms `2026-08-01T10:20:30Z` and `2026-08-01T10:20:30.123Z`, in integers all the way; else NaN. */
function utcMilliseconds(text: string): number {
  const length = text.length;
  if ((length !== 20 && length !== 24) || text.charCodeAt(length - 1) !== 90) return NaN;
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45 || text.charCodeAt(10) !== 84) return NaN;
  if (text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return NaN;
  const hour = two(text, 11);
  const minute = two(text, 14);
  const second = two(text, 17);
  let milliseconds = 0;
  if (length === 24) milliseconds = text.charCodeAt(19) === 46 ? two(text, 20) * 10 + digit(text, 22) : BAD;
  if (hour > 23 || minute > 59 || second > 59 || milliseconds > 999) return NaN;
  const midnight = midnightOf(two(text, 0) * 100 + two(text, 2), two(text, 5), two(text, 8));
  return midnight + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds;
}
/** What a character that is no digit counts: too much for any part of a time. */
const BAD = 1_000_000;

function two(text: string, index: number): number {
  return digit(text, index) * 10 + digit(text, index + 1);
}

function digit(text: string, index: number): number {
  const value = text.charCodeAt(index) - 48;
  return value >= 0 && value <= 9 ? value : BAD;
}

let lastDate = 0;
let lastMidnight = NaN;

/** Epoch milliseconds of a date's midnight in UTC. Remembers the last one: the events of a batch are of one day or two. */
function midnightOf(year: number, month: number, day: number): number {
  if (year > 9_999 || month > 12 || day > 31) return NaN;
  const date = (year * 16 + month) * 32 + day;
  if (date !== lastDate) {
    lastDate = date;
    lastMidnight = daysOf(year, month, day) * DAY_MS;
  }
  return lastMidnight;
}

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days since 1970-01-01 of a proleptic Gregorian date (Howard Hinnant's days_from_civil); NaN when there is none. */
function daysOf(year: number, month: number, day: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const length = (LENGTHS[month - 1] ?? NaN) + (month === 2 && leap ? 1 : 0);
  if (!(day >= 1 && day <= length)) return NaN;
  const shifted = month > 2 ? year : year - 1;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
