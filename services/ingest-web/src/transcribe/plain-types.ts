import { slicedWriter, type EventType } from '@throughline/events';
import { EVENT_TABLES } from '../reading/read-event.ts';
import type { EventFields, Field } from '../types/field.ts';
import { markOf, type Mark } from './scan-json.ts';

/** Members of plain types, each a slot: where its text stands in the body. `type`, `id` and `at` come first. */
const COMMON = ['type', 'id', 'at'];
export const TYPE = 0;
export const ID = 1;
export const AT = 2;
/** `id` and `at` are texts like any other here; a number as id goes the ordinary way. */
const MOST_COMMON = 256;

/** A type all of whose members are texts that are kept as sent: its events can go from JSON to Avro as bytes. */
export interface PlainType {
  readonly type: EventType;
  /** Its name in quotes. */
  readonly name: Mark;
  /** Slots it knows, and those it must have, as bits. */
  readonly known: number;
  readonly required: number;
  /** Slot of the visitor, by whom its events are placed on partitions. */
  readonly visitor: number;
  /** Most bytes of each slot. Bytes are at least as many as characters: what is longer goes the ordinary way. */
  readonly most: Int32Array;
  /** Slots for which the id stands where they are absent. */
  readonly elseId: readonly number[];
  readonly write: ReturnType<typeof slicedWriter>;
}

const tables = EVENT_TABLES.filter(isPlain);
const names = [...new Set([...COMMON, ...tables.flatMap(({ fields }) => fields.map(({ name }) => name))])];

/** Each slot's name in its quotes. */
export const MEMBERS: readonly Mark[] = names.map((name) => markOf(`"${name}"`));
export const PLAIN_TYPES: readonly PlainType[] = tables.map(plainType);

function isPlain({ fields, atLeast }: EventFields): boolean {
  const visitor = fields.find(({ to }) => to === 'visitorId');
  return visitor?.need === 'required' && atLeast === undefined && fields.every(({ kind }) => kind.plain !== undefined);
}

function plainType({ type, fields }: EventFields): PlainType {
  const slotOf = ({ name }: Pick<Field, 'name'>): number => names.indexOf(name);
  const bits = (slots: readonly number[]): number => slots.reduce((sum, slot) => sum | (1 << slot), 0);
  const common = [TYPE, ID, AT];
  const slices = new Map([['key', ID], ['id', ID], ...fields.map((field) => [pathOf(field), slotOf(field)] as const)]);
  const most = new Int32Array(names.length).fill(MOST_COMMON);
  for (const field of fields) most[slotOf(field)] = field.kind.plain ?? 0;
  return {
    type,
    name: markOf(`"${type}"`),
    known: bits([...common, ...fields.map(slotOf)]),
    required: bits([...common, ...fields.filter(({ need }) => need === 'required').map(slotOf)]),
    visitor: slotOf({ name: 'visitor_id' }),
    most,
    elseId: fields.filter(({ absent }) => absent === 'id').map(slotOf),
    write: slicedWriter(type, slices),
  };
}

function pathOf({ to, personal }: Field): string {
  return `${personal ? 'personal.' : ''}${to ?? ''}`;
}
