import type { AvroField, AvroSchema } from '../schema/released-schema.ts';

export type NamedSchema = Exclude<AvroSchema, readonly AvroSchema[]>;
/** Records and enums by name: a schema defines each at its first use and names it later. */
export type NamedTypes = ReadonlyMap<string, NamedSchema>;

const IDENTIFIER = /^[A-Za-z][A-Za-z0-9]*$/;
const PRIMITIVES = { string: 'text', int: 'integer', long: 'integer', boolean: 'boolean', double: 'double' } as const;

/** Collects the named types below some fields. @throws Error for a name that is no plain identifier */
export function namedTypes(fields: readonly AvroField[]): NamedTypes {
  const named = new Map<string, NamedSchema>();
  const visit = (schema: AvroSchema): void => {
    if (typeof schema === 'string') return;
    if (Array.isArray(schema)) {
      const union = schema as readonly AvroSchema[];
      if (union.length !== 2 || union[0] !== 'null') throw new Error('only unions of null and one other are known');
      union.forEach(visit);
      return;
    }
    const single = schema as Exclude<NamedSchema, string>;
    if (single.type === 'record' || single.type === 'enum') named.set(single.name, single);
    if (single.type === 'record') visitFields(single.fields);
    if (single.type === 'array') visit(single.items);
    if (single.type === 'map') visit(single.values);
  };
  const visitFields = (list: readonly AvroField[]): void => {
    for (const field of list) {
      if (!IDENTIFIER.test(field.name)) throw new Error(`'${field.name}' is no identifier`);
      visit(field.type);
    }
  };
  visitFields(fields);
  return named;
}

/** The schema a name stands for, or the schema itself. */
export function resolveNamed(schema: AvroSchema, named: NamedTypes): NamedSchema {
  const single = schema as NamedSchema;
  return typeof single === 'string' ? (named.get(single) ?? single) : single;
}

/** How a primitive is written. @throws Error for a type the compiled codec does not know */
export function primitiveOf(type: string): (typeof PRIMITIVES)[keyof typeof PRIMITIVES] {
  const primitive = (PRIMITIVES as Record<string, (typeof PRIMITIVES)[keyof typeof PRIMITIVES] | undefined>)[type];
  if (primitive === undefined) throw new Error(`the compiled codec does not know '${type}'`);
  return primitive;
}
