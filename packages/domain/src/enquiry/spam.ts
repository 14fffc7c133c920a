import type { MarkFact, PersonFact } from '../fact/fact.ts';
import { compareFacts } from '../fact/order.ts';
import type { Group } from './one-enquiry.ts';

/** By enquiry id the last mark, by (at, id), that states `spam`. */
export type Marks = ReadonlyMap<string, MarkFact>;

/** Excluded marks, and those that say nothing of spam, do not count. */
export function foldMarks(facts: readonly PersonFact[]): Marks {
  const marks = facts.filter((fact): fact is MarkFact => fact.type === 'mark');
  const said = marks.filter(({ excluded, spam }) => excluded === '' && spam !== null);
  return new Map(said.sort(compareFacts).map((mark) => [mark.enquiryId, mark]));
}

/**
 * Whether an enquiry is spam: the last mark that says so or not, by (at, id), decides over its own word. What several
 * sources tell of one enquiry is one: a mark on any of its ids is a mark on it, else marking the one that is seen would
 * bring its double back.
 */
export function isSpam({ enquiry, members }: Group, marks: Marks): boolean {
  const last = members
    .map((id) => marks.get(id))
    .filter((mark) => mark !== undefined)
    .sort(compareFacts)
    .at(-1);
  return last?.spam ?? enquiry.spam ?? false;
}
