import { randomUUID } from 'node:crypto';
import { createPipelineStatus, groupsOf, lineSettings } from '@throughline/attribution';
import { createReconciler } from '@throughline/ingest-webhooks';
import { startSharedJobs } from '@throughline/jobs';
import { RULES_HASH } from '@throughline/lookups';
import { measuredJobs, sweepMetrics } from '../../metrics/job-metrics.ts';
import { freshnessJob, reconcileJob, sweepJob } from '../../scheduled-jobs.ts';
import { logAnswers, warehouseAnswers } from '../checks.ts';
import { duringStints } from '../during-stints.ts';
import { holdWarehouse } from '../hold-warehouse.ts';
import { openCluster } from '../open-cluster.ts';
import { resumeAbandoned } from '../resume-abandoned.ts';
import type { OpenRole } from '../role.ts';

/** What runs by the clock; of several such processes one at a time does it. Brokers drop old records by themselves. */
export const openJobs: OpenRole = async (deps, parts) => {
  const { logger, metrics, config, now } = deps;
  const cluster = await openCluster(deps, parts);
  const held = await holdWarehouse(cluster, cluster.stint().database, parts);
  const onError = (job: string, err: unknown): void => logger.error({ err, job }, 'a job failed');
  const stop = await duringStints(
    cluster.stint,
    async ({ epoch, database }) => {
      if (epoch.paused) return resumeAbandoned(cluster);
      const { warehouse, rules } = await held.moveTo(database);
      const line = lineSettings(rules.settings, RULES_HASH);
      const log = await cluster.openLog(epoch);
      const status = createPipelineStatus(log, groupsOf(database), now);
      const sweepDeps = () => ({
        log,
        warehouse,
        status,
        epoch: epoch.number,
        settings: line,
      });
      const jobs = await startSharedJobs({
        jobs: measuredJobs(
          [
            sweepJob(sweepDeps, logger, sweepMetrics(metrics)),
            freshnessJob(status, logger),
            reconcileJob(
              createReconciler({ eventLog: log, settings: cluster.settings, now, randomId: randomUUID }),
              logger,
            ),
          ],
          metrics,
        ),
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
  return { checks: { log: logAnswers(cluster), warehouse: warehouseAnswers(() => held.present().warehouse) } };
};
