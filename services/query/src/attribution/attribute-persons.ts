/** Port: conversions attributed at query time, from facts alone. */
import type { Conversion, NodeId, PersonFact, RunParameters } from '@throughline/domain';

export interface AttributedPerson {
  /**
   * One for every enquiry and deal named by any fact of the person, present or not, of those `wanted` (all). Made as they
   * are asked for: those of a phone that thousands of enquiries name do not fit into memory at once.
   */
  readonly conversions: (wanted?: (candidate: NodeId) => boolean) => Iterable<Conversion>;
  /** Facts that count, each with the nodes it names. */
  readonly facts: readonly { readonly fact: PersonFact; readonly nodes: readonly NodeId[] }[];
  /** Visitors of claims, whose visits are in the journeys. */
  readonly attachedVisitors: readonly NodeId[];
}

/** The persons reachable from the seeds, by contents first known at or before `knownAt` (epoch ms; null = all). */
export type AttributePersons = (
  workspace: string,
  seeds: readonly NodeId[],
  run: RunParameters,
  knownAt: number | null,
) => Promise<AttributedPerson[]>;
