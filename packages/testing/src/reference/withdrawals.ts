import type { Fact, IdentifyFact, NodeId } from '@throughline/domain';
import { byTimeThenId, compareBytes } from './order.ts';

/** An unordered pair of nodes as one string. */
export const pairOf = (a: NodeId, b: NodeId): string => (compareBytes(a, b) < 0 ? `${a}\n${b}` : `${b}\n${a}`);

export function* pairsOf(nodes: readonly NodeId[]): Generator<readonly [NodeId, NodeId]> {
  const distinct = [...new Set(nodes)];
  for (const [i, a] of distinct.entries()) for (const b of distinct.slice(i + 1)) yield [a, b];
}

export interface Withdrawals {
  /** Pairs that no identification joins. */
  readonly fromIdentifications: ReadonlySet<string>;
  /** Pairs that no fact of any kind joins. */
  readonly fromEverything: ReadonlySet<string>;
}

/**
 * Section 1, Withdrawal: "For each pair of identifiers the last identification naming both decides; if withdrawn, no
 * identification joins that pair, edges of enquiries, calls and deals stay. ... A withdrawal made by a person removes the
 * pair's edge from every kind of fact until a person links it again." Claims "withdraw nothing" and decide nothing.
 */
export function withdrawals(facts: readonly Fact[]): Withdrawals {
  const identifications = facts.filter((fact) => fact.type === 'identify').filter((fact) => !fact.claim);
  return {
    fromIdentifications: withdrawnPairs(identifications),
    fromEverything: withdrawnPairs(identifications.filter((fact) => fact.manual)),
  };
}

/** Pairs whose last naming identification withdraws. */
function withdrawnPairs(identifications: readonly IdentifyFact[]): Set<string> {
  const withdrawn = new Set<string>();
  for (const fact of [...identifications].sort(byTimeThenId)) {
    for (const [a, b] of pairsOf(fact.nodes)) {
      if (fact.withdraw) withdrawn.add(pairOf(a, b));
      else withdrawn.delete(pairOf(a, b));
    }
  }
  return withdrawn;
}
