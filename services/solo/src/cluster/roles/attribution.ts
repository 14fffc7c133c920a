import {
  EpochOverError,
  groupsOf,
  lineSettings,
  lineTrace,
  localSteps,
  startAttributing,
  startRecording,
  type PipelineDeps,
  type Steps,
} from '@throughline/attribution';
import { RULES_HASH } from '@throughline/lookups';
import { createOutageLog } from '@throughline/runtime';
import { logAnswers, warehouseAnswers } from '../checks.ts';
import { duringEpochs, isSameEpoch } from '../during-epochs.ts';
import { openCluster, openClusterWarehouse } from '../open-cluster.ts';
import type { OpenRole } from '../role.ts';

/** A worker of both stages: events become facts, dues become rows. */
export const openAttribution: OpenRole = async (deps, parts) => {
  const { logger, config, now } = deps;
  const outages = createOutageLog(logger, now);
  const warehouse = await openClusterWarehouse(deps, parts);
  const cluster = await openCluster(deps, parts);
  const { settings } = cluster;
  // In this thread: facts in memory, as a thread of its own keeps them, are for a warehouse that nobody else writes to.
  const local = localSteps({ warehouse, settings: lineSettings(settings, RULES_HASH) });
  const steps: Steps = {
    ...local,
    async attribute(dues, between) {
      // What is due may come of a source that was made a moment ago. (Before a batch of events it is read for `isEpoch`.)
      await settings.refresh();
      await local.attribute(dues, between);
    },
  };
  const line: Omit<PipelineDeps, 'log' | 'epoch'> = {
    steps,
    groups: groupsOf(config.CLICKHOUSE_DATABASE),
    outages: {
      ...outages,
      failed(stage, error, partition) {
        // Not done and not lost: this process is about to begin the next epoch.
        if (!(error instanceof EpochOverError)) outages.failed(stage, error, partition);
      },
    },
  };
  const stop = await duringEpochs(
    cluster.epoch,
    async (epoch) => {
      const log = await cluster.openLog(epoch);
      // A member of the group that has seen no pause is waited for by whoever raises the epoch.
      const isEpoch = async (): Promise<boolean> => isSameEpoch((await settings.refresh()).epoch(), epoch);
      const stages = { ...line, log, epoch: epoch.number, isEpoch, trace: lineTrace(logger, log) };
      // Before the next epoch nobody may write dues of this one; those there are worked off.
      const workers = await Promise.all([startAttributing(stages), ...(epoch.paused ? [] : [startRecording(stages)])]);
      logger.info({ epoch: epoch.number, partitions: epoch.partitions, paused: epoch.paused }, 'at work');
      return async () => {
        await Promise.all(workers.map((worker) => worker.stop()));
        await log.close();
      };
    },
    (err) => logger.error({ err }, 'the next epoch is tried again'),
  );
  parts.onStop('pipeline', stop);
  return { checks: { log: logAnswers(cluster), warehouse: warehouseAnswers(warehouse) } };
};
