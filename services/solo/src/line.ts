import { createHash } from 'node:crypto';
import { renameSync } from 'node:fs';
import type { EventLog } from '@throughline/event-log';
import { createProjector, type SweepDeps } from '@throughline/attribution';
import { RULES_HASH } from '@throughline/lookups';
import type { Logger } from '@throughline/runtime';
import { runParameters, type SettingsStore } from '@throughline/settings';
import { TOPICS } from '@throughline/events';
import type { DataDirectory } from './data-directory/data-directory.ts';
import { runInChild, type RebuildProgress } from './rebuild/run-in-child.ts';
import { openWarehouseSlot, type WarehouseSlot } from './rebuild/warehouse-slot.ts';
import { runName } from './run-name.ts';

/** The line from the log to the rows, and the tool that makes the warehouse anew beside it. */
export interface Line {
  readonly slot: WarehouseSlot;
  readonly sweepDeps: () => SweepDeps;
  /** One at a time: a second call waits for the first and gets its result. */
  rebuild(onProgress: (progress: RebuildProgress) => void): Promise<RebuildProgress>;
  stop(): Promise<void>;
}

export interface LineDeps {
  readonly directory: DataDirectory;
  readonly log: EventLog;
  readonly settings: SettingsStore;
  readonly logger: Logger;
  readonly now: () => number;
}

/**
 * Opens the warehouse that the pointer names (a new one when there is none, or when it cannot be opened: the log has
 * everything) and starts the pipeline. When it was built under other rules, a rebuild begins beside it.
 */
export async function openLine(deps: LineDeps): Promise<Line> {
  const { directory, log, settings, logger, now } = deps;
  const run = (workspace: string) => runParameters(settings.state(), workspace, RULES_HASH);
  const wanted = runOfAll(settings);
  const line = {
    log,
    projector: createProjector(settings, RULES_HASH),
    run,
    onError: (stage: string, err: unknown) => logger.error({ err, stage }, 'a batch is tried again'),
  };
  const current = directory.current();
  const slot = await openWarehouseSlot(directory, line, now, { name: current?.directory ?? firstName(directory, wanted) }).catch(
    async (err: unknown) => {
      if (current === null) throw err;
      const aside = `${directory.warehouse(current.directory)}.broken`;
      logger.error({ err, aside }, 'the warehouse cannot be opened; it is set aside and made anew from the log');
      renameSync(directory.warehouse(current.directory), aside);
      return openWarehouseSlot(directory, line, now, { name: firstName(directory, wanted) });
    },
  );

  let rebuilding: Promise<RebuildProgress> | null = null;
  let stopping = false;
  async function rebuild(onProgress: (progress: RebuildProgress) => void): Promise<RebuildProgress> {
    const name = slot.newName();
    const goal = runOfAll(settings);
    const result = await runInChild({ directory, name, onProgress, isStopping: () => stopping });
    await slot.switchTo(name, goal, async () => ({ record: result.record, attribute: await log.endOffsets(TOPICS.conversionsDue) }));
    return result;
  }
  const rebuildOnce: Line['rebuild'] = (onProgress) =>
    (rebuilding ??= rebuild(onProgress).finally(() => (rebuilding = null)));

  if (current !== null && current.run !== wanted) {
    logger.warn({ from: current.run, to: wanted }, 'rules changed: the warehouse is rebuilt beside the present one');
    rebuildOnce(() => {}).catch((err: unknown) => logger.error({ err }, 'the rebuild failed; the present warehouse goes on'));
  }
  return {
    slot,
    rebuild: rebuildOnce,
    sweepDeps: () => ({ log, run, warehouse: slot.warehouse, status: slot.status, workspaces: settings.state().workspaces().map(({ id }) => id) }),
    async stop() {
      stopping = true;
      await rebuilding?.catch(() => undefined);
      await slot.stop();
    },
  };
}

/** One name for the runs of all workspaces. */
export function runOfAll(settings: SettingsStore): string {
  const state = settings.state();
  const names = state.workspaces().map(({ id }) => `${id}=${runName(runParameters(state, id, RULES_HASH))}`);
  return createHash('sha256').update(names.sort().join('\n')).digest('hex').slice(0, 16);
}

function firstName(directory: DataDirectory, run: string): string {
  const name = `first-${run}`;
  directory.switchTo({ directory: name, run });
  return name;
}
