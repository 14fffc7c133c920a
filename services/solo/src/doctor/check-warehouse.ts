import { readdirSync } from 'node:fs';
import { createWarehouse, WarehouseLockedError, type Warehouse } from '@throughline/warehouse';
import { BROKEN, type CurrentWarehouse, type DataDirectory } from '../data-directory/data-directory.ts';
import { checkWarehouse as throwIfDamaged } from '../rebuild/warehouse-damage.ts';
import { findingsOf, type Finding } from './finding.ts';

const { ok, warning, problem } = findingsOf('warehouse');

/** What is known of the installation when its warehouse is looked at. */
export interface WarehouseSight {
  readonly directory: DataDirectory;
  /** Whether it was built under the run that code and settings ask for; null when the settings cannot be read. */
  readonly isOfPresentRun: ((current: CurrentWarehouse) => Promise<boolean>) | null;
  readonly hasEvents: boolean;
  /** A running instance holds the warehouse: it looked into it at its start, nobody else can. */
  readonly isRunning: boolean;
}

/** Is the warehouse there, whole, and of the present rules? It is disposable: whatever is wrong, the log has everything. */
export async function checkWarehouse({
  directory,
  isOfPresentRun,
  hasEvents,
  isRunning,
}: WarehouseSight): Promise<Finding[]> {
  const aside = readdirSync(directory.warehouses).filter((name) => name.endsWith(BROKEN));
  const left = aside.map((name) =>
    warning(`it was damaged and made anew; what was left of it is in ${directory.warehouse(name)}`),
  );
  const current = directory.current();
  if (current === null) {
    return [...left, hasEvents ? warning('there is none: the next start makes it from the log') : ok('none yet')];
  }
  const damage = isRunning ? null : await damageOf(directory.warehouse(current.directory), hasEvents);
  if (damage !== null) return [...left, problem(`${damage}: the next start sets it aside and makes it anew`)];
  if (isOfPresentRun !== null && !(await isOfPresentRun(current))) {
    return [
      ...left,
      warning('it was built under other rules or settings: a running instance, or the next start, rebuilds it'),
    ];
  }
  return [...left, ok(isRunning ? 'of the present rules' : 'whole, and of the present rules')];
}

async function damageOf(path: string, hasEvents: boolean): Promise<string | null> {
  let warehouse: Warehouse;
  try {
    warehouse = await createWarehouse({ kind: 'chdb', path });
  } catch (error) {
    if (error instanceof WarehouseLockedError) return null;
    return `it cannot be opened (${messageOf(error)})`;
  }
  try {
    await throwIfDamaged(warehouse, hasEvents);
    return null;
  } catch (error) {
    return messageOf(error);
  } finally {
    await warehouse.close();
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
