import { dealNode } from '@throughline/domain';
import type { DealFact, DealItem, Fact, Money, NodeId, Origin } from '@throughline/domain';
import { byTimeThenId, groupBy } from './order.ts';
import type { Persons } from './persons.ts';

/** A deal that stands: not deleted, not merged away. */
export interface Deal {
  readonly id: string;
  readonly person: NodeId;
  readonly source: string;
  readonly createdAt: number;
  readonly status: 'open' | 'won' | 'lost';
  /** When the status last turned to won; null = no sale. */
  readonly saleAt: number | null;
  readonly amount: Money | null;
  readonly costOfGoods: Money | null;
  readonly items: readonly DealItem[];
  readonly enquiryId: string | null;
  readonly statedOrigin: Origin | null;
  readonly stage: string | null;
  readonly pipeline: string | null;
  readonly manager: string | null;
  readonly department: string | null;
  readonly reason: string | null;
  /** Those that count, in order of (at, id). */
  readonly refunds: readonly { readonly id: string; readonly at: number; readonly value: Money }[];
  readonly eventId: string;
}

export function foldDeals(facts: readonly Fact[], who: Persons): Deal[] {
  const counted = facts.filter((fact) => fact.excluded === '');
  const changes = groupBy(
    counted.filter((fact) => fact.type === 'deal'),
    (change) => change.dealId,
  );
  const refunds = groupBy(
    counted.filter((fact) => fact.type === 'refund'),
    (refund) => refund.dealId,
  );
  const survivorOf = survivors(changes);
  const known = new Set([...changes.keys(), ...refunds.keys()]);
  const deals: Deal[] = [];
  for (const [id, own] of changes) {
    if (survivorOf(id) !== id) continue;
    const folded = [...known].filter((other) => survivorOf(other) === id);
    const all = folded.flatMap((other) => changes.get(other) ?? []).sort(byTimeThenId);
    // "`deleted` (no deal, sale or implied enquiry while true)"
    if (lastStated([...own].sort(byTimeThenId), 'deleted') === true) continue;
    const saleAt = lastTurnedToWon(all);
    deals.push({
      ...stateOf(id, [...own].sort(byTimeThenId), all),
      person: who.personOf(dealNode(id)),
      saleAt,
      // Refund: "counts while the deal is won and only at or after that sale's time"
      refunds: folded
        .flatMap((other) => refunds.get(other) ?? [])
        .filter((refund) => saleAt !== null && refund.at >= saleAt)
        .sort(byTimeThenId)
        .map((refund) => ({ id: refund.id, at: refund.at, value: refund.amount })),
    });
  }
  return deals;
}

/** "Each field's state is the last stated value: an omitted field keeps its value, an explicit `null` clears it." */
function lastStated<F extends keyof DealFact>(changes: readonly DealFact[], field: F): DealFact[F] | undefined {
  return changes.map((change) => change[field]).findLast((value) => value !== undefined);
}

/** "its facts fold into that deal; amounts of the survivor" (reading R11). */
function stateOf(
  id: string,
  own: readonly DealFact[],
  all: readonly DealFact[],
): Omit<Deal, 'person' | 'saleAt' | 'refunds'> {
  const earliest = all[0];
  const last = own.at(-1);
  if (earliest === undefined || last === undefined) throw new Error(`deal ${id} without changes`);
  return {
    id,
    source: last.source,
    // "`created_at` = the last stated, else the earliest change."
    createdAt: lastStated(all, 'createdAt') ?? earliest.at,
    status: lastStated(all, 'status') ?? 'open',
    amount: lastStated(own, 'amount') ?? null,
    costOfGoods: lastStated(own, 'costOfGoods') ?? null,
    items: lastStated(own, 'items') ?? [],
    enquiryId: lastStated(all, 'enquiryId') ?? null,
    statedOrigin: lastStated(all, 'statedOrigin') ?? null,
    stage: lastStated(all, 'stage') ?? null,
    pipeline: lastStated(all, 'pipeline') ?? null,
    manager: lastStated(all, 'manager') ?? null,
    department: lastStated(all, 'department') ?? null,
    reason: lastStated(all, 'reason') ?? null,
    eventId: last.eventId,
  };
}

/**
 * "A sale exists while the last status is won; its time is the change at which the status last turned to won. ... A deal
 * that leaves won has no sale."
 */
function lastTurnedToWon(changes: readonly DealFact[]): number | null {
  let saleAt: number | null = null;
  for (const change of changes) {
    if (change.status === undefined) continue;
    if (change.status !== 'won') saleAt = null;
    else saleAt ??= change.at;
  }
  return saleAt;
}

/** Where each deal's facts fold in the end. "cycles rejected": the merges of deals on a cycle are as if not made. */
function survivors(changes: ReadonlyMap<string, readonly DealFact[]>): (id: string) => string {
  const mergedInto = (id: string): string | null =>
    lastStated([...(changes.get(id) ?? [])].sort(byTimeThenId), 'mergedInto') ?? null;
  const onCycle = (id: string): boolean => {
    const met = new Set<string>();
    for (let next = mergedInto(id); next !== null && !met.has(next); next = mergedInto(next)) {
      if (next === id) return true;
      met.add(next);
    }
    return false;
  };
  return (id) => {
    let survivor = id;
    while (!onCycle(survivor)) {
      const next = mergedInto(survivor);
      if (next === null) break;
      survivor = next;
    }
    return survivor;
  };
}
