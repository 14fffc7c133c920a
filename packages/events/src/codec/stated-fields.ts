import type { DealEvent } from '../event.ts';

/** Fields of a deal change that may be absent (not stated), null (cleared) or a value. */
export const DEAL_FIELDS = [
  'stage',
  'status',
  'amount',
  'costOfGoods',
  'pipeline',
  'manager',
  'department',
  'reason',
  'createdAt',
  'enquiryId',
  'deleted',
  'mergedInto',
  'items',
  'statedOrigin',
] as const satisfies readonly (keyof DealEvent)[];
export type DealField = (typeof DEAL_FIELDS)[number];

/** A deal change as Avro holds it: every field present, `stated` names those that were said. */
export type StoredDeal = DealEvent & { readonly stated: readonly DealField[] };

/** Avro has no absent field, so `stated` says which are. */
export function withStated(event: DealEvent): StoredDeal {
  return { ...event, stated: DEAL_FIELDS.filter((field) => event[field] !== undefined) };
}

/** Takes away what was not stated, and `stated` itself. */
export function withoutUnstated(stored: StoredDeal): DealEvent {
  const { stated, ...event } = stored;
  const named = new Set<string>(stated);
  const entries = Object.entries(event).filter(([name]) => !OPTIONAL.has(name) || named.has(name));
  return Object.fromEntries(entries) as unknown as DealEvent;
}

const OPTIONAL: ReadonlySet<string> = new Set(DEAL_FIELDS);
