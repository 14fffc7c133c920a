import { createLogger, createMetrics } from '@throughline/runtime';
import { clusterConfig } from '../cluster/cluster-config.ts';
import { clusterFailure } from '../cluster/cluster-failure.ts';
import { raiseEpoch } from '../cluster/raise-epoch.ts';
import { StartError } from '../start-error.ts';
import { systemClock } from '../system-clock.ts';
import { EXIT, type CommandContext } from './command-context.ts';

/** `throughline epoch raise`: spreads dues anew over more partitions, or after `conversions-due` was made anew. */
export async function epochRaise(
  context: CommandContext,
  { partitions, json = false }: { partitions?: number; json?: boolean },
): Promise<number | undefined> {
  if (context.config.MODE !== 'cluster') {
    throw new StartError('mode', 'one process has one partition and one epoch: this is for THROUGHLINE_MODE=cluster');
  }
  const config = clusterConfig(context.config);
  const logger = createLogger({ level: config.LOG_LEVEL, name: 'epoch' });
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) context.streams.on(signal, () => stopping.abort(signal));
  try {
    const deps = { config, logger, metrics: createMetrics(), now: systemClock };
    const { number, partitions: count } = await raiseEpoch(deps, {
      partitions,
      onProgress: (what) => context.progress(what),
      stop: stopping.signal,
    });
    context.print(json ? JSON.stringify({ epoch: number, partitions: count }) : `epoch ${number}, ${count} partitions`);
    return undefined;
  } catch (error) {
    if (stopping.signal.aborted) return EXIT.interrupted;
    throw clusterFailure(error) ?? error;
  }
}
