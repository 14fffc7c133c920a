import { TOPICS } from '@throughline/events';
import type { LogReader } from '@throughline/event-log';
import type { NodeId, RunParameters } from '@throughline/domain';
import { createFactReader, type Warehouse } from '@throughline/warehouse';
import { REBUILD_VERSION } from './due/version.ts';
import type { Projector } from './project/projector.ts';
import { attributeCandidates } from './steps/attribute.ts';
import { recordBatch } from './steps/record.ts';

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
/** One batch is read and projected while the engine writes the one before. */
const AT_ONCE = 2;
const CANDIDATES = 5_000;

/**
 * Makes a warehouse anew from the log: every fact first, then every candidate once. No dues are needed, because nothing
 * is credited before everything is there. Events that arrive meanwhile are the live pipeline's, from `record` on.
 */
export async function rebuildWarehouse(deps: RebuildDeps): Promise<RebuildResult> {
  const ends = await deps.log.endOffsets(TOPICS.events);
  const total = ends.reduce((a, b) => a + b, 0);
  let events = 0;
  const recording = atMost(AT_ONCE);
  for (const [partition, end] of ends.entries()) {
    for (let offset = 0; offset < end;) {
      const records = await deps.log.read(TOPICS.events, partition, offset, Math.min(BATCH, end - offset));
      const last = records.at(-1);
      if (last === undefined) break;
      await recording.begin(async () => {
        await recordBatch({ ...deps, reject: async () => {} }, { partition, records });
        events += records.length;
        deps.onProgress(events, total);
      });
      offset = last.offset + 1;
    }
  }
  await recording.ended();
  let candidates = 0;
  const attributing = atMost(AT_ONCE);
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

/** Runs tasks side by side, at most so many. @throws what a task throws, at the next `begin` or at `ended` */
function atMost(count: number): { begin(task: () => Promise<void>): Promise<void>; ended(): Promise<void> } {
  const running = new Set<Promise<void>>();
  return {
    async begin(task) {
      while (running.size >= count) await Promise.race(running);
      const run: Promise<void> = task().finally(() => running.delete(run));
      running.add(run);
      // Who waits next hears of it; until then it is nobody's.
      run.catch(() => undefined);
    },
    async ended() {
      await Promise.all(running);
    },
  };
}
