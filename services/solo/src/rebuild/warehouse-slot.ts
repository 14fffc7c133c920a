import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { createPipelineStatus, groupsOf, startPipeline, type PipelineDeps, type PipelineStatus } from '@throughline/attribution';
import { createWarehouse, type Warehouse } from '@throughline/warehouse';
import type { DataDirectory } from '../data-directory/data-directory.ts';

/** A warehouse that is open in this process, with the pipeline that keeps it up to date. */
interface Running {
  readonly name: string;
  readonly warehouse: Warehouse;
  readonly status: PipelineStatus;
  readonly stop: () => Promise<void>;
}

type Line = Omit<PipelineDeps, 'warehouse' | 'groups' | 'from' | 'epoch'>;

/** Where a freshly built warehouse begins to read live. */
export interface TakeOver {
  readonly record: readonly number[];
  readonly attribute: readonly number[];
}

/**
 * The warehouse that answers now, and the switch to another. One process can hold one chDB directory open, so the switch
 * closes the old, opens the new and lets it catch up while questions wait; when the new one does not open or answer, the
 * old one comes back. A crash at any point leaves the pointer at one of the two; the other goes at the next start.
 */
export interface WarehouseSlot {
  /** Stable: every call goes to the warehouse of the moment, and waits while it changes. */
  readonly warehouse: Warehouse;
  readonly status: PipelineStatus;
  /** A free directory name for a warehouse to be built. */
  newName(): string;
  switchTo(name: string, run: string, from: () => Promise<TakeOver>): Promise<void>;
  stop(): Promise<void>;
}

export async function openWarehouseSlot(
  directory: DataDirectory,
  line: Line,
  now: () => number,
  initial: { readonly name: string },
): Promise<WarehouseSlot> {
  let running = await open(directory, line, now, initial.name);
  let changing: Promise<void> = Promise.resolve();
  removeOthers(directory, running.name);

  const present = async (): Promise<Running> => {
    await changing;
    return running;
  };
  // Every member of a warehouse is an asynchronous method, so one rule serves them all.
  const warehouse = new Proxy({} as Warehouse, {
    get: (_, name) => async (...args: unknown[]) => {
      const current = (await present()).warehouse as unknown as Record<string | symbol, (...args: unknown[]) => unknown>;
      return current[name]?.(...args);
    },
  });

  async function change(name: string, run: string, from: () => Promise<TakeOver>): Promise<void> {
    const old = running;
    const takeOver = await from();
    await old.stop();
    try {
      running = await open(directory, line, now, name, takeOver);
      await untilCaughtUp(running.status, now);
    } catch (error) {
      if (running !== old) await running.stop();
      running = await open(directory, line, now, old.name);
      throw error;
    }
    directory.switchTo({ directory: name, run });
    removeOthers(directory, name);
  }

  return {
    warehouse,
    status: {
      status: async () => (await present()).status.status(),
      caughtUp: async (position) => (await present()).status.caughtUp(position),
    },
    newName: () => randomBytes(6).toString('hex'),
    switchTo(name, run, from) {
      const changed = change(name, run, from);
      changing = changed.catch(() => undefined);
      return changed;
    },
    stop: async () => (await present()).stop(),
  };
}

/** Under a steady load "caught up" is a moving mark; questions do not wait for it longer than this. */
const LONGEST_CATCH_UP_MS = 10_000;

/** The first check of a new warehouse: it answers, and shows everything that was accepted before. */
async function untilCaughtUp(status: PipelineStatus, now: () => number): Promise<void> {
  const until = now() + LONGEST_CATCH_UP_MS;
  while (!(await status.status()).caught_up && now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function open(directory: DataDirectory, line: Line, now: () => number, name: string, from?: TakeOver): Promise<Running> {
  const warehouse = await createWarehouse({ kind: 'chdb', path: directory.warehouse(name) });
  await warehouse.migrate();
  const groups = groupsOf(name);
  const pipeline = await startPipeline({ ...line, warehouse, groups, epoch: 0, ...(from === undefined ? {} : { from }) });
  return {
    name,
    warehouse,
    status: createPipelineStatus(line.log, groups, now),
    stop: async () => {
      await pipeline.stop();
      await warehouse.close();
    },
  };
}

function removeOthers(directory: DataDirectory, kept: string): void {
  for (const name of readdirSync(directory.warehouses)) {
    if (name !== kept) rmSync(directory.warehouse(name), { recursive: true, force: true });
  }
}
