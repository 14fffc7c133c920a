import { dealNode, enquiryNode } from '@throughline/domain';
import type { Fact, NodeId } from '@throughline/domain';
import type { FoldedCall } from './calls.ts';

/** Nodes that one fact of an authenticated sender names together. */
export interface Naming {
  readonly nodes: readonly NodeId[];
  readonly identification: boolean;
}

const present = (...nodes: readonly (NodeId | null)[]): NodeId[] => nodes.filter((node) => node !== null);

/**
 * Section 1, Person: "A fact of an authenticated sender joins every pair of nodes it names, its own enquiry or deal node
 * included. Of a (folded) call only the customer's side is a node; an outbound call is no enquiry." Claims are not here:
 * "The public collector joins nobody to anybody." Excluded facts are: exclusion ends at identity (reading R3).
 */
export function namings(facts: readonly Fact[], calls: readonly FoldedCall[]): Naming[] {
  const all: Naming[] = [];
  for (const fact of facts) {
    if (fact.claim) continue;
    const nodes = nodesOfFact(fact);
    // "`withdraw: true` in an event" takes back; it joins nobody.
    if (fact.type === 'identify' && fact.withdraw) continue;
    if (nodes.length > 0) all.push({ nodes, identification: fact.type === 'identify' });
  }
  for (const call of calls) {
    const own = call.direction === 'in' ? [enquiryNode(call.callId)] : [];
    all.push({ nodes: [...own, ...present(call.customer, call.visitor), ...call.clientIds], identification: false });
  }
  return all;
}

function nodesOfFact(fact: Fact): NodeId[] {
  switch (fact.type) {
    case 'identify':
      return [...fact.nodes];
    case 'enquiry':
      return [
        enquiryNode(fact.enquiryId),
        ...present(fact.visitor, fact.phone, fact.email, fact.contact),
        ...(fact.dealId === null ? [] : [dealNode(fact.dealId)]),
        ...fact.clientIds,
      ];
    case 'deal':
      return [
        dealNode(fact.dealId),
        ...(typeof fact.enquiryId === 'string' ? [enquiryNode(fact.enquiryId)] : []),
        ...(typeof fact.mergedInto === 'string' ? [dealNode(fact.mergedInto)] : []),
        ...present(fact.visitor, fact.phone, fact.email, fact.contact),
        ...fact.clientIds,
      ];
    case 'refund':
      return [dealNode(fact.dealId)];
    case 'mark':
      return [enquiryNode(fact.enquiryId)];
    case 'visit':
      return [fact.visitor];
    case 'call': // folded, see above
    case 'number':
    case 'cost':
      return [];
  }
}
