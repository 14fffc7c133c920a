import {
  attributePerson,
  dealNode,
  enquiryNode,
  type Conversion,
  type NodeId,
  type RunParameters,
} from '@throughline/domain';
import { conversionRow, createFactReader, readPersons, type TableRow, type Warehouse } from '@throughline/warehouse';

/** A candidate with the version its row will carry. */
export interface VersionedCandidate {
  readonly candidate: NodeId;
  readonly version: bigint;
}

/** Candidates whose persons are read at once: bounds memory, and lets a long batch keep its membership between chunks. */
const CHUNK = 1_000;
/** Rows of one insert: each makes a part that has to be merged later, so few large ones. */
const MOST_ROWS = 5_000;

const nodeOf = (conversion: Conversion): NodeId =>
  conversion.kind === 'deal' ? dealNode(conversion.id) : enquiryNode(conversion.id);

/**
 * Attributes candidates of one workspace again and writes one row each: what the candidate is now, present or not.
 * Idempotent: the same candidates over the same facts write the same rows. Persons are read once per chunk, however
 * many of their candidates are due. Calls `between` after every chunk.
 */
export async function attributeCandidates(
  warehouse: Warehouse,
  workspace: string,
  candidates: readonly VersionedCandidate[],
  run: RunParameters,
  between: () => Promise<void> = async () => {},
): Promise<void> {
  const reader = createFactReader(warehouse, workspace);
  let rows: TableRow<'conversion'>[] = [];
  for (let start = 0; start < candidates.length; start += CHUNK) {
    const chunk = candidates.slice(start, start + CHUNK);
    const versions = new Map(chunk.map((c) => [c.candidate, c.version]));
    for (const person of await readPersons(reader, [...versions.keys()], run)) {
      for (const conversion of attributePerson(person, run)) {
        const version = versions.get(nodeOf(conversion));
        if (version !== undefined) rows.push(conversionRow(conversion, workspace, version));
      }
    }
    if (rows.length >= MOST_ROWS || start + CHUNK >= candidates.length) {
      await warehouse.insert('conversion', rows);
      rows = [];
    }
    await between();
  }
}
