import type { DealFact, PersonFact, RefundFact } from '../fact/fact.ts';
import { compareFacts } from '../fact/order.ts';
import type { Deal } from './deal.ts';
import { survivors } from './merges.ts';

/**
 * The deals that exist, from a person's facts (attribution.md, Deal fold). Excluded changes and refunds are not folded.
 *
 * Facts of a merged deal fold into the survivor, all changes in one (at, id) order; but amount, cost of goods, items,
 * `deleted` and `mergedInto` are the survivor's own. A survivor nobody described does not exist, and what is merged into
 * it waits for it.
 */
export function foldDeals(facts: readonly PersonFact[]): Deal[] {
  const changes = facts.filter((fact): fact is DealFact => fact.type === 'deal' && fact.excluded === '').sort(compareFacts);
  const refunds = facts.filter((fact): fact is RefundFact => fact.type === 'refund' && fact.excluded === '').sort(compareFacts);
  const mergedInto = new Map<string, string | null>();
  for (const { dealId, mergedInto: target } of changes) {
    mergedInto.set(dealId, target === undefined ? (mergedInto.get(dealId) ?? null) : target);
  }
  const survivorOf = survivors(mergedInto);
  const changesOf = Map.groupBy(changes, ({ dealId }) => survivorOf.get(dealId) ?? dealId);
  const refundsOf = Map.groupBy(refunds, ({ dealId }) => survivorOf.get(dealId) ?? dealId);
  return [...changesOf]
    .map(([id, own]) => foldDeal(id, own, refundsOf.get(id) ?? []))
    .filter((deal) => deal !== null);
}

/** Fields a merge does not bring along. */
const OWN_FIELDS = ['amount', 'costOfGoods', 'items', 'deleted'] as const;
const FIELDS = ['stage', 'status', 'pipeline', 'manager', 'department', 'reason', 'createdAt', 'enquiryId'] as const;
type State = Pick<DealFact, (typeof OWN_FIELDS)[number] | (typeof FIELDS)[number]>;

/** @param changes its own and those merged into it, by (at, id) */
function foldDeal(id: string, changes: readonly DealFact[], refunds: readonly RefundFact[]): Deal | null {
  const [first] = changes;
  const own = changes.filter(({ dealId }) => dealId === id);
  const last = own.at(-1);
  if (first === undefined || last === undefined) return null;
  let state: State = {};
  let stated: Deal['stated'] = null;
  let saleAt: number | null = null;
  for (const change of changes) {
    const before = state.status;
    state = { ...state, ...statedIn(change, FIELDS), ...(change.dealId === id ? statedIn(change, OWN_FIELDS) : {}) };
    if (state.status !== 'won') saleAt = null;
    else if (before !== 'won') saleAt = change.at;
    const { statedOrigin, eventId } = change;
    if (statedOrigin !== undefined) stated = statedOrigin === null ? null : { origin: statedOrigin, eventId };
  }
  if (state.deleted === true) return null;
  return {
    id,
    createdAt: state.createdAt ?? first.at,
    source: last.source,
    status: state.status ?? 'open',
    saleAt,
    amount: state.amount ?? null,
    costOfGoods: state.costOfGoods ?? null,
    items: state.items ?? [],
    stage: state.stage ?? null,
    pipeline: state.pipeline ?? null,
    manager: state.manager ?? null,
    department: state.department ?? null,
    reason: state.reason ?? null,
    enquiryId: state.enquiryId ?? null,
    stated,
    refunds: saleAt === null ? [] : refunds.filter(({ at }) => at >= saleAt),
  };
}

/** The fields a change states; an omitted one keeps its value, an explicit null clears it. */
function statedIn<Field extends keyof State>(change: DealFact, fields: readonly Field[]): Pick<State, Field> {
  return Object.fromEntries(
    fields.filter((field) => change[field] !== undefined).map((field) => [field, change[field]]),
  ) as Pick<State, Field>;
}
