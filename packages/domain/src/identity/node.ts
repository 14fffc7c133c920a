/**
 * A node of the identity graph, as `<kind>:<key>` (attribution.md, section 1, Person).
 *
 * | kind | key |
 * |---|---|
 * | `v` | visitor id |
 * | `k` | `<system>:<client id>` of another system; counts as a visitor |
 * | `p` | keyed hash of an E.164 phone |
 * | `m` | keyed hash of a normalised email |
 * | `c` | CRM contact id (`<source>/<id>` from a provider) |
 * | `d` | deal id |
 * | `e` | enquiry id (a call's id for an inbound call) |
 */
export type NodeId = `${NodeKind}:${string}`;
export type NodeKind = 'v' | 'k' | 'p' | 'm' | 'c' | 'd' | 'e';

export const node = (kind: NodeKind, key: string): NodeId => `${kind}:${key}`;
export const kindOf = (id: NodeId): NodeKind => id[0] as NodeKind;
export const keyOf = (id: NodeId): string => id.slice(2);
export const dealNode = (dealId: string): NodeId => node('d', dealId);
export const enquiryNode = (enquiryId: string): NodeId => node('e', enquiryId);
/** The candidate that a conversion's row is of. */
export const conversionNode = ({ kind, id }: { readonly kind: 'deal' | 'enquiry'; readonly id: string }): NodeId =>
  kind === 'deal' ? dealNode(id) : enquiryNode(id);
