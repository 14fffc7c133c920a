import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { createPipelineStatus, groupsOf, startPipeline, type Groups, type PipelineDeps, type PipelineStatus } from '@throughline/attribution';
import { createWarehouse, type Warehouse } from '@throughline/warehouse';
import type { DataDirectory } from '../data-directory/data-directory.ts';

/** A warehouse that is open in this process, with the pipeline that keeps it up to date. */
interface Running {
  readonly name: string;
  readonly warehouse: Warehouse;
  readonly groups: Groups;
  readonly stop: () => Promise<void>;
}

type Line = Omit<PipelineDeps, 'warehouse' | 'groups' | 'from' | 'epoch'>;

/** Where a freshly built warehouse begins to read live. */
export interface TakeOver {
  readonly record: readonly number[];
  readonly attribute: readonly number[];
}

/**
 * The warehouse that answers now, and the switch to another. The old one goes on answering until the new one has caught
 * up and answered its first check; a crash at any point leaves the pointer at one of the two, and the other is removed
 * at the next start.
 */
export interface WarehouseSlot {
  /** Stable: every call goes to the warehouse of the moment. */
  readonly warehouse: Warehouse;
  readonly status: PipelineStatus;
  /** A free directory name for a warehouse to be built. */
  newName(): string;
  switchTo(name: string, run: string, from: TakeOver): Promise<void>;
  stop(): Promise<void>;
}

export async function openWarehouseSlot(
  directory: DataDirectory,
  line: Line,
  now: () => number,
  initial: { readonly name: string; readonly from?: TakeOver },
): Promise<WarehouseSlot> {
  let running = await open(directory, line, initial.name, initial.from);
  removeOthers(directory, running.name);
  let status = createPipelineStatus(line.log, running.groups, now);

  const warehouse: Warehouse = {
    migrate: () => running.warehouse.migrate(),
    migrationStatus: () => running.warehouse.migrationStatus(),
    insert: (table, rows) => running.warehouse.insert(table, rows),
    select: (query, options) => running.warehouse.select(query, options),
    documents: (query, options) => running.warehouse.documents(query, options),
    command: (statement, options) => running.warehouse.command(statement, options),
    withScratch: (like, rows, use) => running.warehouse.withScratch(like, rows, use),
    close: () => running.warehouse.close(),
  };

  return {
    warehouse,
    status: { status: () => status.status(), caughtUp: (position) => status.caughtUp(position) },
    newName: () => randomBytes(6).toString('hex'),
    async switchTo(name, run, from) {
      const next = await open(directory, line, name, from);
      const nextStatus = createPipelineStatus(line.log, next.groups, now);
      while (!(await nextStatus.status()).caught_up) await new Promise((resolve) => setTimeout(resolve, 50));
      const old = running;
      running = next;
      status = nextStatus;
      directory.switchTo({ directory: name, run });
      await old.stop();
      rmSync(directory.warehouse(old.name), { recursive: true, force: true });
    },
    stop: () => running.stop(),
  };
}

async function open(directory: DataDirectory, line: Line, name: string, from?: TakeOver): Promise<Running> {
  const warehouse = await createWarehouse({ kind: 'chdb', path: directory.warehouse(name) });
  await warehouse.migrate();
  const groups = groupsOf(name);
  const pipeline = await startPipeline({ ...line, warehouse, groups, epoch: 0, ...(from === undefined ? {} : { from }) });
  return {
    name,
    warehouse,
    groups,
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
