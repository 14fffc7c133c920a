import type { EnquiryFact, PersonFact } from '../fact/fact.ts';
import { compareFacts, compareUtf8 } from '../fact/order.ts';
import { attachedBy, ownerOf } from './claims.ts';
import { IdentityWalk, type IdentityGraph } from './identity-graph.ts';
import { dealNode, enquiryNode, type NodeId } from './node.ts';
import type { Person } from './person.ts';

/**
 * The persons of a finished walk, each once, by id: the components of the seeds, hubs cut, claims attached, with the owners
 * of claim enquiries among the seeds. A seed that nobody names is a person of its own without facts, so that its row can
 * say so. A claim enquiry's node that no authenticated fact names is no person: the enquiry stands with its owner.
 */
export function persons(graph: IdentityGraph): Person[] {
  if (!(graph instanceof IdentityWalk)) throw new TypeError('persons() reads graphs of createIdentityGraph().');
  return new Persons(graph).all();
}

interface Component {
  readonly id: NodeId;
  readonly nodes: ReadonlySet<NodeId>;
}

class Persons {
  readonly #walk: IdentityWalk;
  readonly #componentOf = new Map<NodeId, Component>();
  readonly #wanted = new Set<Component>();

  constructor(walk: IdentityWalk) {
    this.#walk = walk;
    for (const [root, level] of walk.roots) {
      const component = this.#component(root);
      if (level <= 1) this.#wanted.add(component);
    }
  }

  all(): Person[] {
    return [...this.#wanted]
      .filter((component) => !this.#standsElsewhere(component))
      .sort((a, b) => compareUtf8(a.id, b.id))
      .map((component) => ({ ...this.#person(component), referenced: this.#referenced(component) }));
  }

  #component(root: NodeId): Component {
    const known = this.#componentOf.get(root);
    if (known !== undefined) return known;
    const nodes = new Set([root]);
    for (const node of nodes) {
      for (const other of this.#edges(node)) nodes.add(other);
    }
    const id = [...nodes].reduce((least, node) => (compareUtf8(node, least) < 0 ? node : least));
    const component = { id, nodes };
    for (const node of nodes) this.#componentOf.set(node, component);
    return component;
  }

  #edges(node: NodeId): readonly NodeId[] {
    const bonds = this.#walk.bonds(node);
    if (bonds === null || bonds.hub) return [];
    return bonds.neighbours.filter((other) => this.#walk.isHub(other) === false);
  }

  #standsElsewhere({ nodes }: Component): boolean {
    const [node] = nodes;
    return (
      nodes.size === 1 && node !== undefined && (this.#walk.ownersOfClaims(node) ?? []).some((owner) => owner !== node)
    );
  }

  #referenced({ nodes }: Component): Person[] {
    const components = new Set<Component>();
    for (const node of nodes) {
      for (const owner of this.#walk.ownersOfClaims(node) ?? []) {
        const component = this.#componentOf.get(owner);
        if (component !== undefined && !nodes.has(owner)) components.add(component);
      }
    }
    return [...components]
      .sort((a, b) => compareUtf8(a.id, b.id))
      .map((component) => ({ ...this.#person(component), referenced: [] }));
  }

  #person({ id, nodes }: Component): Omit<Person, 'referenced'> {
    const facts = new Set<PersonFact>();
    const attached = new Set<NodeId>();
    for (const node of nodes) {
      for (const fact of this.#walk.index.naming(node)) {
        if (!fact.claim && fact.type !== 'call' && this.#concerns(fact, nodes)) facts.add(fact);
      }
      // Of a call all phases, also those that name none of these nodes: what it is, only all of them say.
      for (const callId of this.#walk.index.callsNaming(node)) {
        if (!this.#concernsCall(callId, nodes)) continue;
        for (const phase of this.#walk.index.phases(callId)) facts.add(phase);
      }
      for (const claim of this.#walk.index.claimsNaming(node)) {
        const visitors = attachedBy(claim, node, this.#walk);
        for (const visitor of visitors) attached.add(visitor);
        if (claim.type === 'identify' && visitors.length > 0) facts.add(claim);
        if (claim.type === 'enquiry' && this.#owns(nodes, claim)) this.#addClaimEnquiry(claim, facts);
      }
    }
    return {
      id,
      nodes,
      facts: [...facts].sort(compareFacts),
      attachedVisitors: [...attached].filter((visitor) => !nodes.has(visitor)).sort(compareUtf8),
    };
  }

  #owns(nodes: ReadonlySet<NodeId>, claim: EnquiryFact): boolean {
    const owner = ownerOf(claim, this.#walk.isHub);
    return owner !== null && nodes.has(owner);
  }

  #addClaimEnquiry(claim: EnquiryFact, facts: Set<PersonFact>): void {
    facts.add(claim);
    for (const fact of this.#walk.index.naming(enquiryNode(claim.enquiryId))) if (fact.type === 'mark') facts.add(fact);
  }

  /** A hub keeps no edge: what names it and something else stands with the something else. */
  #concerns(fact: Exclude<PersonFact, { type: 'call' }>, nodes: ReadonlySet<NodeId>): boolean {
    switch (fact.type) {
      case 'identify':
        return true;
      case 'enquiry':
      case 'mark':
        return nodes.has(enquiryNode(fact.enquiryId));
      case 'deal':
      case 'refund':
        return nodes.has(dealNode(fact.dealId));
    }
  }

  #concernsCall(callId: string, nodes: ReadonlySet<NodeId>): boolean {
    if (nodes.has(enquiryNode(callId))) return true;
    const call = this.#walk.index.call(callId);
    return call?.direction !== 'in' && call?.customer != null && nodes.has(call.customer);
  }
}
