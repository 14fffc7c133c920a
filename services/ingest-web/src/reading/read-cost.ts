import type { Event } from '@throughline/events';
import { COST } from '../types/sales.ts';
import { compileEventReader } from './compile-event-reader.ts';
import { checkClock, readId } from './event-header.ts';
import { isObject } from './json-object.ts';
import { parseDate, parseTime } from './parse-time.ts';
import type { Reading } from './reading.ts';

const readFields = compileEventReader(COST, ['id', 'extra']);

/** Reads one row of `POST /v1/costs`; null when it is not acceptable, then `reading.rejection` says why. */
export function readCost(raw: unknown, reading: Reading, index: number): Event | null {
  reading.begin(index);
  if (!isObject(raw)) return reading.fail('', 'not_object', 'A row is a JSON object.');
  const { date, reported_at: reportedAt } = raw;
  const midnight = typeof date === 'string' ? parseDate(date) : null;
  if (midnight !== null) {
    reading.at = midnight;
    checkClock(midnight, '/date', reading);
  }
  if (reportedAt === undefined || reportedAt === null) reading.fill('reported_at');
  else if (typeof reportedAt === 'string') {
    const parsed = parseTime(reportedAt, reading.workspace.timeZone);
    if (parsed !== null) checkClock(parsed.at, '/reported_at', reading);
  }
  return readFields(raw, reading, readId(raw, reading));
}
