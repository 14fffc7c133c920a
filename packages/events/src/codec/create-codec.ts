import type { Event, EventType } from '../event.ts';
import type { ReleasedSchema } from '../schema/released-schema.ts';
import type { Upcasts } from '../upcast/upcasts.ts';
import { compileReader } from './compile-reader.ts';
import { compileWriter, type RecordWriter, type Sliced, type Slices } from './compile-writer.ts';
import { DecodeError } from './decode-error.ts';
import { Cursor } from './read.ts';
import { olderVersionReader } from './read-older-version.ts';
import { Slab } from './slab.ts';
import { withoutUnstated, withStated, type StoredDeal } from './stated-fields.ts';

/** Confluent wire format: magic 0, schema id (int32, big endian), Avro body. */
const HEADER = 5;

export interface Codec {
  /** The event under the newest version of its schema. The bytes are never written again. */
  readonly encodeEvent: (event: Event) => Uint8Array;
  /** The same bytes, written from a position on; answers the position after them, beyond the end when they did not fit. */
  readonly writeEvent: (event: Event, buffer: Buffer, position: number) => number;
  /**
   * A writer of events of one type of which some texts are still bytes of a request's body, so that no string is made of
   * them. `slices`: paths of these members, such as `personal.ip`, with the index of their place. Its bytes are those
   * `writeEvent` makes of the event with these texts.
   */
  readonly slicedWriter: (type: EventType, slices: Slices) => RecordWriter<Sliced>;
  /** @throws DecodeError */
  readonly decodeEvent: (bytes: Uint8Array) => Event;
}

interface Writer {
  readonly id: number;
  readonly write: RecordWriter<unknown>;
}
type Reader = (buffer: Buffer) => unknown;

/** A codec over released schemas; the newest version of each event writes, all versions are read. */
export function createCodec(schemas: readonly ReleasedSchema[], upcasts: Upcasts): Codec {
  const newest = new Map<string, ReleasedSchema>();
  for (const schema of schemas) {
    if (schema.version > (newest.get(schema.fact)?.version ?? 0)) newest.set(schema.fact, schema);
  }
  const newestOf = (type: EventType): ReleasedSchema => {
    const schema = newest.get(type);
    if (schema === undefined) throw new TypeError(`no schema for events of type '${type}'`);
    return schema;
  };
  const writers = new Map<string, Writer>();
  for (const [fact, schema] of newest) writers.set(fact, { id: schema.id, write: compileWriter(schema.schema.fields) });
  const readers = new Map<number, Reader>();
  for (const schema of schemas) readers.set(schema.id, readerOf(schema, newest.get(schema.fact) ?? schema, upcasts));
  const slab = new Slab();

  function writeEvent(event: Event, buffer: Buffer, position: number): number {
    const writer = writers.get(event.type satisfies EventType);
    if (writer === undefined) throw new TypeError(`no schema for events of type '${event.type}'`);
    const record = event.type === 'deal' ? withStated(event) : event;
    return writer.write(record, buffer, writeHeader(buffer, position, writer.id));
  }

  return {
    writeEvent,
    slicedWriter(type, slices) {
      const { id, schema } = newestOf(type);
      const write = compileWriter<Sliced>(schema.fields, slices);
      return (record, buffer, position) => write(record, buffer, writeHeader(buffer, position, id));
    },
    encodeEvent: (event) => slab.write((buffer, start) => writeEvent(event, buffer, start)),
    decodeEvent(bytes) {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      if (buffer.length < HEADER || buffer[0] !== 0) throw new DecodeError('not_framed', 'no Confluent header');
      const id = buffer.readInt32BE(1);
      const read = readers.get(id);
      if (read === undefined) throw new DecodeError('unknown_schema', `no schema has the id ${id}`);
      return decoded(read, buffer, id);
    },
  };
}

function writeHeader(buffer: Buffer, start: number, id: number): number {
  buffer[start] = 0;
  buffer[start + 1] = id >>> 24;
  buffer[start + 2] = id >>> 16;
  buffer[start + 3] = id >>> 8;
  buffer[start + 4] = id;
  return start + HEADER;
}

function decoded(read: Reader, buffer: Buffer, id: number): Event {
  try {
    const record = read(buffer) as Event;
    return record.type === 'deal' ? withoutUnstated(record as StoredDeal) : record;
  } catch (cause) {
    throw new DecodeError('corrupt', `the body does not hold a record of schema ${id}`, { cause });
  }
}

function readerOf(schema: ReleasedSchema, newest: ReleasedSchema, upcasts: Upcasts): Reader {
  if (schema === newest) {
    const read = compileReader<unknown>(schema.fact, schema.schema.fields);
    return (buffer) => read(new Cursor(buffer, HEADER));
  }
  const read = olderVersionReader(schema, newest, upcasts[`${schema.name}/${schema.version}`]);
  return (buffer) => read(buffer.subarray(HEADER));
}
