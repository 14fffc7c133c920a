import type { Fact, PersonFact } from '../fact/fact.ts';
import { dealNode, enquiryNode, kindOf, type NodeId } from './node.ts';

/**
 * Every node a content names, once each, for indexing: its own enquiry or deal node and those it refers to included.
 * A call always names `e:<call id>`, whatever its direction, so that its phases find each other. Which of these nodes
 * a fact *joins* is `statementOf`'s word. A number assignment and a cost name none.
 */
export function nodesOf(fact: Fact): NodeId[] {
  return distinct(namesOf(fact));
}

/** Our own lines (E.164) a content names: of calls and number assignments. */
export function linesOf(fact: Fact): string[] {
  switch (fact.type) {
    case 'call':
      return fact.line === null ? [] : [fact.line];
    case 'number':
      return [fact.number];
    default:
      return [];
  }
}

function namesOf(fact: Fact): (NodeId | null)[] {
  switch (fact.type) {
    case 'visit':
      return [fact.visitor];
    case 'identify':
      return [...fact.nodes];
    case 'enquiry':
      return [enquiryNode(fact.enquiryId), ...identifiersOf(fact), fact.dealId === null ? null : dealNode(fact.dealId)];
    case 'call':
      return [enquiryNode(fact.callId), fact.customer, fact.visitor, ...fact.clientIds];
    case 'deal':
      return [
        dealNode(fact.dealId),
        ...identifiersOf(fact),
        fact.enquiryId == null ? null : enquiryNode(fact.enquiryId),
        fact.mergedInto == null ? null : dealNode(fact.mergedInto),
      ];
    case 'refund':
      return [dealNode(fact.dealId)];
    case 'mark':
      return [enquiryNode(fact.enquiryId)];
    case 'number':
    case 'cost':
      return [];
  }
}

const identifiersOf = (fact: Extract<PersonFact, { type: 'enquiry' | 'deal' }>): (NodeId | null)[] => [
  fact.phone,
  fact.email,
  fact.contact,
  fact.visitor,
  ...fact.clientIds,
];

export const distinct = (nodes: readonly (NodeId | null)[]): NodeId[] => [
  ...new Set(nodes.filter((node) => node !== null)),
];

/** Visitors, and client ids of other systems, which count as visitors. */
export const isVisitor = (node: NodeId): boolean => kindOf(node) === 'v' || kindOf(node) === 'k';
