import { createLogger, createMetrics } from '@throughline/runtime';
import { createWarehouse } from '@throughline/warehouse';
import { clusterConfig } from '../cluster/cluster-config.ts';
import { databaseNow } from '../cluster/database-now.ts';
import { warehouseConfig } from '../cluster/open-cluster.ts';
import { prepareCluster } from '../cluster/prepare.ts';
import { clusterFailure } from '../cluster/cluster-failure.ts';
import { systemClock } from '../system-clock.ts';
import type { CommandContext } from './command-context.ts';
import { migrationText } from './migration-text.ts';

/** `throughline migrate up|status` in a cluster: `up` makes topics, schema, the first workspace and the admin key. */
export async function migrateCluster(
  what: 'up' | 'status',
  context: CommandContext,
  options: { json?: boolean },
): Promise<undefined> {
  const config = clusterConfig(context.config);
  const print = (result: Parameters<typeof migrationText>[0]): void =>
    context.print(options.json === true ? JSON.stringify(result) : migrationText(result));
  const logger = createLogger({ level: config.LOG_LEVEL, name: 'migrate' });
  try {
    if (what === 'status') {
      const database = await databaseNow({ config, logger, metrics: createMetrics(), now: systemClock });
      const warehouse = await createWarehouse(warehouseConfig(config, database));
      try {
        print(await warehouse.migrationStatus());
      } finally {
        await warehouse.close();
      }
      return;
    }
    const { newAdminKey, ...result } = await prepareCluster({ config, logger });
    print(result);
    if (newAdminKey !== null) {
      context.progress(`Ключ администратора (показан один раз) / admin key (shown once): ${newAdminKey}`);
    }
  } catch (error) {
    throw clusterFailure(error) ?? error;
  }
}
