import type { AvroField, AvroSchema } from '../schema/released-schema.ts';
import { namedTypes, primitiveOf, resolveNamed } from './named-types.ts';
import { writeBoolean, writeDouble, writeLong, writeSlice, writeSymbol, writeText } from './write.ts';

/** Writes a record's fields from a position on; the position after it, beyond the buffer's end when it did not fit. */
export type RecordWriter<T> = (record: T, buffer: Buffer, position: number) => number;

/**
 * Members that stand in the record's `body` instead of in a member: their paths (`personal.ip`), each with the index of
 * its place in `from` and `to`.
 */
export type Slices = ReadonlyMap<string, number>;

/** What a record with slices has besides its members. */
export interface Sliced {
  /** UTF-8. */
  readonly body: DataView;
  /** Where each slice begins; -1 when it is absent. */
  readonly from: Int32Array;
  /** The place behind its last byte. */
  readonly to: Int32Array;
}

/**
 * Compiles a schema into straight-line code (as avsc does): one property access and one write a field, so that the
 * engine can specialise it for the shape of one event. The source is made of the schema's names only, which are
 * checked to be plain identifiers; no data of a sender ever enters it.
 */
export function compileWriter<T>(fields: readonly AvroField[], slices: Slices = new Map()): RecordWriter<T> {
  const named = namedTypes(fields);
  const symbols: (readonly string[])[] = [];
  let temporaries = 0;

  function write(schema: AvroSchema, value: string, path = ''): string {
    const slice = slices.get(path);
    if (slice !== undefined) return writeSliced(Array.isArray(schema), slice);
    if (Array.isArray(schema)) return writeOptional(schema[1] as AvroSchema, value);
    const resolved = resolveNamed(schema, named);
    if (typeof resolved === 'string') return writePrimitive(resolved, value);
    const local = `v${temporaries++}`;
    switch (resolved.type) {
      case 'record':
        return `const ${local} = ${value}; ${resolved.fields.map((f) => write(f.type, `${local}.${f.name}`, `${path}.${f.name}`)).join('\n')}`;
      case 'enum':
        return `p = writeSymbol(b, p, ${value}, symbols[${symbols.push(resolved.symbols) - 1}]);`;
      case 'array':
        return `const ${local} = ${value};
          if (${local}.length > 0) { p = writeLong(b, p, ${local}.length); for (const item of ${local}) { ${write(resolved.items, 'item')} } }
          b[p++] = 0;`;
      case 'map':
        return `const ${local} = Object.entries(${value});
          if (${local}.length > 0) { p = writeLong(b, p, ${local}.length); for (const [key, item] of ${local}) { p = writeText(b, p, key); ${write(resolved.values, 'item')} } }
          b[p++] = 0;`;
      default:
        return writePrimitive(resolved.type, value);
    }
  }

  function writeSliced(optional: boolean, index: number): string {
    const text = `p = writeSlice(b, p, record.body, from[${index}], to[${index}]);`;
    return optional ? `if (from[${index}] < 0) b[p++] = 0; else { b[p++] = 2; ${text} }` : text;
  }

  function writeOptional(schema: AvroSchema, value: string): string {
    const local = `v${temporaries++}`;
    return `const ${local} = ${value};
      if (${local} === null || ${local} === undefined) b[p++] = 0; else { b[p++] = 2; ${write(schema, local)} }`;
  }

  const body = fields.map((field) => write(field.type, `record.${field.name}`, field.name)).join('\n');
  const places = slices.size === 0 ? '' : 'const { from, to } = record;';
  const source = `return function writeRecord(record, b, p) { ${places} ${body} return p; }`;
  const primitives = { writeBoolean, writeDouble, writeLong, writeSlice, writeSymbol, writeText, symbols };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- see above: only checked schema names are in it
  const make = new Function(...Object.keys(primitives), source) as (...values: unknown[]) => RecordWriter<T>;
  return make(...Object.values(primitives));
}

const WRITERS = { text: 'writeText', integer: 'writeLong', boolean: 'writeBoolean', double: 'writeDouble' } as const;

function writePrimitive(type: string, value: string): string {
  return `p = ${WRITERS[primitiveOf(type)]}(b, p, ${value});`;
}
