import type { EnquiryFact } from '../fact/fact.ts';
import type { Claim } from './fact-index.ts';
import { enquiryNode, type NodeId } from './node.ts';
import { distinct } from './nodes-of.ts';

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
