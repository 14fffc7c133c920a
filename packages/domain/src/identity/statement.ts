import type { Call } from '../enquiry/fold-call.ts';
import type { IdentifyFact, PersonFact } from '../fact/fact.ts';
import { enquiryNode, type NodeId } from './node.ts';
import { distinct, nodesOf } from './nodes-of.ts';

/** One authenticated saying that nodes belong together: every pair of them, once each. */
export interface Statement {
  readonly nodes: readonly NodeId[];
  /** The identification, which may also be a withdrawal; null for every other kind of fact. */
  readonly identification: IdentifyFact | null;
}

/**
 * What a fact joins: every pair of the nodes it names. A mark and a refund name one node and join nothing. Calls are
 * folded first: `statementOfCall`.
 * @param fact a winner of an authenticated sender
 */
export const statementOf = (fact: Exclude<PersonFact, { type: 'call' }>): Statement => ({
  nodes: nodesOf(fact),
  identification: fact.type === 'identify' ? fact : null,
});

/** Of a folded call only the customer's side is a node, and its own id only when it is an enquiry: inbound. */
export const statementOfCall = (call: Call): Statement => ({
  nodes: distinct([
    call.direction === 'in' ? enquiryNode(call.callId) : null,
    call.customer,
    call.visitor,
    ...call.clientIds,
  ]),
  identification: null,
});
