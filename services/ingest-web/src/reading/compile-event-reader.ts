import type { Event } from '@throughline/events';
import type { EventFields, Field } from '../types/field.ts';
import type { Reading } from './reading.ts';

/** What the door says about an event before its own fields are read. */
export interface Header {
  readonly key: string;
  readonly occurredAt: number;
}

/**
 * Reads one type's fields from a JSON object into an event; null after `reading.rejection`. Its `key`, `id`, `extra`
 * and `occurredAt` are still to be filled by `read-event.ts`, which also knows how many members it read: `seen`.
 */
export interface FieldReader {
  (raw: Record<string, unknown>, reading: Reading): (Event & { -readonly [K in keyof Event]: Event[K] }) | null;
}

/** Members of every event, read before the type's own. */
export const COMMON_NAMES = ['type', 'id', 'at', 'extra'] as const;

/**
 * Compiles a table of fields into straight-line code: one property access, one call and no allocation a field, and one
 * object literal at the end, so that every event of a type has one shape for the encoder. The source is made of the
 * table's names only; no data of a sender ever enters it.
 */
export function compileEventReader(table: EventFields): FieldReader {
  const kinds = table.fields.map((field) => field.kind.read);
  const body = table.fields.map((field, index) => readField(field, index)).join('\n');
  const source = `return function read_${table.type}(raw, c) {
    let seen = 0, present = 0, v;
    ${body}
    ${atLeast(table)}
    if (c.rejection !== null) return null;
    c.seen = seen;
    const event = { ${literal(table)} };
    ${table.fields.flatMap((field, index) => (field.need === 'stated' ? [assign(field, index)] : [])).join('\n')}
    return event;
  }`;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- only names of the field tables are in it
  return new Function('kinds', source).call(undefined, kinds) as FieldReader;
}
