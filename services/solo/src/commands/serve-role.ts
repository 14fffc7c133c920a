import { createLogger, createMetrics } from '@throughline/runtime';
import { clusterConfig } from '../cluster/cluster-config.ts';
import { ROLES, type RoleName } from '../cluster/role.ts';
import { startRole } from '../cluster/start-role.ts';
import { clusterFailure } from '../cluster/cluster-failure.ts';
import { startFailure } from '../start-failure.ts';
import { systemClock } from '../system-clock.ts';
import type { CommandContext } from './command-context.ts';

export const isRole = (name: string): name is RoleName => ROLES.some((role) => role === name);

/** `throughline start --role <role>`: one process of a cluster, until SIGINT or SIGTERM. */
export async function serveRole(
  context: CommandContext,
  role: RoleName,
  options: { json?: boolean },
): Promise<number | undefined> {
  const config = clusterConfig(context.config);
  const logger = createLogger({ level: config.LOG_LEVEL, name: role });
  process.on('unhandledRejection', (err) => logger.error({ err }, 'unhandled rejection'));
  const started = await startRole(role, { config, logger, metrics: createMetrics(), now: systemClock });
  const stopped = started.lifecycle.untilSignal(context.streams);
  context.progress(`Throughline ${role}: ${started.url}`);
  if (options.json === true) context.print(JSON.stringify({ url: started.url }));
  try {
    await started.working;
  } catch (error) {
    await started.lifecycle.stop();
    throw clusterFailure(error) ?? startFailure(error, config.DATA_DIR) ?? error;
  }
  return stopped;
}
