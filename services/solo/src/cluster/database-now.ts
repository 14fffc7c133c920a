import { createLifecycle } from '@throughline/runtime';
import { NotPreparedError } from './not-prepared-error.ts';
import { openCluster, type ProcessDeps } from './open-cluster.ts';
import { presentDatabase } from './present-database.ts';

/** The database that answers, for a command that opens nothing else; before a cluster is prepared the configured one. */
export async function databaseNow(deps: ProcessDeps): Promise<string> {
  const parts = createLifecycle(deps.logger);
  try {
    const { settings } = await openCluster(deps, parts);
    return presentDatabase(deps.config, settings.state());
  } catch (error) {
    if (error instanceof NotPreparedError) return deps.config.CLICKHOUSE_DATABASE;
    throw error;
  } finally {
    await parts.stop();
  }
}
