import type { Event } from '@throughline/events';
import { PAGE, VISIT } from '../types/browsing.ts';
import { CALL, ENQUIRY, IDENTIFY, MARK } from '../types/contact.ts';
import { DEAL, NUMBER, REFUND } from '../types/sales.ts';
import { compileEventReader } from './compile-event-reader.ts';
import { openHeader } from './event-header.ts';
import { isObject } from './json-object.ts';
import { withSides } from './read-call.ts';
import type { Reading } from './reading.ts';

/** The types of `POST /v1/events`. */
export const EVENT_TABLES = [VISIT, PAGE, IDENTIFY, ENQUIRY, CALL, DEAL, REFUND, MARK, NUMBER] as const;
const COMMON = ['type', 'id', 'at', 'extra'] as const;
const READERS = new Map<unknown, ReturnType<typeof compileEventReader>>(
  EVENT_TABLES.map((table) => [table.type, compileEventReader(table, COMMON)]),
);
const TYPES = `Must be one of: ${EVENT_TABLES.map((table) => table.type).join(', ')}.`;

/** Reads one event of a request; null when it is not acceptable, then `reading.rejection` says why. */
export function readEvent(raw: unknown, reading: Reading, index: number): Event | null {
  reading.begin(index);
  if (!isObject(raw)) return reading.fail('', 'not_object', 'An event is a JSON object.');
  const read = READERS.get(raw['type']);
  if (read === undefined) return reading.fail('/type', 'unknown_type', TYPES);
  const event = read(raw, reading, openHeader(raw, reading));
  if (event?.type === 'call') return withSides(event, raw, reading);
  if (event?.type === 'number' && event.to !== null && event.to < event.from) {
    return reading.fail(
      '/to',
      'invalid_time',
      'Must not be before `from`; equal to it, the number stands for nothing.',
    );
  }
  return event;
}
