import type { EnquiryFact, MarkFact, PersonFact } from '../fact/fact.ts';
import { compareFacts } from '../fact/order.ts';
import type { NodeId } from '../identity/node.ts';
import type { Origin } from '../origin/origin.ts';
import type { Call } from './fold-call.ts';

/** An enquiry that counts: a form, chat, callback request, order, or an inbound call. */
export interface Enquiry {
  readonly id: string;
  readonly at: number;
  readonly kind: EnquiryFact['kind'] | 'call';
  /** Configured origin of the data. */
  readonly source: string;
  /** The event that tells of it. */
  readonly eventId: string;
  readonly phone: NodeId | null;
  readonly email: NodeId | null;
  readonly visitor: NodeId | null;
  /** Our own line of a call. */
  readonly line: string | null;
  readonly manager: string | null;
  readonly answered: boolean | null;
  readonly waitSeconds: number | null;
  readonly talkSeconds: number | null;
  /** What the provider or form says brought it, with the event that says so. */
  readonly stated: { readonly origin: Origin; readonly eventId: string } | null;
}

/** The enquiry of a form, chat, callback request or order, or null when it does not count. */
export function enquiryOfFact(fact: EnquiryFact, marks: Marks): Enquiry | null {
  if (fact.excluded !== '' || isSpam(marks, fact.enquiryId, fact.spam)) return null;
  const { at, kind, source, eventId, phone, email, visitor, manager, statedOrigin } = fact;
  const stated = statedOrigin === null ? null : { origin: statedOrigin, eventId };
  const call = { line: null, answered: null, waitSeconds: null, talkSeconds: null };
  return { id: fact.enquiryId, at, kind, source, eventId, phone, email, visitor, manager, stated, ...call };
}

/** The enquiry of a folded call, or null when it does not count: an outbound call, or one whose direction nobody states, is none. */
export function enquiryOfCall(call: Call, marks: Marks): Enquiry | null {
  if (call.direction !== 'in' || call.excluded || isSpam(marks, call.callId, call.spam)) return null;
  const { at, source, eventId, customer, visitor, line, manager, answered, waitSeconds, talkSeconds, statedOrigin } = call;
  const stated = statedOrigin === null ? null : { origin: statedOrigin, eventId };
  return {
    id: call.callId,
    at,
    kind: 'call',
    source,
    eventId,
    phone: customer,
    email: null,
    visitor,
    line,
    manager,
    answered,
    waitSeconds,
    talkSeconds,
    stated,
  };
}

/** Spam or not, by enquiry id, where a mark says so. */
export type Marks = ReadonlyMap<string, boolean>;

/** The last mark by (at, id) that states `spam` decides, over the enquiry's own word. Excluded marks say nothing. */
export function foldMarks(facts: readonly PersonFact[]): Marks {
  const marks = facts.filter((fact): fact is MarkFact => fact.type === 'mark' && fact.excluded === '');
  const spam = new Map<string, boolean>();
  for (const mark of marks.sort(compareFacts)) if (mark.spam !== null) spam.set(mark.enquiryId, mark.spam);
  return spam;
}

const isSpam = (marks: Marks, enquiryId: string, own: boolean | null): boolean => marks.get(enquiryId) ?? own ?? false;
