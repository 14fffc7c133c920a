import { createPipelineStatus, groupsOf } from '@throughline/attribution';
import { startSharedJobs } from '@throughline/jobs';
import { RULES_HASH } from '@throughline/lookups';
import { runParameters } from '@throughline/settings';
import { measuredJobs, sweepMetrics } from '../../metrics/job-metrics.ts';
import { freshnessJob, sweepJob } from '../../scheduled-jobs.ts';
import { logAnswers, warehouseAnswers } from '../checks.ts';
import { duringEpochs } from '../during-epochs.ts';
import { openCluster, openClusterWarehouse } from '../open-cluster.ts';
import type { OpenRole } from '../role.ts';

/** What runs by the clock; of several such processes one at a time does it. Brokers drop old records by themselves. */
export const openJobs: OpenRole = async (deps, parts) => {
  const { logger, metrics, config, now } = deps;
  const warehouse = await openClusterWarehouse(deps, parts);
  const cluster = await openCluster(deps, parts);
  const { settings } = cluster;
  const onError = (job: string, err: unknown): void => logger.error({ err, job }, 'a job failed');
  const stop = await duringEpochs(
    cluster.epoch,
    async (epoch) => {
      if (epoch.paused) return () => Promise.resolve();
      const log = await cluster.openLog(epoch);
      const status = createPipelineStatus(log, groupsOf(config.CLICKHOUSE_DATABASE), now);
      const sweepDeps = () => ({
        log,
        warehouse,
        status,
        epoch: epoch.number,
        run: (workspace: string) => runParameters(settings.state(), workspace, RULES_HASH),
        workspaces: settings
          .state()
          .workspaces()
          .map(({ id }) => id),
      });
      const jobs = await startSharedJobs({
        jobs: measuredJobs([sweepJob(sweepDeps, logger, sweepMetrics(metrics)), freshnessJob(status, logger)], metrics),
        timeZone: config.TIMEZONE,
        log,
        now,
        onError,
      });
      return async () => {
        await jobs.stop();
        await log.close();
      };
    },
    (err) => logger.error({ err }, 'the next epoch is tried again'),
  );
  parts.onStop('jobs', stop);
  return { checks: { log: logAnswers(cluster), warehouse: warehouseAnswers(warehouse) } };
};
