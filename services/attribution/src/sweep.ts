import { TOPICS } from '@throughline/events';
import type { EventLog } from '@throughline/event-log';
import { conversionNode } from '@throughline/domain';
import { createFactReader, differingConversions, type Warehouse } from '@throughline/warehouse';
import { dueKey, encodeDue } from './due/due-record.ts';
import { REBUILD_VERSION } from './due/version.ts';
import { runOf, type LineSettingsSource } from './settings/line-settings.ts';
import type { PipelineStatus } from './status.ts';
import { candidateRows } from './steps/candidate-rows.ts';

export interface SweepDeps {
  readonly log: EventLog;
  readonly warehouse: Warehouse;
  readonly status: PipelineStatus;
  /** Which workspaces there are, and the run of each. */
  readonly settings: LineSettingsSource;
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
  settings,
  epoch,
  isStopping,
}: SweepDeps): Promise<{ checked: number; repaired: number }> {
  if (!(await status.status()).caught_up) return { checked: 0, repaired: 0 };
  let checked = 0;
  let repaired = 0;
  for (const workspace of settings.state().workspaces.keys()) {
    const reader = createFactReader(warehouse, workspace, { lane: 'heavy' });
    const candidates = await reader.candidates();
    for (let start = 0; start < candidates.length && !isStopping(); start += CHUNK) {
      const versions = new Map(candidates.slice(start, start + CHUNK).map((node) => [node, REBUILD_VERSION]));
      // As it is now: another warehouse, under another run, may have taken over since the last persons.
      const run = runOf(settings.state(), workspace);
      for await (const rows of candidateRows(reader, workspace, versions, run)) {
        const differing = await differingConversions(warehouse, rows);
        checked += rows.length;
        if (differing.length === 0 || !(await status.status()).caught_up) continue;
        repaired += differing.length;
        const dues = differing.map((row) => ({ workspace, candidate: conversionNode(row), epoch }));
        await log.append(
          TOPICS.conversionsDue,
          dues.map((due) => ({ key: dueKey(due), value: encodeDue(due) })),
        );
      }
    }
  }
  return { checked, repaired };
}
