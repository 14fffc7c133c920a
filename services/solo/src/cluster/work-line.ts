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
import { duringStints, isSameEpoch, type Stint } from './during-stints.ts';
import type { OpenWarehouse } from './hold-warehouse.ts';
import type { Cluster } from './open-cluster.ts';
import { tellChangedRules } from './tell-changed-rules.ts';

export interface LineWork extends Pick<PipelineDeps, 'from'> {
  readonly stint: () => Stint;
  /** The warehouse of a stint; nothing of the stint before is at work any more. */
  readonly warehouse: (database: string) => Promise<OpenWarehouse>;
}

/** A worker of both stages: events become facts, dues become rows. @returns stops it */
export async function workLine(cluster: Cluster, work: LineWork): Promise<() => Promise<void>> {
  const { settings, logger, now } = cluster;
  const outages = createOutageLog(logger, now);
  const line: Pick<PipelineDeps, 'outages' | 'from'> = {
    ...(work.from === undefined ? {} : { from: work.from }),
    outages: {
      ...outages,
      failed(stage, error, partition) {
        // Not done and not lost: this process is about to begin the next epoch.
        if (!(error instanceof EpochOverError)) outages.failed(stage, error, partition);
      },
    },
  };

  async function begin({ epoch, database }: Stint): Promise<() => Promise<void>> {
    const { warehouse, rules } = await work.warehouse(database);
    // In this thread: facts in memory, as a thread of its own keeps them, are for a warehouse that nobody else writes to.
    const local = localSteps({ warehouse, settings: lineSettings(rules.settings, RULES_HASH) });
    const steps: Steps = {
      ...local,
      async attribute(dues, between) {
        // What is due may come of a source that was made a moment ago. (Before a batch of events it is read for `isEpoch`.)
        await settings.refresh();
        await local.attribute(dues, between);
      },
    };
    const log = await cluster.openLog(epoch);
    // A member of the group that has seen no pause is waited for by whoever raises the epoch.
    const isEpoch = async (): Promise<boolean> => isSameEpoch((await settings.refresh()).epoch(), epoch);
    const groups = groupsOf(database);
    const stages = { ...line, groups, steps, log, epoch: epoch.number, isEpoch, trace: lineTrace(logger, log) };
    // Before the next epoch nobody may write dues of this one; those there are worked off.
    const workers = await Promise.all([startAttributing(stages), ...(epoch.paused ? [] : [startRecording(stages)])]);
    const untell = tellChangedRules(settings, rules, logger);
    logger.info({ epoch: epoch.number, partitions: epoch.partitions, paused: epoch.paused, database }, 'at work');
    return async () => {
      untell();
      await Promise.all(workers.map((worker) => worker.stop()));
      await log.close();
    };
  }
  return duringStints(work.stint, begin, (err) => logger.error({ err }, 'the next epoch is tried again'));
}
