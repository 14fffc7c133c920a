import { join } from 'node:path';
import { createLifecycle, createLogger } from '@throughline/runtime';
import { startClickHouseFront } from '@throughline/warehouse';
import { clusterFailure } from '../cluster/cluster-failure.ts';
import { openDataDirectory } from '../data-directory/data-directory.ts';
import type { CommandContext } from './command-context.ts';

/**
 * `throughline front`: the embedded engine behind ClickHouse's HTTP interface, for a cluster on one machine that has no
 * ClickHouse server. Its data stands in the data directory; user and password are those that the cluster's processes use.
 */
export async function front(context: CommandContext, options: { json?: boolean }): Promise<number | undefined> {
  const { config } = context;
  const logger = createLogger({ level: config.LOG_LEVEL, name: 'front' });
  const lifecycle = createLifecycle(logger);
  try {
    const { path } = openDataDirectory(config.DATA_DIR, config.MASTER_KEY);
    const served = await startClickHouseFront({
      path: join(path, 'front'),
      users: [{ name: config.CLICKHOUSE_USER, password: config.CLICKHOUSE_PASSWORD }],
      port: config.PORT,
    });
    lifecycle.onStop('front', () => served.close());
    const stopped = lifecycle.untilSignal(context.streams);
    context.progress(`ClickHouse front: ${served.url}`);
    if (options.json === true) context.print(JSON.stringify({ url: served.url }));
    return await stopped;
  } catch (error) {
    throw clusterFailure(error) ?? error;
  }
}
