import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import {
  createPipelineStatus,
  groupsOf,
  lineSettings,
  startPipeline,
  threadSteps,
  type LineSettingsSource,
  type PipelineDeps,
  type PipelineStatus,
} from '@throughline/attribution';
import { encodePosition, TOPICS } from '@throughline/events';
import type { EventLog } from '@throughline/event-log';
import { RULES_HASH } from '@throughline/lookups';
import { pinRules, type PinnedSettings, type SettingsStore } from '@throughline/settings';
import { createWarehouse, type Statement, type Warehouse } from '@throughline/warehouse';
import { BROKEN, type CurrentWarehouse, type DataDirectory } from '../data-directory/data-directory.ts';
import { SwitchableWarehouse } from './switchable-warehouse.ts';
import { checkWarehouse } from './warehouse-damage.ts';

/** A warehouse that is open in this process, with the pipeline that keeps it up to date. */
interface Running {
  readonly current: CurrentWarehouse;
  readonly settings: PinnedSettings;
  readonly rules: LineSettingsSource;
  readonly warehouse: Warehouse;
  readonly status: PipelineStatus;
  readonly stop: () => Promise<void>;
}

/** What every warehouse of this process works with. */
export interface SlotDeps extends Pick<PipelineDeps, 'log' | 'outages' | 'trace'> {
  readonly settings: SettingsStore;
  readonly directory: DataDirectory;
  readonly now: () => number;
  /** Told of every statement, and of the directory of its warehouse. */
  readonly onStatement: (statement: Statement, directory: string) => void;
  /** A directory that is of no use any more could not be removed. */
  readonly onLeftBehind: (name: string, error: unknown) => void;
  /** The warehouse that was to come back after a switch that failed does not open; an empty one takes its place. */
  readonly onLost: (name: string, error: unknown) => void;
}

/** Where a freshly built warehouse begins to read live. */
export interface TakeOver {
  readonly record: readonly number[];
  readonly attribute: readonly number[];
}

/**
 * The warehouse that answers now, and the switch to another. One process can hold one chDB directory open, so the switch
 * closes the old, opens the new and lets it catch up while questions wait; when the new one does not open or answer, the
 * old one comes back, or, when that was damaged meanwhile, an empty one that the pipeline fills. A crash at any point leaves the pointer at one of the two; the other goes at the next start.
 */
export interface WarehouseSlot {
  /** Stable: every call goes to the warehouse of the moment, and waits while it changes. */
  readonly warehouse: Warehouse;
  readonly status: PipelineStatus;
  /** What the warehouse of the moment was built under: all of it, also what came after the settings changed. */
  settings(): PinnedSettings;
  /** The same as the line's steps take them. */
  readonly rules: LineSettingsSource;
  current(): CurrentWarehouse;
  switchTo(next: CurrentWarehouse, from: () => Promise<TakeOver>): Promise<void>;
  /** Removes a warehouse that was begun and is not wanted any more. */
  discard(name: string): void;
  stop(): Promise<void>;
}

/**
 * A directory name that no warehouse had before. Never a name anew: the positions of its consumers are kept under it,
 * and an empty warehouse under an old name would go on where the old one stood.
 */
export const newWarehouseName = (): string => randomBytes(6).toString('hex');

/** @throws WarehouseError when it cannot be opened or is damaged; nothing stays open then */
export async function openWarehouseSlot(deps: SlotDeps, current: CurrentWarehouse): Promise<WarehouseSlot> {
  const { directory } = deps;
  let running = await open(deps, current);
  const slot = new SwitchableWarehouse(running.warehouse);
  removeExcept(deps, (other) => other === current.directory || other.endsWith(BROKEN));

  async function change(
    next: CurrentWarehouse,
    from: () => Promise<TakeOver>,
    set: (warehouse: Warehouse) => void,
  ): Promise<void> {
    const old = running;
    const takeOver = await from();
    await old.stop();
    let opened: Running | null = null;
    try {
      opened = await open(deps, next, takeOver);
      await untilCaughtUp(opened.status, deps);
      directory.switchTo(next);
      running = opened;
    } catch (error) {
      await opened?.stop();
      running = await openAgain(deps, old.current);
      throw error;
    } finally {
      set(running.warehouse);
    }
    removeExcept(deps, (other) => other === next.directory);
  }

  const settled = async (): Promise<Running> => {
    await slot.settled();
    return running;
  };
  return {
    warehouse: slot.warehouse,
    status: {
      status: async () => (await settled()).status.status(),
      caughtUp: async (position) => (await settled()).status.caughtUp(position),
    },
    settings: () => running.settings,
    rules: { state: () => running.rules.state(), refresh: () => running.rules.refresh() },
    current: () => running.current,
    switchTo: (next, from) => slot.change((set) => change(next, from, set)),
    discard: (unwanted) => removeExcept(deps, (other) => other !== unwanted),
    stop: async () => (await settled()).stop(),
  };
}

/** A warehouse that is so far behind catches up while it answers; questions do not wait for it longer than this. */
const LONGEST_CATCH_UP_MS = 10_000;

/** The first check of a new warehouse: it answers, and shows everything accepted until now (not a mark that moves on). */
async function untilCaughtUp(status: PipelineStatus, { log, now }: SlotDeps): Promise<void> {
  const until = now() + LONGEST_CATCH_UP_MS;
  const position = encodePosition({ [TOPICS.events]: await log.endOffsets(TOPICS.events) });
  while (!(await status.caughtUp(position)) && now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function open(deps: SlotDeps, current: CurrentWarehouse, from?: TakeOver): Promise<Running> {
  const { directory, log, now, onStatement, outages, trace } = deps;
  const groups = groupsOf(current.directory);
  const settings = await pinnedSettings(deps.settings, current);
  const rules = lineSettings(settings, RULES_HASH);
  const path = directory.warehouse(current.directory);
  const warehouse = await createWarehouse({ kind: 'chdb', path }, (statement) =>
    onStatement(statement, current.directory),
  );
  try {
    await checkWarehouse(warehouse, await hasRecorded(log, groups.record));
    await warehouse.migrate();
    const steps = threadSteps(warehouse, rules);
    const pipeline = await startPipeline({
      log,
      steps,
      groups,
      epoch: 0,
      outages,
      ...(trace === undefined ? {} : { trace }),
      ...(from === undefined ? {} : { from }),
    });
    return {
      current,
      settings,
      rules,
      warehouse,
      status: createPipelineStatus(log, groups, now),
      stop: async () => {
        await pipeline.stop();
        await steps.stop();
        await warehouse.close();
      },
    };
  } catch (error) {
    // A process can hold one directory open: the next attempt needs this one closed.
    await warehouse.close();
    throw error;
  }
}

/** The former one; where it does not open any more, an empty one that the pipeline fills from the log, as at a start. */
async function openAgain(deps: SlotDeps, former: CurrentWarehouse): Promise<Running> {
  try {
    return await open(deps, former);
  } catch (error) {
    if (deps.directory.isFull()) throw error;
    deps.onLost(former.directory, error);
    const empty = { ...former, directory: newWarehouseName() };
    const running = await open(deps, empty);
    deps.directory.switchTo(empty);
    return running;
  }
}

const pinnedSettings = async (
  settings: SettingsStore,
  { settings: version }: CurrentWarehouse,
): Promise<PinnedSettings> => pinRules(settings, await settings.stateAt(version ?? settings.state().version));

const hasRecorded = async (log: EventLog, group: string): Promise<boolean> =>
  (await log.committedOffsets(TOPICS.events, group)).some((offset) => offset > 0);

/** Best effort: a directory that stays only takes room, and goes at the next start. */
function removeExcept({ directory, onLeftBehind }: SlotDeps, isKept: (name: string) => boolean): void {
  for (const name of readdirSync(directory.warehouses).filter((other) => !isKept(other))) {
    try {
      // The process of a rebuild whose parent was killed may still be writing into its directory for a moment.
      rmSync(directory.warehouse(name), { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    } catch (error) {
      onLeftBehind(name, error);
    }
  }
}
