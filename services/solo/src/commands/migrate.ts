import { createWarehouse, WarehouseLockedError } from '@throughline/warehouse';
import { openDataDirectory } from '../data-directory/data-directory.ts';
import { StartError } from '../start-error.ts';
import type { CommandContext } from './command-line.ts';

/** `throughline migrate up|status`: the schema of a stopped installation (a running one has migrated at its start). */
export const migrate =
  (what: 'up' | 'status') =>
  async (context: CommandContext): Promise<number | undefined> => {
    const directory = openDataDirectory(context.config.DATA_DIR, context.config.MASTER_KEY);
    const current = directory.current();
    if (current === null) throw new StartError('no_warehouse', `there is no warehouse in ${directory.path} yet: "throughline start" makes it`);
    const warehouse = await open(directory.warehouse(current.directory));
    try {
      context.print(JSON.stringify(what === 'up' ? await warehouse.migrate() : await warehouse.migrationStatus()));
    } finally {
      await warehouse.close();
    }
    return undefined;
  };

async function open(path: string): ReturnType<typeof createWarehouse> {
  try {
    return await createWarehouse({ kind: 'chdb', path });
  } catch (error) {
    if (error instanceof WarehouseLockedError) throw new StartError('locked', `${error.message}; stop the running instance first`);
    throw error;
  }
}
