import { createWarehouse, WarehouseLockedError } from '@throughline/warehouse';
import { openDataDirectory } from '../data-directory/data-directory.ts';
import { StartError } from '../start-error.ts';
import type { CommandContext } from './command-context.ts';
import { migrateCluster } from './migrate-cluster.ts';
import { migrationText } from './migration-text.ts';

/**
 * `throughline migrate up|status`: the schema of a stopped installation (a running one has migrated at its start). In a
 * cluster `up` prepares all that its processes wait for.
 */
export const migrate =
  (what: 'up' | 'status') =>
  async (context: CommandContext, options: { json?: boolean }): Promise<number | undefined> => {
    if (context.config.MODE === 'cluster') return migrateCluster(what, context, options);
    const directory = openDataDirectory(context.config.DATA_DIR, context.config.MASTER_KEY);
    const current = directory.current();
    if (current === null)
      throw new StartError(
        'no_warehouse',
        `there is no warehouse in ${directory.path} yet: "throughline start" makes it`,
      );
    const warehouse = await open(directory.warehouse(current.directory));
    try {
      const result = what === 'up' ? await warehouse.migrate() : await warehouse.migrationStatus();
      context.print(options.json === true ? JSON.stringify(result) : migrationText(result));
    } finally {
      await warehouse.close();
    }
    return undefined;
  };

async function open(path: string): ReturnType<typeof createWarehouse> {
  try {
    return await createWarehouse({ kind: 'chdb', path });
  } catch (error) {
    if (error instanceof WarehouseLockedError)
      throw new StartError('locked', `${error.message} A running instance has migrated at its start.`);
    throw error;
  }
}
