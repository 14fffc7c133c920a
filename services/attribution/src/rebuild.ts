import { TOPICS } from '@throughline/events';
import type { LogReader } from '@throughline/event-log';
import type { NodeId, RunParameters } from '@throughline/domain';
import { createFactReader, noteAllVisitConflicts, type Warehouse } from '@throughline/warehouse';
import { REBUILD_VERSION } from './due/version.ts';
import type { Projector } from './project/projector.ts';
import { attributeCandidates } from './steps/attribute.ts';
import { insertBatch } from './steps/record.ts';

/** Where the live pipeline of the new warehouse takes over. */
export interface RebuildResult {
  readonly record: readonly number[];
  readonly events: number;
  readonly candidates: number;
}

export interface RebuildDeps {
  readonly log: Pick<LogReader, 'read' | 'endOffsets'>;
  readonly warehouse: Warehouse;
  readonly projector: Projector;
  readonly workspaces: readonly string[];
  readonly run: (workspace: string) => RunParameters;
  readonly onProgress: (done: number, total: number) => void;
}

const BATCH = 20_000;
const CANDIDATES = 5_000;

/**
 * Makes a warehouse anew from the log: every fact first, then conflicts, then every candidate once; a batch is read and
 * projected while the engine writes the one before. No dues are needed, because nothing
 * is credited before everything is there. Events that arrive meanwhile are the live pipeline's, from `record` on.
 */
export async function rebuildWarehouse(deps: RebuildDeps): Promise<RebuildResult> {
  const ends = await deps.log.endOffsets(TOPICS.events);
  const total = ends.reduce((a, b) => a + b, 0);
  let events = 0;
  const recording = overlapped();
  for (const [partition, end] of ends.entries()) {
    for (let offset = 0; offset < end;) {
      const records = await deps.log.read(TOPICS.events, partition, offset, Math.min(BATCH, end - offset));
      const last = records.at(-1);
      if (last === undefined) break;
      await recording.begin(async () => {
        await insertBatch({ ...deps, reject: async () => {} }, { partition, records });
        events += records.length;
        deps.onProgress(events, total);
      });
      offset = last.offset + 1;
    }
  }
  await recording.ended();
  await noteAllVisitConflicts(deps.warehouse);
  let candidates = 0;
  const attributing = overlapped();
  for (const workspace of deps.workspaces) {
    const all: NodeId[] = await createFactReader(deps.warehouse, workspace).candidates();
    const run = deps.run(workspace);
    for (let start = 0; start < all.length; start += CANDIDATES) {
      const some = all.slice(start, start + CANDIDATES).map((candidate) => ({ candidate, version: REBUILD_VERSION }));
      await attributing.begin(() => attributeCandidates(deps.warehouse, workspace, some, run));
    }
    candidates += all.length;
  }
  await attributing.ended();
  return { record: ends, events, candidates };
}

/** Runs each task while the one before ends. @throws what a task throws, at the next `begin` or at `ended` */
function overlapped(): { begin(task: () => Promise<void>): Promise<void>; ended(): Promise<void> } {
  let before: Promise<void> = Promise.resolve();
  return {
    async begin(task) {
      const now = task();
      // Who waits next hears of its failure; until then it is nobody's.
      now.catch(() => undefined);
      await before;
      before = now;
    },
    ended: () => before,
  };
}
