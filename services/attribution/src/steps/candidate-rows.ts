import { conversionNode, conversionsOf, type NodeId, type RunParameters } from '@throughline/domain';
import { conversionRow, readPersons, type FactReader, type TableRow } from '@throughline/warehouse';

/** Candidates whose persons are read at once: bounds memory, and lets a long batch keep its membership between chunks. */
const CHUNK = 1_000;
/** Rows of one portion: each becomes a part that has to be merged later, so few large ones. */
const MOST_ROWS = 5_000;
/**
 * Touchpoints of the rows of one portion, about 1 kB each while they are rows. Rows of usual journeys never come to it;
 * those of one phone with thousands of enquiries, each a touchpoint of the others, would not fit into memory (measured).
 */
const MOST_TOUCHPOINTS = 100_000;

/**
 * One row for each of the candidates of a workspace, what it is now, present or not, in portions that fit into memory.
 * Persons are read once a chunk, however many of their candidates are asked for.
 * @param versions the candidates, each with the version of its row
 * @param between called after every chunk
 */
export async function* candidateRows(
  reader: FactReader,
  workspace: string,
  versions: ReadonlyMap<NodeId, bigint>,
  run: RunParameters,
  between: () => Promise<void> = async () => {},
): AsyncGenerator<TableRow<'conversion'>[]> {
  const candidates = [...versions.keys()];
  let rows: TableRow<'conversion'>[] = [];
  let touchpoints = 0;
  for (let start = 0; start < candidates.length; start += CHUNK) {
    const chunk = new Set(candidates.slice(start, start + CHUNK));
    for (const person of await readPersons(reader, [...chunk], run)) {
      for (const conversion of conversionsOf(person, run, (candidate) => chunk.has(candidate))) {
        const version = versions.get(conversionNode(conversion));
        if (version === undefined) continue;
        rows.push(conversionRow(conversion, workspace, version));
        touchpoints += conversion.journey.touchpoints.length;
        if (rows.length < MOST_ROWS && touchpoints < MOST_TOUCHPOINTS) continue;
        yield rows;
        rows = [];
        touchpoints = 0;
      }
    }
    await between();
  }
  if (rows.length > 0) yield rows;
}
