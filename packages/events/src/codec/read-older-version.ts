import avro from 'avsc';
import type { ReleasedSchema } from '../schema/released-schema.ts';
import type { Upcast } from '../upcast/upcasts.ts';

/**
 * A reader of bytes written under an older version: Avro's resolution fills new fields with their defaults, then the
 * upcast (if any) gives them meaning.
 * @throws Error at once when the newest version cannot read the older one (a new field without a default)
 */
export function olderVersionReader(
  older: ReleasedSchema,
  newest: ReleasedSchema,
  upcast: Upcast | undefined,
): (body: Buffer) => Record<string, unknown> {
  const writer = avro.Type.forSchema(older.schema as avro.Schema);
  const reader = avro.Type.forSchema(newest.schema as avro.Schema);
  const resolver = reader.createResolver(writer);
  return (body) => {
    const record = plain(reader.fromBuffer(body, resolver)) as Record<string, unknown>;
    const event = { type: newest.fact, ...record };
    return upcast === undefined ? event : upcast(event);
  };
}

/** avsc makes instances of classes of its own; events are plain objects. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}
