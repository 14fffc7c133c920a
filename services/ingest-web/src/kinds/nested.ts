import type { Amount, DealEventItem, StatedOrigin } from '@throughline/events';
import type { Reading } from '../reading/reading.ts';
import { isObject } from '../reading/json-object.ts';
import type { Kind } from './kind.ts';
import { amount, quantity } from './scalar.ts';
import { identifier, readText, text } from './text.ts';

const MOST_ITEMS = 1_000;
const MOST_SYSTEMS = 32;
const SYSTEM = /^[a-z][a-z0-9_.-]{0,63}$/i;

/** Members of `stated_origin` and of a number's `origin`: name, member of the event, greatest length. */
const ORIGIN_MEMBERS = [
  ['source', 'source', 1_024],
  ['medium', 'medium', 1_024],
  ['campaign', 'campaign', 1_024],
  ['ad_group', 'adGroup', 1_024],
  ['term', 'term', 1_024],
  ['content', 'content', 1_024],
  ['click_id', 'clickId', 1_024],
  ['landing_url', 'landingUrl', 8_192],
  ['referrer', 'referrer', 8_192],
] as const satisfies readonly (readonly [string, keyof StatedOrigin, number])[];

/** What somebody says brought it. Unknown members go to `extra` under the member's own name. */
export const statedOrigin: Kind = {
  read(value, reading, pointer) {
    if (!isObject(value)) return reading.fail(pointer, 'not_object', 'Must be an object.');
    const origin: Partial<Record<keyof StatedOrigin, string | null>> = {};
    for (const [name, to, most] of ORIGIN_MEMBERS) {
      const member = value[name] ?? null;
      origin[to] = member === null ? null : readText(member, reading, `${pointer}/${name}`, most);
    }
    keepUnknown(value, ORIGIN_NAMES, reading, pointer);
    return origin;
  },
  present: (origin: StatedOrigin) =>
    Object.fromEntries(ORIGIN_MEMBERS.flatMap(([name, to]) => (origin[to] === null ? [] : [[name, origin[to]]]))),
  schema: {
    type: 'object',
    properties: Object.fromEntries(ORIGIN_MEMBERS.map(([name, , most]) => [name, text(most).schema])),
  },
};
const ORIGIN_NAMES: ReadonlySet<string> = new Set(ORIGIN_MEMBERS.map(([name]) => name));

/** An origin that names its source. */
export const sourcedOrigin: Kind = {
  ...statedOrigin,
  read(value, reading, pointer) {
    const origin = statedOrigin.read(value, reading, pointer) as StatedOrigin | null;
    return origin?.source === null ? reading.fail(`${pointer}/source`, 'required', 'Is required.') : origin;
  },
  schema: { ...statedOrigin.schema, required: ['source'] },
};

/** Ids that other systems gave the visitor. */
export const clientIds: Kind = {
  read(value, reading, pointer) {
    if (!isObject(value)) return reading.fail(pointer, 'not_object', 'Must be an object.');
    const names = Object.keys(value);
    if (names.length > MOST_SYSTEMS) return reading.fail(pointer, 'too_many', `May name ${MOST_SYSTEMS} systems.`);
    const ids: Record<string, string> = {};
    for (const name of names) {
      // Also keeps `__proto__` out of every map that is made of these later.
      if (!SYSTEM.test(name)) return reading.fail(pointer, 'invalid_name', 'A system is named by a-z, 0-9, _ . -');
      const id = value[name] === null ? null : identifier.read(value[name], reading, `${pointer}/${name}`);
      if (id !== null) ids[name] = id as string;
    }
    return ids;
  },
  present: (ids: Record<string, string>) => ids,
  schema: { type: 'object', additionalProperties: { type: 'string' }, maxProperties: MOST_SYSTEMS },
};

/** Lines of a deal, priced in the event's currency. */
export const items: Kind = {
  read(value, reading, pointer) {
    if (!Array.isArray(value)) return reading.fail(pointer, 'not_list', 'Must be a list.');
    if (value.length > MOST_ITEMS) return reading.fail(pointer, 'too_many', `May have ${MOST_ITEMS} lines.`);
    return value.map((item: unknown, index) => readItem(item, reading, `${pointer}/${index}`));
  },
  present: (list: readonly DealEventItem[]) =>
    list.map(({ name, category, quantity: number, price }) => ({
      name,
      ...(category === null ? {} : { category }),
      quantity: number,
      price: price.amount,
    })),
  schema: {
    type: 'array',
    maxItems: MOST_ITEMS,
    items: {
      type: 'object',
      required: ['name', 'quantity', 'price'],
      properties: {
        name: text(1_024).schema,
        category: text(1_024).schema,
        quantity: { type: 'number' },
        price: amount.schema,
      },
    },
  },
};

const pieces = quantity(1e9);

function readItem(value: unknown, reading: Reading, pointer: string): DealEventItem | null {
  if (!isObject(value)) return reading.fail(pointer, 'not_object', 'Must be an object.');
  const member = (name: string, kind: Kind): unknown => {
    const given = value[name] ?? null;
    return given === null
      ? reading.fail(`${pointer}/${name}`, 'required', 'Is required.')
      : kind.read(given, reading, `${pointer}/${name}`);
  };
  const category = value['category'] ?? null;
  return {
    name: member('name', text(1_024)) as string,
    category: category === null ? null : readText(category, reading, `${pointer}/category`, 1_024),
    quantity: member('quantity', pieces) as number,
    price: member('price', amount) as Amount,
  };
}

function keepUnknown(
  value: Record<string, unknown>,
  known: ReadonlySet<string>,
  reading: Reading,
  pointer: string,
): void {
  for (const name of Object.keys(value)) {
    if (known.has(name)) continue;
    const extra = (reading.nestedExtra ??= Object.create(null) as Record<string, unknown>);
    const own = (extra[pointer.slice(1)] ??= Object.create(null) as Record<string, unknown>) as Record<string, unknown>;
    own[name] = value[name];
  }
}
