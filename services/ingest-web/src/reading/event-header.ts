import { createHash } from 'node:crypto';
import { isBelievable } from '@throughline/domain';
import { canonicalJson, CanonicalJsonError } from '@throughline/events';
import { identifier } from '../kinds/text.ts';
import { isObject, isWithinDepth } from './json-object.ts';
import { parseTime } from './parse-time.ts';
import type { Reading } from './reading.ts';

/** Nesting of a body (design, section 5); the event itself is the first level. */
export const MOST_DEPTH = 32;
const MOST_EXTRA = 65_536;
/** More unknown members than this take more than those characters, each at least `"a":1,`. */
const MOST_EXTRA_MEMBERS = MOST_EXTRA / 6;
/** `\u0000` or a lone surrogate, as JSON.stringify writes them, behind an even number of backslashes. */
const BAD_ESCAPE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

/** Reads `id` and `at` into the reading. @returns how many of these members (and `type`) the event has */
export function openHeader(raw: Record<string, unknown>, reading: Reading): number {
  let seen = 1; // `type`, or it would not be here
  const { at } = raw;
  if (at === undefined || at === null) {
    reading.at = reading.receivedAt;
    reading.fill('at');
  } else readAt(at, reading);
  if (at !== undefined) seen++;
  return seen + readId(raw, reading);
}

/** Reads `id`; absent, it is left to `closeHeader`. @returns 1 when the member is there */
export function readId(raw: Record<string, unknown>, reading: Reading): number {
  const { id } = raw;
  reading.key = id === undefined || id === null ? '' : ((identifier.read(id, reading, '/id') as string | null) ?? '');
  return id === undefined ? 0 : 1;
}

/** Rejects an instant that cannot be believed. */
export function checkClock(at: number, pointer: string, reading: Reading): void {
  if (!isBelievable(at, reading.receivedAt)) {
    reading.fail(pointer, 'clock_out_of_range', 'Must lie between 2000-01-01 and 24 h after receipt.');
  }
}

/** Keeps unknown members as `extra`, and derives an absent id: both need all fields to have been read. */
export function closeHeader(
  raw: Record<string, unknown>,
  reading: Reading,
  seen: number,
  known: ReadonlySet<string>,
): void {
  let members = 0;
  for (const _name in raw) members++;
  reading.extra = members === seen && reading.nestedExtra === null ? null : extraOf(raw, reading, known);
  if (reading.key === '' && reading.rejection === null) reading.key = derivedId(raw, reading);
}

function readAt(at: unknown, reading: Reading): void {
  const parsed = typeof at === 'string' ? parseTime(at, reading.workspace.timeZone) : null;
  if (parsed === null) {
    reading.fail('/at', 'invalid_time', 'Must be an RFC 3339 time such as 2026-08-01T10:20:30Z.');
    return;
  }
  if (!parsed.zoned) reading.fill('zone');
  reading.at = parsed.at;
  checkClock(parsed.at, '/at', reading);
}

/** Unknown members as JSON text. A null-prototype object: a member `__proto__` is a member like any other. */
function extraOf(raw: Record<string, unknown>, reading: Reading, known: ReadonlySet<string>): string | null {
  const extra = reading.nestedExtra ?? (Object.create(null) as Record<string, unknown>);
  const given = raw['extra'];
  const unknown = Object.keys(raw).filter((name) => !known.has(name));
  const stated = isObject(given) ? Object.keys(given) : [];
  // Copying hundreds of thousands of members would hold up everybody else for seconds.
  if (Math.max(unknown.length, stated.length) > MOST_EXTRA_MEMBERS) return tooLong(reading);
  if (isObject(given)) for (const name of stated) extra[name] = given[name];
  else if (given !== undefined && given !== null) extra['extra'] = given;
  for (const name of unknown) extra[name] = raw[name];
  const names = Object.keys(extra);
  if (names.length === 0) return null;
  const deep = names.find((name) => !isWithinDepth(extra[name], MOST_DEPTH - 1));
  if (deep !== undefined) return reading.fail(pointerTo(deep), 'too_deep', `May nest ${MOST_DEPTH} levels deep.`);
  const text = JSON.stringify(extra);
  if (text.length > MOST_EXTRA) return tooLong(reading);
  if (reading.checkText && BAD_ESCAPE.test(text)) {
    return reading.fail('', 'invalid_text', 'Text holds a NUL character or half of a surrogate pair.');
  }
  return text;
}

function tooLong(reading: Reading): null {
  return reading.fail('', 'too_long', `Unknown members may take ${MOST_EXTRA} characters.`);
}

/** attribution.md, section 1: the content as sent when it says when, else the statement and its place in it. */
function derivedId(raw: Record<string, unknown>, reading: Reading): string {
  const dated = (raw['at'] ?? raw['reported_at'] ?? null) !== null;
  try {
    return sha256(canonicalJson(dated ? raw : [reading.statement, reading.index]));
  } catch (error) {
    if (!(error instanceof CanonicalJsonError)) throw error;
    reading.fail('', 'invalid_text', 'Text holds half of a surrogate pair.');
    return '';
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function pointerTo(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
