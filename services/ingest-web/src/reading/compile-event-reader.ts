import type { Event } from '@throughline/events';
import type { Absent, EventFields, Field } from '../types/field.ts';
import { closeHeader } from './event-header.ts';
import type { Reading } from './reading.ts';

/** Reads an event's fields after its header; `seen` = members the header read. Null after a rejection. */
export type FieldReader = (raw: Record<string, unknown>, reading: Reading, seen: number) => Event | null;

const ABSENT: Readonly<Record<Absent, string>> = {
  id: 'c.key',
  false: 'false',
  no_ids: '{}',
  cpc: '"cpc"',
  not_set: '"(not set)"',
  no_text: '""',
  received: 'c.receivedAt',
};

const HEADER = `workspace: c.workspace.id, source: "api", key: c.key, id: c.key, occurredAt: c.at, receivedAt: c.receivedAt,
  settingsVersion: c.workspace.settingsVersion, generation: 0, retracted: false, claim: false, test: false,
  filled: c.filled, raw: null, extra: c.extra`;

/**
 * Compiles a table of fields into straight-line code: a property access and a call a field, and one object literal at
 * the end, so that all events of a type have one shape for the encoder. The source is made of the table's names only;
 * no data of a sender ever enters it.
 */
export function compileEventReader(table: EventFields, common: readonly string[]): FieldReader {
  const kinds = table.fields.map((field) => field.kind.read);
  const known = new Set([...common, ...table.fields.map((field) => field.name)]);
  const source = `return function read_${table.type}(raw, c, seen) {
    let v;
    ${table.fields.map(readField).join('\n')}
    ${atLeast(table)}
    closeHeader(raw, c, seen, known);
    if (c.rejection !== null) return null;
    const event = { ${literal(table)} };
    ${table.fields.map(assignStated).join('\n')}
    return event;
  }`;
  const names = { closeHeader, known };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- only names of the field tables are in it
  const make = new Function('kinds', ...Object.keys(names), source) as (...values: unknown[]) => FieldReader;
  return make(kinds, ...Object.values(names));
}

function readField({ name, need }: Field, index: number): string {
  const pointer = `"/${name}"`;
  const read = `kinds[${index}](v, c, ${pointer})`;
  const value = `f${index}`;
  switch (need) {
    case 'required':
      return `v = raw.${name}; let ${value} = null;
        if (v !== undefined) { seen++; if (v !== null) ${value} = ${read}; }
        if (${value} === null) c.fail(${pointer}, "required", "Is required.");`;
    case 'optional':
      return `v = raw.${name}; let ${value} = null; if (v !== undefined) { seen++; if (v !== null) ${value} = ${read}; }`;
    case 'stated':
      return `v = raw.${name}; let ${value}; if (v !== undefined) { seen++; ${value} = v === null ? null : ${read}; }`;
  }
}

function literal(table: EventFields): string {
  const members = table.fields.flatMap((field, index) =>
    field.to === null || field.personal || field.need === 'stated' ? [] : [`${field.to}: ${valueOf(field, index)}`],
  );
  for (const [name, value] of Object.entries(table.fixed ?? {})) members.push(`${name}: ${String(value)}`);
  if (table.personal) members.push(`personal: { ${personalLiteral(table)} }`);
  return [`type: "${table.type}"`, HEADER, ...members].join(', ');
}

function valueOf(field: Field, index: number): string {
  return field.absent === undefined ? `f${index}` : `f${index} === null ? ${ABSENT[field.absent]} : f${index}`;
}

function personalLiteral(table: EventFields): string {
  const member = (to: string): string => {
    const index = table.fields.findIndex((field) => field.personal && field.to === to);
    return `${to}: ${index < 0 ? 'null' : `f${index}`}`;
  };
  // The phone's kind leaves both forms in the reading.
  return `phone: c.phone, phoneRaw: c.phoneRaw, ${['email', 'name', 'ip'].map(member).join(', ')}`;
}

function assignStated(field: Field, index: number): string {
  return field.need === 'stated' ? `if (f${index} !== undefined) event.${String(field.to)} = f${index};` : '';
}

function atLeast({ atLeast }: EventFields): string {
  if (atLeast === undefined) return '';
  const there = atLeast.of.map((name) => `(raw.${name} != null && raw.${name} !== "" ? 1 : 0)`).join(' + ');
  const detail = JSON.stringify(`Needs at least ${atLeast.count} of: ${atLeast.of.join(', ')}.`);
  return `if (${there} < ${atLeast.count}) c.fail("", "identifiers_missing", ${detail});`;
}
