import type { PersonFact } from '../fact/fact.ts';
import type { NodeId } from './node.ts';

/** A connected component of identity, over all time, with what claims attach to it (attribution.md, Person). */
export interface Person {
  /** The least node, by UTF-8 bytes. */
  readonly id: NodeId;
  /** Nodes that facts of authenticated senders join; claims add none. */
  readonly nodes: ReadonlySet<NodeId>;
  /**
   * Winners only, by (at, id): what names the person's nodes, the claim enquiries that belong to the person, their marks,
   * and the claim identifications that attach a visitor.
   */
  readonly facts: readonly PersonFact[];
  /** Visitors (and client ids) claims named with this person and that are no nodes of it: their visits are in its journeys. */
  readonly attachedVisitors: readonly NodeId[];
  /**
   * Owners of claim enquiries that this person's facts name by id but that belong to another person. A deal may have its
   * origin enquiry there; their own rows are not this person's. Their `referenced` is empty.
   */
  readonly referenced: readonly Person[];
}
