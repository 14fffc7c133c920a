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
  const changes = changesAmong(facts);
  const refunds = facts
    .filter((fact): fact is RefundFact => fact.type === 'refund' && fact.excluded === '')
    .sort(compareFacts);
  const survivorOf = survivorsAmong(changes);
  const changesOf = bySurvivor(changes, survivorOf);
  const refundsOf = bySurvivor(refunds, survivorOf);
  return [...changesOf].map(([id, own]) => foldDeal(id, own, refundsOf.get(id) ?? [])).filter((deal) => deal !== null);
}

/** For each deal that a person's facts tell of the one it is told in now: itself, or what it was merged into. */
export const dealSurvivors = (facts: readonly PersonFact[]): ReadonlyMap<string, string> =>
  survivorsAmong(changesAmong(facts));

const changesAmong = (facts: readonly PersonFact[]): DealFact[] =>
  facts.filter((fact): fact is DealFact => fact.type === 'deal' && fact.excluded === '').sort(compareFacts);

function survivorsAmong(changes: readonly DealFact[]): ReadonlyMap<string, string> {
  const mergedInto = new Map<string, string | null>();
  for (const { dealId, mergedInto: target } of changes) {
    mergedInto.set(dealId, target === undefined ? (mergedInto.get(dealId) ?? null) : target);
  }
  return survivors(mergedInto);
}

function bySurvivor<Of extends { readonly dealId: string }>(
  facts: readonly Of[],
  survivorOf: ReadonlyMap<string, string>,
) {
  const groups = new Map<string, Of[]>();
  for (const fact of facts) {
    const survivor = survivorOf.get(fact.dealId) ?? fact.dealId;
    const group = groups.get(survivor);
    if (group === undefined) groups.set(survivor, [fact]);
    else group.push(fact);
  }
  return groups;
}

/** Fields a merge does not bring along. */
const OWN_FIELDS = ['amount', 'costOfGoods', 'items', 'deleted'] as const;
const FIELDS = ['stage', 'status', 'pipeline', 'manager', 'department', 'reason', 'createdAt', 'enquiryId'] as const;
type Field = (typeof OWN_FIELDS)[number] | (typeof FIELDS)[number];
/** Null = never stated, or cleared. */
type State = { readonly [Key in Field]: Exclude<DealFact[Key], undefined> };

const NOTHING_STATED: State = {
  stage: null,
  status: null,
  pipeline: null,
  manager: null,
  department: null,
  reason: null,
  createdAt: null,
  enquiryId: null,
  amount: null,
  costOfGoods: null,
  items: null,
  deleted: null,
};

/** @param changes its own and those merged into it, by (at, id) */
function foldDeal(id: string, changes: readonly DealFact[], refunds: readonly RefundFact[]): Deal | null {
  const [first] = changes;
  const last = changes.findLast(({ dealId }) => dealId === id);
  if (first === undefined || last === undefined) return null;
  let state = NOTHING_STATED;
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
  const { createdAt, status, items, deleted, ...rest } = state;
  if (deleted === true) return null;
  return {
    ...rest,
    id,
    createdAt: createdAt ?? first.at,
    source: last.source,
    status: status ?? 'open',
    saleAt,
    items: items ?? [],
    stated,
    refunds: saleAt === null ? [] : refunds.filter(({ at }) => at >= saleAt),
  };
}

/** The fields a change states; an omitted one keeps its value, an explicit null clears it. */
const statedIn = (change: DealFact, fields: readonly Field[]): Partial<State> =>
  Object.fromEntries(fields.filter((field) => change[field] !== undefined).map((field) => [field, change[field]]));
