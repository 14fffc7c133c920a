import { TOPICS, type Event } from '@throughline/events';
import { EVENT_TABLES } from '../reading/read-event.ts';
import type { EventFields } from '../types/field.ts';
import { COST } from '../types/sales.ts';

/** Where a record stands in the log. */
export interface EventPosition {
  readonly partition: number;
  readonly offset: number;
}

const TABLES = new Map<string, EventFields>([...EVENT_TABLES, COST].map((table) => [table.type, table]));

/**
 * An event as JSON of `GET /v1/events`: the shape of `POST /v1/events` (times in UTC, phones in E.164), with where it
 * came from. Absent members are left out; null stands only where a deal's change cleared a field.
 */
export function presentEvent(event: Event, position: EventPosition | null): Record<string, unknown> {
  const shown: Record<string, unknown> = { type: event.type, id: event.id, at: iso(event.occurredAt) };
  for (const [name, value] of members(event)) shown[name] = value;
  if (event.type === 'call') Object.assign(shown, sidesOf(event));
  if (event.extra !== null) shown['extra'] = JSON.parse(event.extra);
  if (event.filled.length > 0) shown['filled'] = event.filled;
  for (const flag of ['retracted', 'claim', 'test'] as const) if (event[flag]) shown[flag] = true;
  shown['source'] = event.source;
  shown['received_at'] = iso(event.receivedAt);
  if (position !== null) shown['position'] = { topic: TOPICS.events, ...position };
  if (event.raw !== null) shown['raw_position'] = { topic: TOPICS.raw, ...event.raw };
  return shown;
}

function* members(event: Event): Generator<[string, unknown]> {
  const record = event as unknown as Record<string, unknown>;
  const personal = 'personal' in event ? (event.personal as unknown as Record<string, unknown>) : {};
  for (const { name, to, kind, need, personal: isPersonal } of TABLES.get(event.type)?.fields ?? []) {
    if (to === null) continue;
    const value = isPersonal ? personal[to] : record[to];
    if (value === null && need === 'stated') yield [shownAs(event, name), null];
    else if (!isAbsent(value)) yield [shownAs(event, name), kind.present(value as never)];
  }
  const currency = currencyOf(record);
  if (currency !== undefined) yield ['currency', currency];
  // What could not be made a number is shown as it was sent; a call shows it as a side.
  const { phone, phoneRaw } = personal;
  if (phone === null && phoneRaw !== null && event.type !== 'call') yield ['phone', phoneRaw];
}

/** A cost's own `source` is its ad source; `source` already says who sent it. */
function shownAs(event: Event, name: string): string {
  return event.type === 'cost' && name === 'source' ? 'ad_source' : name;
}

function isAbsent(value: unknown): boolean {
  return value === null || value === undefined || isEmptyMap(value);
}

function isEmptyMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}

/** All amounts of one event share a currency. */
function currencyOf(record: Record<string, unknown>): unknown {
  const amounts = [
    record['amount'],
    record['value'],
    record['cost'],
    record['costOfGoods'],
    firstPrice(record['items']),
  ];
  const found = amounts.find((amount) => typeof amount === 'object' && amount !== null);
  return (found as { currency?: unknown } | undefined)?.currency;
}

function firstPrice(items: unknown): unknown {
  return Array.isArray(items) ? (items as { price?: unknown }[])[0]?.price : undefined;
}

function sidesOf(event: Extract<Event, { type: 'call' }>): Record<string, string> {
  const customer = event.personal.phone ?? event.personal.phoneRaw;
  const [caller, callee] = event.direction === 'out' ? [event.line, customer] : [customer, event.line];
  return { ...(caller === null ? {} : { caller }), ...(callee === null ? {} : { callee }) };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
