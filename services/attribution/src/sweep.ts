import { TOPICS } from '@throughline/events';
import type { EventLog } from '@throughline/event-log';
import { attributePerson, type NodeId, type RunParameters } from '@throughline/domain';
import {
  conversionRow,
  createFactReader,
  differingConversions,
  readPersons,
  type Warehouse,
} from '@throughline/warehouse';
import { dueKey, encodeDue } from './due/due-record.ts';
import { REBUILD_VERSION } from './due/version.ts';
import type { PipelineStatus } from './status.ts';

export interface SweepDeps {
  readonly log: EventLog;
  readonly warehouse: Warehouse;
  readonly status: PipelineStatus;
  readonly workspaces: readonly string[];
  readonly run: (workspace: string) => RunParameters;
  /** The epoch that dues are spread in (`Due.epoch`). */
  readonly epoch: number;
  /** True ends it before its next persons: whoever has the job then begins anew. */
  readonly isStopping: () => boolean;
}

const CHUNK = 500;

/**
 * Computes every row again and makes those that differ due. The pipeline should leave nothing to repair: a count above 0
 * is a bug to be found, so it is told. While work is under way rows may lag behind rightly; then nothing is counted.
 */
export async function sweep({
  log,
  warehouse,
  status,
  workspaces,
  run,
  epoch,
  isStopping,
}: SweepDeps): Promise<{ checked: number; repaired: number }> {
  if (!(await status.status()).caught_up) return { checked: 0, repaired: 0 };
  let checked = 0;
  let repaired = 0;
  for (const workspace of workspaces) {
    const reader = createFactReader(warehouse, workspace, { lane: 'heavy' });
    const candidates = await reader.candidates();
    for (let start = 0; start < candidates.length && !isStopping(); start += CHUNK) {
      const chunk = candidates.slice(start, start + CHUNK);
      const wanted = new Set<NodeId>(chunk);
      const persons = await readPersons(reader, chunk, run(workspace));
      const rows = persons
        .flatMap((person) => attributePerson(person, run(workspace)))
        .filter(({ kind, id }) => wanted.has(`${kind === 'deal' ? 'd' : 'e'}:${id}`))
        .map((conversion) => conversionRow(conversion, workspace, REBUILD_VERSION));
      const differing = await differingConversions(warehouse, rows);
      checked += rows.length;
      if (differing.length === 0 || !(await status.status()).caught_up) continue;
      repaired += differing.length;
      const dues = differing.map(({ kind, id }) => ({
        workspace,
        candidate: `${kind === 'deal' ? 'd' : 'e'}:${id}` as NodeId,
        epoch,
      }));
      await log.append(
        TOPICS.conversionsDue,
        dues.map((due) => ({ key: dueKey(due), value: encodeDue(due) })),
      );
    }
  }
  return { checked, repaired };
}
