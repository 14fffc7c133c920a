import type { NodeId, RunParameters } from '@throughline/domain';
import { createFactReader, type Warehouse } from '@throughline/warehouse';
import { candidateRows } from './candidate-rows.ts';

/** A candidate with the version its row will carry. */
export interface VersionedCandidate {
  readonly candidate: NodeId;
  readonly version: bigint;
}

/**
 * Attributes candidates of one workspace again and writes one row each: what the candidate is now, present or not.
 * Idempotent: the same candidates over the same facts write the same rows. Calls `between` after every part of the work.
 */
export async function attributeCandidates(
  warehouse: Warehouse,
  workspace: string,
  candidates: readonly VersionedCandidate[],
  run: RunParameters,
  between: () => Promise<void> = async () => {},
): Promise<void> {
  const reader = createFactReader(warehouse, workspace);
  const versions = new Map(candidates.map(({ candidate, version }) => [candidate, version]));
  for await (const rows of candidateRows(reader, workspace, versions, run, between)) {
    await warehouse.insert('conversion', rows);
    await between();
  }
}
