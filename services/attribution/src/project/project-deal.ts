import { resolveStatedOrigin, type DealFact } from '@throughline/domain';
import type { DealEvent, DealEventItem } from '@throughline/events';
import { factHeader, type KnownEvent } from './fact-header.ts';
import { moneyOf } from './money-of.ts';
import { clientNodes, contactNode, emailNode, phoneNode, visitorNode } from './person-nodes.ts';
import type { ProjectContext } from './project-context.ts';

/** Fields that a fact has as the event has them, absent (not stated) or null (cleared) included. */
const PLAIN = [
  'stage',
  'status',
  'pipeline',
  'manager',
  'department',
  'reason',
  'createdAt',
  'enquiryId',
  'deleted',
  'mergedInto',
] as const;

export function projectDeal(known: KnownEvent<DealEvent>, context: ProjectContext): DealFact {
  const { event } = known;
  return {
    ...factHeader(known, context),
    type: 'deal',
    dealId: event.dealId,
    visitor: visitorNode(event.visitorId),
    phone: phoneNode(event.personal.phone, context),
    email: emailNode(event.personal.email, context),
    contact: contactNode(event.crmContactId),
    clientIds: clientNodes(event.clientIds),
    ...statedPlain(event),
    ...stated('amount', event.amount, moneyOf),
    ...stated('costOfGoods', event.costOfGoods, moneyOf),
    ...stated('items', event.items, (items) => items.map(itemOf)),
    ...statedOriginOf(event, context),
  };
}

const itemOf = ({ name, category, quantity, price }: DealEventItem) => ({
  name,
  category,
  quantity,
  price: moneyOf(price),
});

function statedPlain(event: DealEvent): Pick<DealFact, (typeof PLAIN)[number]> {
  const entries = PLAIN.filter((field) => event[field] !== undefined).map((field) => [field, event[field]] as const);
  return Object.fromEntries(entries);
}

function stated<K extends string, V, W>(
  name: K,
  value: V | null | undefined,
  read: (value: V) => W,
): Partial<Record<K, W | null>> {
  if (value === undefined) return {};
  return { [name]: value === null ? null : read(value) } as Record<K, W | null>;
}

/** A statement with nothing in it states nothing; only an explicit null clears. */
function statedOriginOf(
  { statedOrigin }: DealEvent,
  { lookups, rules }: ProjectContext,
): Pick<DealFact, 'statedOrigin'> {
  if (statedOrigin === undefined) return {};
  if (statedOrigin === null) return { statedOrigin: null };
  const origin = resolveStatedOrigin(statedOrigin, lookups, rules);
  return origin === null ? {} : { statedOrigin: origin };
}
