import type { AvroField, AvroSchema } from '../schema/released-schema.ts';
import { namedTypes, primitiveOf, resolveNamed } from './named-types.ts';
import type { Cursor } from './read.ts';

export type RecordReader<T> = (cursor: Cursor) => T;

/**
 * Compiles a schema into one object literal whose members are read in the order of the fields, with `type` in front:
 * events come out in their final shape, without a copy. Safe for the reason given at `compileWriter`.
 */
export function compileReader<T>(type: string, fields: readonly AvroField[]): RecordReader<T> {
  const named = namedTypes(fields);
  const symbols: (readonly string[])[] = [];

  function read(schema: AvroSchema): string {
    if (Array.isArray(schema)) return `(c.long() === 0 ? null : ${read(schema[1] as AvroSchema)})`;
    const resolved = resolveNamed(schema, named);
    if (typeof resolved === 'string') return readPrimitive(resolved);
    switch (resolved.type) {
      case 'record':
        return `{ ${members(resolved.fields)} }`;
      case 'enum':
        return `c.symbol(symbols[${symbols.push(resolved.symbols) - 1}])`;
      case 'array':
        return `c.array(() => (${read(resolved.items)}))`;
      case 'map':
        return `c.map(() => (${read(resolved.values)}))`;
      default:
        return readPrimitive(resolved.type);
    }
  }

  function members(list: readonly AvroField[]): string {
    return list.map((field) => `${field.name}: ${read(field.type)}`).join(',\n');
  }

  const source = `return function readRecord(c) { return { type: ${JSON.stringify(type)}, ${members(fields)} }; }`;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- see compileWriter: only checked schema names are in it
  const make = new Function('symbols', source) as (symbols: unknown) => RecordReader<T>;
  return make(symbols);
}

const READERS = { text: 'text', integer: 'long', boolean: 'boolean', double: 'double' } as const;

function readPrimitive(type: string): string {
  return `c.${READERS[primitiveOf(type)]}()`;
}
