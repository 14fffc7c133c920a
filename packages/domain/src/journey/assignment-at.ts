import type { NumberFact } from '../fact/fact.ts';
import { compareUtf8 } from '../fact/order.ts';

/**
 * The assignment one of our lines had at a time: from `from` to before `to`; of overlapping ones the latest `from`, then
 * the greatest id (attribution.md, section 1). Excluded assignments do not count.
 * @param numbers winners
 */
export function assignmentAt(numbers: readonly NumberFact[], line: string, at: number): NumberFact | null {
  let best: NumberFact | null = null;
  for (const candidate of numbers) {
    const { number, from, to, excluded } = candidate;
    if (number !== line || excluded !== '' || from > at || (to !== null && at >= to)) continue;
    if (best === null || precedence(candidate, best) > 0) best = candidate;
  }
  return best;
}

const precedence = (a: NumberFact, b: NumberFact): number =>
  a.from - b.from || compareUtf8(a.id, b.id) || compareUtf8(a.eventId, b.eventId);
