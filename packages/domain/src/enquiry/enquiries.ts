import type { RunParameters } from '../attribution/run.ts';
import type { CallFact, PersonFact } from '../fact/fact.ts';
import { enquiryOfCall, enquiryOfFact, type Enquiry } from './enquiry.ts';
import { foldCall } from './fold-call.ts';
import { oneEnquiry } from './one-enquiry.ts';
import { foldMarks, isSpam } from './spam.ts';

/** A person's enquiries that count, doubles made one. */
export interface Enquiries {
  /** By (at, id). */
  readonly present: readonly Enquiry[];
  /** By the id of any enquiry or call that makes one up: references to a double resolve to what it is part of. */
  readonly byMember: ReadonlyMap<string, Enquiry>;
}

/**
 * The enquiries of a person's facts: forms and folded inbound calls that are neither excluded nor spam, doubles of
 * different sources made one. Excluded ones are left out before doubles are looked for, spam after.
 */
export function enquiriesOf(facts: readonly PersonFact[], sources: RunParameters['sources']): Enquiries {
  const marks = foldMarks(facts);
  const byId = new Map<string, Enquiry | null>();
  const calls = new Map<string, CallFact[]>();
  for (const fact of facts) {
    if (fact.type === 'call') calls.set(fact.callId, [...(calls.get(fact.callId) ?? []), fact]);
    // Two events under one enquiry id (sources of one name space): the first, facts being in (at, id) order.
    if (fact.type === 'enquiry' && !byId.has(fact.enquiryId)) byId.set(fact.enquiryId, enquiryOfFact(fact));
  }
  for (const [callId, phases] of calls) byId.set(callId, enquiryOfCall(foldCall(phases)));
  const told = [...byId.values()].filter((enquiry) => enquiry !== null);
  const groups = oneEnquiry(told, sources).filter((group) => !isSpam(group, marks));
  return {
    present: groups.map(({ enquiry }) => enquiry),
    byMember: new Map(groups.flatMap(({ enquiry, members }) => members.map((id) => [id, enquiry] as const))),
  };
}
