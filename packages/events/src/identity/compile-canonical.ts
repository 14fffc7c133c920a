import { namedTypes, resolveNamed, type NamedTypes } from '../codec/named-types.ts';
import type { AvroField, AvroSchema } from '../schema/released-schema.ts';
import { canonicalJson, canonicalText } from './canonical-json.ts';

/** Canonical JSON of one kind of value. */
type Print = (value: unknown) => string;
/** A member with its name and colon as they are printed. */
interface Member {
  readonly name: string;
  readonly label: string;
  readonly print: Print;
}

/**
 * `canonicalJson` for records of a schema: the same text for any record that has no members but the schema's fields and
 * those of `others`, without looking for its members and sorting them each time (measured: 2 of 6 us).
 * @param leaveOut names of fields that are not printed
 */
export function compileCanonical(
  fields: readonly AvroField[],
  others: readonly string[],
  leaveOut: readonly string[],
): (record: object) => string {
  const named = namedTypes(fields);
  const members = [
    ...fields
      .filter(({ name }) => !leaveOut.includes(name))
      .map((field) => memberOf(field.name, printOf(field.type, named))),
    ...others.map((name) => memberOf(name, canonicalJson)),
  ];
  return printRecord(members);
}

const memberOf = (name: string, print: Print): Member => ({ name, label: `${canonicalText(name)}:`, print });

function printRecord(unsorted: readonly Member[]): (record: object) => string {
  // By UTF-16 code units, as RFC 8785 wants it.
  const members = unsorted.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return (record) => {
    let text = '';
    for (const { name, label, print } of members) {
      const value = (record as Readonly<Record<string, unknown>>)[name];
      if (value !== undefined) text += `${text === '' ? '{' : ','}${label}${print(value)}`;
    }
    return text === '' ? '{}' : `${text}}`;
  };
}

/** Records are known by their schema; a value that is none (null, or what an older release wrote) prints as it is. */
function printOf(schema: AvroSchema, named: NamedTypes): Print {
  const single = Array.isArray(schema) ? (schema[1] as AvroSchema) : schema;
  const resolved = resolveNamed(single, named);
  if (typeof resolved !== 'string' && resolved.type === 'record') {
    const record = printRecord(resolved.fields.map(({ name, type }) => memberOf(name, printOf(type, named))));
    return (value) => (typeof value === 'object' && value !== null ? record(value) : canonicalJson(value));
  }
  return (value) => (value === null ? 'null' : typeof value === 'string' ? canonicalText(value) : canonicalJson(value));
}
