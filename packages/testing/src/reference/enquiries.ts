import { enquiryNode } from '@throughline/domain';
import type { EnquiryConversion, EnquiryFact, Fact, NodeId, Origin } from '@throughline/domain';
import type { FoldedCall } from './calls.ts';
import { byTimeThenId } from './order.ts';
import type { Persons } from './persons.ts';

/** An enquiry as one source tells it: neither excluded nor an outbound call. Whether it is spam is decided later. */
export interface Enquiry {
  readonly id: string;
  readonly kind: EnquiryConversion['enquiryKind'];
  readonly at: number;
  readonly source: string;
  readonly person: NodeId;
  readonly phone: NodeId | null;
  readonly email: NodeId | null;
  /** Of calls only: visitor stated by the call, our own line. */
  readonly visitor: NodeId | null;
  readonly line: string | null;
  readonly statedOrigin: Origin | null;
  readonly manager: string | null;
  readonly answered: boolean | null;
  readonly waitSeconds: number | null;
  readonly talkSeconds: number | null;
  /** The enquiry's own word; marks go over it. */
  readonly spam: boolean | null;
  readonly eventId: string;
}

/** Every enquiry that sources tell of, before "one call, one enquiry". */
export function statedEnquiries(facts: readonly Fact[], calls: readonly FoldedCall[], who: Persons): Enquiry[] {
  const forms = facts
    .filter((fact) => fact.type === 'enquiry')
    .filter((fact) => fact.excluded === '')
    .map((fact) => ofForm(fact, who));
  // "an inbound call, answered or not"; "an outbound call is no enquiry".
  const inbound = calls
    .filter((call) => call.direction === 'in')
    .filter((call) => call.excluded === '')
    .map((call) => ofCall(call, who));
  return [...forms, ...inbound].sort(byTimeThenId);
}

const ofForm = (fact: EnquiryFact, who: Persons): Enquiry => ({
  id: fact.enquiryId,
  kind: fact.kind,
  at: fact.at,
  source: fact.source,
  person: fact.claim ? who.personOfClaim(fact) : who.personOf(enquiryNode(fact.enquiryId)),
  phone: fact.phone,
  email: fact.email,
  visitor: fact.visitor,
  line: null,
  statedOrigin: fact.statedOrigin,
  manager: fact.manager,
  answered: null,
  waitSeconds: null,
  talkSeconds: null,
  spam: fact.spam,
  eventId: fact.eventId,
});

const ofCall = (call: FoldedCall, who: Persons): Enquiry => ({
  id: call.callId,
  kind: 'call',
  at: call.at,
  source: call.source,
  person: who.personOf(enquiryNode(call.callId)),
  phone: call.customer,
  email: null,
  visitor: call.visitor,
  line: call.line,
  statedOrigin: call.statedOrigin,
  manager: call.manager,
  answered: call.answered,
  waitSeconds: call.waitSeconds,
  talkSeconds: call.talkSeconds,
  spam: call.spam,
  eventId: call.eventId,
});
