import { enquiryNode, kindOf } from '@throughline/domain';
import type { EnquiryFact, Fact, HubLimits, IdentifyFact, NodeId } from '@throughline/domain';
import type { FoldedCall } from './calls.ts';
import { compareBytes } from './order.ts';
import { namings } from './namings.ts';
import { pairOf, pairsOf, withdrawals } from './withdrawals.ts';
import type { Withdrawals } from './withdrawals.ts';

/** Who is who, over the whole workspace. */
export interface Persons {
  /** Id of a node's person: the least node of its component; a node without edges is a person of its own. */
  personOf(node: NodeId): NodeId;
  /** The person an enquiry of the public collector belongs to. */
  personOfClaim(enquiry: EnquiryFact): NodeId;
  /** Visitors whose visits are in the person's journeys: its own and those attached by claims. */
  visitorsOf(person: NodeId): ReadonlySet<NodeId>;
  isHub(node: NodeId): boolean;
}

type Neighbours = ReadonlyMap<NodeId, ReadonlySet<NodeId>>;

/** Section 1, Person: "A person is a connected component, over all time: identity is retroactive." */
export function persons(facts: readonly Fact[], calls: readonly FoldedCall[], limits: HubLimits): Persons {
  const taken = withdrawals(facts);
  const neighbours = edges(facts, calls, taken);
  const isHub = (node: NodeId): boolean => overLimit(neighbours.get(node) ?? new Set(), limits) && canBeHub(node);
  const hubs = new Set([...neighbours.keys()].filter(isHub));
  const personIds = components(neighbours, hubs);
  const personOf = (node: NodeId): NodeId => personIds.get(node) ?? node;

  const visitors = new Map<NodeId, Set<NodeId>>();
  const attach = (person: NodeId, visitor: NodeId): void => {
    visitors.set(person, (visitors.get(person) ?? new Set()).add(visitor));
  };
  for (const node of neighbours.keys()) if (isVisitor(node)) attach(personOf(node), node);
  for (const fact of facts) if (fact.type === 'visit') attach(personOf(fact.visitor), fact.visitor);
  for (const [visitor, other] of claimedTogether(facts, taken)) {
    if (!hubs.has(visitor) && !hubs.has(other)) attach(personOf(other), visitor);
  }
  // A visitor that only a claim has ever named is still a person of its own.
  for (const enquiry of facts.filter((fact) => fact.type === 'enquiry')) {
    if (enquiry.claim && enquiry.visitor !== null) attach(personOf(enquiry.visitor), enquiry.visitor);
  }

  return {
    personOf,
    isHub: (node) => hubs.has(node),
    visitorsOf: (person) => visitors.get(person) ?? new Set(),
    /**
     * Claims: "Its enquiry belongs to the person of the phone it names, else of the email, else of the contact, else it
     * stands with its visitor." Hubs: "what names only a hub is a person of its own" (reading R7).
     */
    personOfClaim: (enquiry) => {
      const named = [enquiry.phone, enquiry.email, enquiry.contact, enquiry.visitor];
      return personOf(named.find((node) => node !== null && !hubs.has(node)) ?? enquiryNode(enquiry.enquiryId));
    },
  };
}

const isVisitor = (node: NodeId): boolean => kindOf(node) === 'v' || kindOf(node) === 'k';
const canBeHub = (node: NodeId): boolean => kindOf(node) !== 'd' && kindOf(node) !== 'e';

/** Every pair some fact joins, withdrawals applied. */
function edges(facts: readonly Fact[], calls: readonly FoldedCall[], taken: Withdrawals): Neighbours {
  const neighbours = new Map<NodeId, Set<NodeId>>();
  const join = (a: NodeId, b: NodeId): void => {
    neighbours.set(a, (neighbours.get(a) ?? new Set()).add(b));
  };
  for (const { nodes, identification } of namings(facts, calls)) {
    for (const [a, b] of pairsOf(nodes)) {
      if (taken.fromEverything.has(pairOf(a, b))) continue;
      if (identification && taken.fromIdentifications.has(pairOf(a, b))) continue;
      join(a, b);
      join(b, a);
    }
  }
  return neighbours;
}

/**
 * Hubs: "seen together with more than 20 different others of one kind among phones, emails, contacts, or 200 visitors,
 * keeps no edge (enquiries and deals never make or are hubs; withdrawn pairs do not count)."
 */
function overLimit(others: ReadonlySet<NodeId>, limits: HubLimits): boolean {
  const count = (wanted: (node: NodeId) => boolean): number => [...others].filter(wanted).length;
  return (
    count((node) => kindOf(node) === 'p') > limits.others ||
    count((node) => kindOf(node) === 'm') > limits.others ||
    count((node) => kindOf(node) === 'c') > limits.others ||
    count(isVisitor) > limits.visitors
  );
}

/** "its id is the least node". */
function components(neighbours: Neighbours, hubs: ReadonlySet<NodeId>): Map<NodeId, NodeId> {
  const personIds = new Map<NodeId, NodeId>();
  for (const start of neighbours.keys()) {
    if (personIds.has(start)) continue;
    const seen = new Set([start]);
    for (const node of seen) {
      if (hubs.has(node)) continue;
      for (const next of neighbours.get(node) ?? []) if (!hubs.has(next)) seen.add(next);
    }
    const least = [...seen].sort(compareBytes)[0] ?? start;
    for (const node of seen) personIds.set(node, least);
  }
  return personIds;
}

/**
 * Claims: "its visitor is attached to each person it was named with, and its visits are in the journeys of each; the walk
 * never passes through either." A withdrawn pair is not attached by an identification, nor by anything when a person
 * withdrew it (reading R8).
 */
function* claimedTogether(facts: readonly Fact[], taken: Withdrawals): Generator<readonly [NodeId, NodeId]> {
  for (const fact of facts) {
    if (!fact.claim || !(fact.type === 'enquiry' || fact.type === 'identify')) continue;
    const named = nodesOfClaim(fact);
    for (const visitor of named.filter(isVisitor)) {
      for (const other of named.filter((node) => !isVisitor(node))) {
        const pair = pairOf(visitor, other);
        if (taken.fromEverything.has(pair)) continue;
        if (fact.type === 'identify' && taken.fromIdentifications.has(pair)) continue;
        yield [visitor, other];
      }
    }
  }
}

const nodesOfClaim = (fact: EnquiryFact | IdentifyFact): NodeId[] =>
  fact.type === 'identify'
    ? [...fact.nodes]
    : [fact.visitor, fact.phone, fact.email, fact.contact, ...fact.clientIds].filter((node) => node !== null);
