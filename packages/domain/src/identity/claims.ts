import type { EnquiryFact } from '../fact/fact.ts';
import type { Bonds } from './bonds.ts';
import type { Claim } from './fact-index.ts';
import { enquiryNode, kindOf, type NodeId } from './node.ts';
import { distinct, isVisitor } from './nodes-of.ts';

/** What is known of nodes; null = not yet. */
interface Known {
  bonds(node: NodeId): Bonds | null;
  isHub(node: NodeId): boolean | null;
}

/** Nodes a claim's standing depends on: its own enquiry's and the identifiers it names. A deal it names is joined to nobody. */
export const claimIdentifiers = (claim: Claim): NodeId[] =>
  claim.type === 'identify'
    ? distinct(claim.nodes)
    : distinct([
        enquiryNode(claim.enquiryId),
        claim.phone,
        claim.email,
        claim.contact,
        claim.visitor,
        ...claim.clientIds,
      ]);

/**
 * The node whose person a claim enquiry belongs to: the phone it names, else the email, else the contact, else its
 * visitor (attribution.md, Claims). A hub joins nobody and is passed over; where nothing is left, the enquiry's own node.
 * @param isHub null = not known yet
 * @returns null while a hub status it depends on is not known
 */
export function ownerOf(claim: EnquiryFact, isHub: (node: NodeId) => boolean | null): NodeId | null {
  for (const node of [claim.phone, claim.email, claim.contact, claim.visitor]) {
    if (node === null) continue;
    const hub = isHub(node);
    if (hub === null) return null;
    if (!hub) return node;
  }
  return enquiryNode(claim.enquiryId);
}

/**
 * Visitors (and client ids) a claim attaches to the person of one of its phones, emails or contacts. A hub attaches
 * nobody and is attached to nobody. A pair that authenticated identifications withdraw is not attached by a claimed
 * identification; one that a person withdrew is attached by no claim.
 */
export function attachedBy(claim: Claim, node: NodeId, known: Known): NodeId[] {
  const bonds = known.bonds(node);
  const anchors = kindOf(node) === 'p' || kindOf(node) === 'm' || kindOf(node) === 'c';
  if (!anchors || bonds === null || bonds.hub) return [];
  return claimIdentifiers(claim).filter((visitor) => {
    if (!isVisitor(visitor) || known.isHub(visitor) !== false) return false;
    const severed = bonds.severed.get(visitor);
    return severed === undefined || (severed === 'identifications' && claim.type === 'enquiry');
  });
}
