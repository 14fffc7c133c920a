import { TOPICS } from '@throughline/events';
import { readPages, type LogReader } from '@throughline/event-log';
import { createFactReader, noteAllVisitConflicts, type Warehouse } from '@throughline/warehouse';
import { REBUILD_VERSION } from './due/version.ts';
import type { Steps } from './steps/steps.ts';

/** Where the live pipeline of the new warehouse takes over. */
export interface RebuildResult {
  readonly record: readonly number[];
  readonly events: number;
  readonly candidates: number;
}

export interface RebuildDeps {
  readonly log: Pick<LogReader, 'read' | 'endOffsets'>;
  readonly warehouse: Warehouse;
  /** Over the same warehouse; several share the work. */
  readonly steps: readonly Steps[];
  readonly workspaces: readonly string[];
  readonly onProgress: (done: number, total: number) => void;
}

const BATCH = 20_000;
const CANDIDATES = 5_000;

/**
 * Makes a warehouse anew from the log: every fact first, then conflicts, then every candidate once; batches are read and
 * projected while the engine writes those before. No dues are needed, because nothing is credited before everything is
 * there. Events that arrive meanwhile are the live pipeline's, from `record` on.
 */
export async function rebuildWarehouse({ log, warehouse, steps, ...deps }: RebuildDeps): Promise<RebuildResult> {
  const ends = await log.endOffsets(TOPICS.events);
  const total = ends.reduce((a, b) => a + b, 0);
  let events = 0;
  const loading = shared(steps);
  for (const [partition, end] of ends.entries()) {
    for await (const records of readPages(log, TOPICS.events, partition, { end }, BATCH)) {
      await loading.begin(async (step) => {
        await step.load({ partition, records });
        events += records.length;
        deps.onProgress(events, total);
      });
    }
  }
  await loading.ended();
  await noteAllVisitConflicts(warehouse);
  let candidates = 0;
  const attributing = shared(steps);
  for (const workspace of deps.workspaces) {
    const all = await createFactReader(warehouse, workspace).candidates();
    for (let start = 0; start < all.length; start += CANDIDATES) {
      const some = all.slice(start, start + CANDIDATES);
      const dues = some.map((candidate) => ({ workspace, candidate, version: REBUILD_VERSION }));
      await attributing.begin((step) => step.attribute(dues, async () => {}));
    }
    candidates += all.length;
  }
  await attributing.ended();
  return { record: ends, events, candidates };
}

/** Tasks that each of the steps has at once: one waits for the engine while the other computes. */
const AT_ONCE = 2;

/** Shares tasks out among the steps. @throws what a task throws, at a later `begin` or at `ended` */
function shared(steps: readonly Steps[]): {
  begin(task: (step: Steps) => Promise<void>): Promise<void>;
  ended(): Promise<void>;
} {
  const free = Array.from({ length: AT_ONCE }, () => steps.map((step) => Promise.resolve(step))).flat();
  return {
    async begin(task) {
      const step = await Promise.race(free.map(async (one, place) => ({ step: await one, place })));
      const done = task(step.step).then(() => step.step);
      // Who waits next hears of its failure; until then it is nobody's.
      done.catch(() => undefined);
      free[step.place] = done;
    },
    async ended() {
      await Promise.all(free);
    },
  };
}
