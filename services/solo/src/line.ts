import { createHash } from 'node:crypto';
import type { EventLog } from '@throughline/event-log';
import { lineSettings, lineTrace, runOf, type SweepDeps } from '@throughline/attribution';
import { RULES_HASH } from '@throughline/lookups';
import { createOutageLog, type Logger } from '@throughline/runtime';
import { runParameters, type SettingsStore } from '@throughline/settings';
import { TOPICS } from '@throughline/events';
import { WarehouseLockedError, type StatementObserver } from '@throughline/warehouse';
import type { CurrentWarehouse, DataDirectory } from './data-directory/data-directory.ts';
import { runInChild, type RebuildProgress } from './rebuild/run-in-child.ts';
import { newWarehouseName, openWarehouseSlot, type SlotDeps, type WarehouseSlot } from './rebuild/warehouse-slot.ts';
import { runName } from './run-name.ts';

/** The line from the log to the rows, and the tool that makes the warehouse anew beside it. */
export interface Line {
  readonly slot: WarehouseSlot;
  readonly sweepDeps: () => Omit<SweepDeps, 'isStopping'>;
  /** One at a time: a second call waits for the first and gets its result. */
  rebuild(onProgress: (progress: RebuildProgress) => void): Promise<RebuildProgress>;
  /** Ends a rebuild that is under way, and begins no other; the present warehouse goes on. */
  cancelRebuild(): void;
  stop(): Promise<void>;
}

export interface LineDeps {
  readonly directory: DataDirectory;
  readonly log: EventLog;
  readonly settings: SettingsStore;
  readonly logger: Logger;
  readonly now: () => number;
  /** Told of every statement of the warehouses. */
  readonly onStatement: StatementObserver;
}

/**
 * Opens the warehouse that the pointer names (a new one when there is none, or when it cannot be used: the log has
 * everything) and starts the pipeline. When it was built under other rules, a rebuild begins beside it.
 */
export async function openLine(deps: LineDeps): Promise<Line> {
  const { directory, log, settings, logger, now, onStatement } = deps;
  const ofLine = lineSettings(settings, RULES_HASH);
  const wanted = runOfAll(settings);
  const slotDeps: SlotDeps = {
    log,
    directory,
    now,
    settings: ofLine,
    onStatement,
    outages: createOutageLog(logger, now),
    trace: lineTrace(logger, log),
    onLeftBehind: (name, err) => logger.warn({ err, name }, 'the directory of a former warehouse could not be removed'),
  };
  const current = directory.current();
  const slot =
    current === null ? await openNew(slotDeps, wanted) : await openPresent(slotDeps, current, wanted, logger);

  let rebuilding: Promise<RebuildProgress> | null = null;
  let stopping = false;
  async function rebuild(onProgress: (progress: RebuildProgress) => void): Promise<RebuildProgress> {
    const name = newWarehouseName();
    const goal = runOfAll(settings);
    try {
      const result = await runInChild({ directory, name, onProgress, isStopping: () => stopping });
      await slot.switchTo(name, goal, async () => ({
        record: result.record,
        attribute: await log.endOffsets(TOPICS.conversionsDue),
      }));
      return result;
    } catch (error) {
      slot.discard(name);
      throw error;
    }
  }
  const rebuildOnce: Line['rebuild'] = (onProgress) =>
    (rebuilding ??= rebuild(onProgress).finally(() => (rebuilding = null)));

  const builtUnder = directory.current()?.run ?? wanted;
  if (builtUnder !== wanted) {
    logger.warn({ from: builtUnder, to: wanted }, 'rules changed: the warehouse is rebuilt beside the present one');
    rebuildOnce(() => {}).catch((err: unknown) =>
      logger.error({ err }, 'the rebuild failed; the present warehouse goes on'),
    );
  }
  return {
    slot,
    rebuild: rebuildOnce,
    sweepDeps: () => ({
      log,
      run: (workspace) => runOf(ofLine.state(), workspace),
      epoch: 0,
      warehouse: slot.warehouse,
      status: slot.status,
      workspaces: settings
        .state()
        .workspaces()
        .map(({ id }) => id),
    }),
    cancelRebuild() {
      stopping = true;
    },
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

async function openNew(deps: SlotDeps, run: string): Promise<WarehouseSlot> {
  const name = newWarehouseName();
  deps.directory.switchTo({ directory: name, run });
  return openWarehouseSlot(deps, name);
}

/** @throws WarehouseLockedError, and what a full disk makes of opening: a good warehouse is not set aside for these */
async function openPresent(
  deps: SlotDeps,
  current: CurrentWarehouse,
  run: string,
  logger: Logger,
): Promise<WarehouseSlot> {
  try {
    return await openWarehouseSlot(deps, current.directory);
  } catch (err) {
    if (err instanceof WarehouseLockedError || deps.directory.isFull()) throw err;
    const aside = deps.directory.setAside(current.directory);
    logger.error({ err, aside }, 'the warehouse cannot be used; it is set aside and made anew from the log');
    return openNew(deps, run);
  }
}
