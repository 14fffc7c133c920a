import type { EventLog } from '@throughline/event-log';
import { lineTrace, type SweepDeps } from '@throughline/attribution';
import type { RebuildJson } from '@throughline/query';
import { createOutageLog, type Logger } from '@throughline/runtime';
import type { PinnedSettings, SettingsStore } from '@throughline/settings';
import { TOPICS } from '@throughline/events';
import { WarehouseLockedError, type StatementObserver } from '@throughline/warehouse';
import type { CurrentWarehouse, DataDirectory } from './data-directory/data-directory.ts';
import { watchDamage } from './rebuild/damage-watch.ts';
import { followRun, type RunFollower } from './rebuild/follow-run.ts';
import { runInChild, type RebuildProgress } from './rebuild/run-in-child.ts';
import { isOfPresentRun, runOfAll } from './rebuild/run-of-all.ts';
import { newWarehouseName, openWarehouseSlot, type SlotDeps, type WarehouseSlot } from './rebuild/warehouse-slot.ts';

/** The line from the log to the rows, and the tool that makes the warehouse anew beside it. */
export interface Line {
  readonly slot: WarehouseSlot;
  readonly sweepDeps: () => Omit<SweepDeps, 'isStopping'>;
  /** The settings with the rules that the rows of the moment follow. */
  readonly settings: () => PinnedSettings;
  /** One at a time: a second call waits for the first and gets its result. */
  rebuild(onProgress: (progress: RebuildProgress) => void): Promise<RebuildProgress>;
  /** Files of the present warehouse are gone or changed. */
  isDamaged(): boolean;
  /** What is made anew or should be; null: nothing. */
  rebuildNews(): RebuildJson | null;
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
  /** Told of every damaged warehouse that another has replaced. */
  readonly onHealed: () => void;
}

/** A person who changes several settings in a row waits for the reports once. */
const QUIET_MS = 1_000;

/**
 * Opens the warehouse that the pointer names (a new one when there is none, or when it cannot be used: the log has
 * everything) and starts the pipeline. When it was built under other rules, at the start or because the settings change,
 * a rebuild begins beside it; until it stands the present one goes on under its own. So it does when a statement finds that
 * its files are damaged.
 */
export async function openLine(deps: LineDeps): Promise<Line> {
  const { directory, log, settings, logger, now, onStatement, onHealed } = deps;
  let follower: RunFollower | null = null;
  const damage = watchDamage({
    logger,
    now,
    isFull: () => directory.isFull(),
    onDamage: () => follower?.look(),
  });
  const slotDeps: SlotDeps = {
    log,
    directory,
    now,
    settings,
    onStatement(statement, ofWarehouse) {
      onStatement(statement);
      if (statement.error !== null) damage.failed(ofWarehouse, statement.error);
    },
    outages: createOutageLog(logger, now),
    trace: lineTrace(logger, log),
    onLeftBehind: (name, err) => logger.warn({ err, name }, 'the directory of a former warehouse could not be removed'),
    onLost: (name, err) =>
      logger.error({ err, name }, 'the warehouse does not open again after the rebuild; it is made anew from the log'),
  };
  const current = directory.current();
  const slot = current === null ? await openNew(slotDeps) : await openPresent(slotDeps, current, logger);

  const present = (): string => slot.current().directory;

  let rebuilding: Promise<RebuildProgress> | null = null;
  let progress: Pick<RebuildProgress, 'events' | 'total'> | null = null;
  let stopping = false;
  async function rebuild(onProgress: (progress: RebuildProgress) => void): Promise<RebuildProgress> {
    const next = newWarehouse(settings);
    const former = present();
    try {
      const result = await runInChild({
        directory,
        name: next.directory,
        settings: next.settings,
        isStopping: () => stopping,
        onProgress(made) {
          progress = made;
          onProgress(made);
        },
      });
      await slot.switchTo(next, async () => ({
        record: result.record,
        attribute: await log.endOffsets(TOPICS.conversionsDue),
      }));
      if (damage.isDamaged(former)) onHealed();
      return result;
    } catch (error) {
      slot.discard(next.directory);
      throw error;
    }
  }
  const rebuildOnce: Line['rebuild'] = (onProgress) =>
    (rebuilding ??= rebuild(onProgress).finally(() => {
      rebuilding = progress = null;
      following.look();
    }));

  const following = followRun({
    wanted: () => `${runOfAll(settings.state())}${damage.isToHeal(present()) ? ` in place of ${present()}` : ''}`,
    isPresent: () =>
      !damage.isToHeal(present()) && isOfPresentRun(slot.current().run, slot.settings(), settings.state()),
    reason: () => (damage.isToHeal(present()) ? 'damaged' : 'rules_changed'),
    rebuild: () => rebuildOnce(() => {}),
    logger,
    quietMs: QUIET_MS,
  });
  follower = following;
  const unwatch = settings.watch(() => following.look());
  following.look();
  return {
    slot,
    rebuild: rebuildOnce,
    settings: () => slot.settings(),
    isDamaged: () => damage.isDamaged(present()),
    rebuildNews() {
      const state = following.state();
      const isDamaged = damage.isDamaged(present());
      if (rebuilding !== null) {
        const { events, total } = progress ?? {};
        const far = events === undefined || total === undefined ? {} : { events, total };
        return {
          reason: isDamaged ? 'damaged' : state === null ? 'asked' : 'rules_changed',
          state: 'building',
          ...far,
        };
      }
      // Damaged and not followed: it was healed as often as it may be.
      if (isDamaged) return { reason: 'damaged', state: state ?? 'needed' };
      return state === null ? null : { reason: 'rules_changed', state };
    },
    sweepDeps: () => ({
      log,
      settings: slot.rules,
      epoch: 0,
      warehouse: slot.warehouse,
      status: slot.status,
    }),
    cancelRebuild() {
      stopping = true;
      following.stop();
    },
    async stop() {
      stopping = true;
      unwatch();
      following.stop();
      await rebuilding?.catch(() => undefined);
      await slot.stop();
    },
  };
}

/** A warehouse of the present run, that is not there yet. */
function newWarehouse(settings: SettingsStore): Required<CurrentWarehouse> {
  const state = settings.state();
  return { directory: newWarehouseName(), run: runOfAll(state), settings: state.version };
}

async function openNew(deps: SlotDeps): Promise<WarehouseSlot> {
  const next = newWarehouse(deps.settings);
  deps.directory.switchTo(next);
  return openWarehouseSlot(deps, next);
}

/** @throws WarehouseLockedError, and what a full disk makes of opening: a good warehouse is not set aside for these */
async function openPresent(deps: SlotDeps, current: CurrentWarehouse, logger: Logger): Promise<WarehouseSlot> {
  try {
    return await openWarehouseSlot(deps, current);
  } catch (err) {
    if (err instanceof WarehouseLockedError || deps.directory.isFull()) throw err;
    const aside = deps.directory.setAside(current.directory);
    logger.error({ err, aside }, 'the warehouse cannot be used; it is set aside and made anew from the log');
    return openNew(deps);
  }
}
