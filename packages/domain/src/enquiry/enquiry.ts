import type { EnquiryFact } from '../fact/fact.ts';
import type { NodeId } from '../identity/node.ts';
import type { Origin } from '../origin/origin.ts';
import type { Call } from './fold-call.ts';

/** An enquiry as its facts tell it: a form, chat, callback request, order, or an inbound call. */
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
  /** Ids under which other sources told of it, in byte order (one call, one enquiry). */
  readonly mergedIds: readonly string[];
  /** Its own word; a mark goes before it. */
  readonly spam: boolean | null;
  /** What the provider or form says brought it, with the event that says so. */
  readonly stated: { readonly origin: Origin; readonly eventId: string } | null;
}

/** The enquiry of a form, chat, callback request or order, or null when it is excluded. */
export function enquiryOfFact(fact: EnquiryFact): Enquiry | null {
  if (fact.excluded !== '') return null;
  const { at, kind, source, eventId, phone, email, visitor, manager, spam, statedOrigin } = fact;
  const stated = statedOrigin === null ? null : { origin: statedOrigin, eventId };
  const call = { mergedIds: [], line: null, answered: null, waitSeconds: null, talkSeconds: null };
  return { id: fact.enquiryId, at, kind, source, eventId, phone, email, visitor, manager, spam, stated, ...call };
}

/** The enquiry of a folded call, or null when there is none: excluded, outbound, or of a direction nobody states. */
export function enquiryOfCall(call: Call): Enquiry | null {
  if (call.direction !== 'in' || call.excluded) return null;
  const { at, source, eventId, visitor, line, manager, answered, waitSeconds, talkSeconds, spam, statedOrigin } = call;
  return {
    id: call.callId,
    at,
    kind: 'call',
    source,
    eventId,
    phone: call.customer,
    email: null,
    visitor,
    line,
    manager,
    answered,
    waitSeconds,
    talkSeconds,
    mergedIds: [],
    spam,
    stated: statedOrigin === null ? null : { origin: statedOrigin, eventId },
  };
}
