import type { FactHeader, VisitFact } from './fact.ts';
import { compareFacts } from './order.ts';

/**
 * The facts that count: of several contents under one event id the one with the highest generation, then the latest
 * `at`, then the greatest content hash (attribution.md, section 1). A retracted winner drops the event entirely, from
 * identity too; an older content does not step in. Sorted by (at, id); independent of order and repetition.
 * @param contents all contents of each event id that occurs
 */
export function winners<Content extends FactHeader>(contents: readonly Content[]): Content[] {
  const best = new Map<string, Content>();
  for (const content of contents) {
    const other = best.get(content.eventId);
    if (other === undefined || precedence(content, other) > 0) best.set(content.eventId, content);
  }
  return [...best.values()].filter((content) => !content.retracted).sort(compareFacts);
}

/**
 * The visits that count: the winners, and of several events that share a `visitId` the earliest by (at, id). An excluded
 * event may be the earliest: then the visit is excluded. Whoever wants a visitor's visits filters after this choice.
 * @param contents all contents of each event id, and all events of each visit id, that occur
 */
export function visitWinners(contents: readonly VisitFact[]): VisitFact[] {
  const earliest = new Map<string, VisitFact>();
  for (const visit of winners(contents)) {
    if (!earliest.has(visit.visitId)) earliest.set(visit.visitId, visit);
  }
  return [...earliest.values()];
}

/** Positive when `a` wins over `b`. Equal contents differ in `knownAt` only: the one known first is kept. */
export function precedence(a: FactHeader, b: FactHeader): number {
  return (
    a.generation - b.generation ||
    a.at - b.at ||
    compareHex(a.contentHash, b.contentHash) ||
    Number(a.retracted) - Number(b.retracted) ||
    b.knownAt - a.knownAt
  );
}

const compareHex = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
