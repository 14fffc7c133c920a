import type { Fact, VisitFact } from '@throughline/domain';
import { byTimeThenId, compareBytes, groupBy, lastBy } from './order.ts';

/**
 * Section 1: "Of several contents under one id: the highest `generation`, then the latest `at`, then the greatest
 * SHA-256 of the canonical JSON." One content both stated and retracted at one generation is retracted (reading R1).
 */
const byPrecedence = (a: Fact, b: Fact): number =>
  a.generation - b.generation ||
  a.at - b.at ||
  compareBytes(a.contentHash, b.contentHash) ||
  Number(a.retracted) - Number(b.retracted);

/** The facts that are: one winning content per id; "what a translation made again no longer yields" is none. */
export function winningFacts(contents: readonly Fact[]): Fact[] {
  const winners: Fact[] = [];
  for (const rivals of groupBy(contents, (fact) => fact.eventId).values()) {
    const winner = lastBy(rivals, byPrecedence);
    if (winner !== undefined && !winner.retracted && maySay(winner)) winners.push(winner);
  }
  return winners;
}

/** contract.md, `POST /v1/collect`: "What it says is a claim: never deals, costs, calls, withdrawals". */
const maySay = (fact: Fact): boolean =>
  !fact.claim || fact.type === 'visit' || fact.type === 'enquiry' || (fact.type === 'identify' && !fact.withdraw);

/**
 * Section 1, visit: "one per `visit_id`, of several events with one the earliest." Then "Bots, the workspace's own
 * addresses ... are `excluded`: kept, no touchpoint": an excluded earliest event excludes the visit (reading R2).
 */
export function countedVisits(facts: readonly Fact[]): VisitFact[] {
  const events = facts.filter((fact) => fact.type === 'visit');
  const visits: VisitFact[] = [];
  for (const rivals of groupBy(events, (visit) => visit.visitId).values()) {
    const [earliest] = rivals.sort((a, b) => byTimeThenId(a, b) || compareBytes(a.eventId, b.eventId));
    if (earliest !== undefined && earliest.excluded === '') visits.push(earliest);
  }
  return visits;
}
