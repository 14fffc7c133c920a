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

const BATCH = 50_000;

/**
 * Makes a warehouse anew from the log: every fact first, then every candidate once. No dues are needed, because nothing
 * is credited before everything is there. Events that arrive meanwhile are the live pipeline's, from `record` on.
 */
export async function rebuildWarehouse(deps: RebuildDeps): Promise<RebuildResult> {
  const ends = await deps.log.endOffsets(TOPICS.events);
  const total = ends.reduce((a, b) => a + b, 0);
  let events = 0;
  for (const [partition, end] of ends.entries()) {
    for (let offset = 0; offset < end;) {
      const records = await deps.log.read(TOPICS.events, partition, offset, Math.min(BATCH, end - offset));
      const last = records.at(-1);
      if (last === undefined) break;
      await recordBatch({ ...deps, reject: async () => {} }, { partition, records });
      offset = last.offset + 1;
      events += records.length;
      deps.onProgress(events, total);
    }
  }
  let candidates = 0;
  for (const workspace of deps.workspaces) {
    const all: NodeId[] = await createFactReader(deps.warehouse, workspace).candidates();
    const versioned = all.map((candidate) => ({ candidate, version: REBUILD_VERSION }));
    await attributeCandidates(deps.warehouse, workspace, versioned, deps.run(workspace));
    candidates += all.length;
  }
  return { record: ends, events, candidates };
}
