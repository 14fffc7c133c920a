import {
  createWarehouse,
  WarehouseLockedError,
  type MigrationResult,
  type MigrationState,
} from '@throughline/warehouse';
import { openDataDirectory } from '../data-directory/data-directory.ts';
import { StartError } from '../start-error.ts';
import type { CommandContext } from './command-context.ts';

/** `throughline migrate up|status`: the schema of a stopped installation (a running one has migrated at its start). */
export const migrate =
  (what: 'up' | 'status') =>
  async (context: CommandContext, options: { json?: boolean }): Promise<number | undefined> => {
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
      context.print(options.json === true ? JSON.stringify(result) : asText(result));
    } finally {
      await warehouse.close();
    }
    return undefined;
  };

function asText(result: MigrationResult | readonly MigrationState[]): string {
  if ('applied' in result) return `version ${result.version}; applied now: ${result.applied.join(', ') || 'none'}`;
  return result.map(({ version, name, state }) => [version, state, name].join('\t')).join('\n');
}

async function open(path: string): ReturnType<typeof createWarehouse> {
  try {
    return await createWarehouse({ kind: 'chdb', path });
  } catch (error) {
    if (error instanceof WarehouseLockedError)
      throw new StartError('locked', `${error.message} A running instance has migrated at its start.`);
    throw error;
  }
}
