import { randomBytes } from 'node:crypto';
import { createLogger, createMetrics } from '@throughline/runtime';
import { clusterConfig } from '../cluster/cluster-config.ts';
import { clusterFailure } from '../cluster/cluster-failure.ts';
import { rebuildCluster } from '../cluster/rebuild-cluster.ts';
import { systemClock } from '../system-clock.ts';
import type { CommandContext } from './command-context.ts';

/** `throughline rebuild` in a cluster: the work is done by this process, with the configuration of the others. */
export async function rebuildOfCluster(context: CommandContext): Promise<undefined> {
  const config = clusterConfig(context.config);
  const logger = createLogger({ level: config.LOG_LEVEL, name: 'rebuild' });
  try {
    const { events, candidates, database, former } = await rebuildCluster(
      { config, logger, metrics: createMetrics(), now: systemClock },
      { id: randomBytes(6).toString('hex'), onProgress: (what) => context.progress(what) },
    );
    context.progress(`the processes move to database ${database}; ${former} stays as it is until the next rebuild`);
    context.print(JSON.stringify({ events, candidates, database }));
  } catch (error) {
    throw clusterFailure(error) ?? error;
  }
}
