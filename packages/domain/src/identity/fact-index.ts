import { foldCall, type Call } from '../enquiry/fold-call.ts';
import type { CallFact, EnquiryFact, IdentifyFact, PersonFact } from '../fact/fact.ts';
import { precedence } from '../fact/winners.ts';
import { enquiryNode, keyOf, kindOf, type NodeId } from './node.ts';
import { nodesOf } from './nodes-of.ts';
import { statementOf, statementOfCall, type Statement } from './statement.ts';

/** What the public collector may say of identity: it joins nobody to anybody. */
export type Claim = EnquiryFact | IdentifyFact;

/** Facts read so far, by the nodes that any of their contents names. The same whatever the order or repetition of adding. */
export class FactIndex {
  readonly #best = new Map<string, { readonly fact: PersonFact; readonly nodes: readonly NodeId[] }>();
  readonly #eventsNaming = new Map<NodeId, Set<string>>();

  add(contents: readonly PersonFact[]): void {
    for (const content of contents) {
      const best = this.#best.get(content.eventId);
      const nodes = nodesOf(content);
      if (best === undefined || precedence(content, best.fact) > 0)
        this.#best.set(content.eventId, { fact: content, nodes });
      for (const node of nodes) {
        const events = this.#eventsNaming.get(node);
        if (events === undefined) this.#eventsNaming.set(node, new Set([content.eventId]));
        else events.add(content.eventId);
      }
    }
  }

  /** Winners that name the node, claims included; what the collector may not say at all is not a fact. */
  naming(node: NodeId): PersonFact[] {
    const facts: PersonFact[] = [];
    for (const eventId of this.#eventsNaming.get(node) ?? []) {
      const best = this.#best.get(eventId);
      if (best === undefined || best.fact.retracted || (best.fact.claim && !mayBeClaimed(best.fact))) continue;
      if (best.nodes.includes(node)) facts.push(best.fact);
    }
    return facts;
  }

  /** Claims that name the node. A claimed withdrawal withdraws nothing and is none. */
  claimsNaming(node: NodeId): Claim[] {
    return this.naming(node).filter((fact): fact is Claim => fact.claim && mayBeClaimed(fact));
  }

  /** Claim enquiries whose own node this is; more than one only when ids collide. */
  claimEnquiries(node: NodeId): EnquiryFact[] {
    if (kindOf(node) !== 'e') return [];
    return this.claimsNaming(node).filter(
      (claim): claim is EnquiryFact => claim.type === 'enquiry' && claim.enquiryId === keyOf(node),
    );
  }

  /** Ids of the calls any of whose winning phases names the node. */
  callsNaming(node: NodeId): string[] {
    const ids = new Set<string>();
    for (const fact of this.naming(node)) if (fact.type === 'call') ids.add(fact.callId);
    return [...ids];
  }

  /** All phases of a call. Complete once the facts that name `e:<call id>` are read. */
  phases(callId: string): CallFact[] {
    return this.naming(enquiryNode(callId)).filter(
      (fact): fact is CallFact => fact.type === 'call' && fact.callId === callId,
    );
  }

  /** The folded call. Complete once the facts that name `e:<call id>` are read. */
  call(callId: string): Call | null {
    const phases = this.phases(callId);
    return phases.length === 0 ? null : foldCall(phases);
  }

  /** What authenticated senders say of the node. Complete once the node and its calls are read. */
  statementsNaming(node: NodeId): Statement[] {
    const statements: Statement[] = [];
    for (const fact of this.naming(node)) {
      if (!fact.claim && fact.type !== 'call') statements.push(statementOf(fact));
    }
    for (const callId of this.callsNaming(node)) {
      const call = this.call(callId);
      if (call === null) continue;
      const statement = statementOfCall(call);
      if (statement.nodes.includes(node)) statements.push(statement);
    }
    return statements;
  }
}

const mayBeClaimed = (fact: PersonFact): boolean =>
  fact.type === 'enquiry' || (fact.type === 'identify' && !fact.withdraw);
