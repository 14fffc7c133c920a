import { setTimeout as sleep } from 'node:timers/promises';
import { groupsOf } from '@throughline/attribution';
import { TOPICS } from '@throughline/events';
import { createKafkaAdmin, type KafkaAdmin } from '@throughline/event-log';
import { createLifecycle } from '@throughline/runtime';
import { EPOCH_ID, type Epoch, type SettingsStore } from '@throughline/settings';
import { StartError } from '../start-error.ts';
import { clusterTopics } from './cluster-topics.ts';
import { connection, openCluster, type Cluster, type ProcessDeps } from './open-cluster.ts';
import { RAISING_GROUP, REBUILDING_GROUP, standInGroup } from './stand-in-group.ts';

export interface RaiseOptions {
  /** Partitions afterwards; absent: as many as before. */
  readonly partitions: number | undefined;
  readonly onProgress: (what: string) => void;
  /** Ends the waiting: everything goes on in the former epoch. */
  readonly stop: AbortSignal;
}

const LOOK_MS = 200;

/**
 * Begins the next epoch of `conversions-due`, with more partitions if told: the one way to change how dues are spread.
 *
 * Recording pauses first, and the brokers say when nobody records any more; a recorder that they count out later commits
 * nothing, so whoever has its partition then writes its dues again. So every fact of the former epoch is seen by every row of
 * the next, whose versions are all greater. The dues there are worked off before. Doors go on all the while.
 *
 * Ended at any step, also by kill -9, it leaves the former epoch: the last write alone begins the next, and only if nobody
 * wrote since the pause. The pause of one that cannot take it back is taken back by `jobs` (`resumeAbandoned`).
 * @returns the new epoch
 * @throws StartError fewer partitions than there are, a rebuild is under way, or another raise came in between; LogUnavailableError
 */
export async function raiseEpoch(deps: ProcessDeps, { partitions, onProgress, stop }: RaiseOptions): Promise<Epoch> {
  const parts = createLifecycle(deps.logger);
  try {
    const cluster = await openCluster(deps, parts);
    const { settings } = cluster;
    const admin = await createKafkaAdmin(connection(deps));
    parts.onStop('admin', () => admin.close());
    const before = cluster.epoch();
    const wanted = partitions ?? before.partitions;
    if (wanted < before.partitions) {
      throw new StartError('partitions', `there are ${before.partitions} partitions already, and never fewer again`);
    }
    if ((await admin.members(REBUILDING_GROUP)) > 0) {
      throw new StartError('rebuilding', 'a rebuild is under way, and writes dues of this epoch: try again after it');
    }
    await standInGroup(cluster.log, RAISING_GROUP, stop);
    const mine = await write(settings, { ...valueOf(before), paused: true }, versionOf(settings));
    onProgress('recording pauses');
    try {
      await untilNobodyRecords(cluster, admin, onProgress, stop);
      onProgress('nobody records');
      await untilDrained(cluster, onProgress, stop);
      onProgress('all dues are worked off');
      await raisePartitions(admin, wanted, onProgress);
      const next = { number: before.number + 1, partitions: wanted, paused: false };
      await write(settings, next, mine);
      return { id: EPOCH_ID, ...next };
    } catch (error) {
      // In the former epoch, unless somebody else has begun to raise it.
      await settings.putAfter('epoch', EPOCH_ID, { ...valueOf(before), paused: false }, mine);
      throw error;
    }
  } finally {
    await parts.stop();
  }
}

const versionOf = (settings: SettingsStore): number => settings.state().versionOf('epoch', EPOCH_ID);

/** @returns the version that it made @throws StartError somebody has written it since `after` */
async function write(settings: SettingsStore, value: Omit<Epoch, 'id'>, after: number): Promise<number> {
  if ((await settings.putAfter('epoch', EPOCH_ID, value, after)) === null) {
    throw new StartError('epoch', 'somebody else changes the epoch at the same time: look, and try again');
  }
  return versionOf(settings);
}

const valueOf = ({ number, partitions }: Epoch): Pick<Epoch, 'number' | 'partitions'> => ({ number, partitions });

async function untilNobodyRecords(
  { stint }: Cluster,
  admin: KafkaAdmin,
  onProgress: RaiseOptions['onProgress'],
  stop: AbortSignal,
): Promise<void> {
  const { record } = groupsOf(stint().database);
  for (let left = await admin.members(record); left > 0; left = await admin.members(record)) {
    onProgress(`${left} recorders are still at work`);
    await sleep(LOOK_MS, undefined, { signal: stop });
  }
}

async function untilDrained(
  { stint, log }: Cluster,
  onProgress: RaiseOptions['onProgress'],
  stop: AbortSignal,
): Promise<void> {
  const { attribute } = groupsOf(stint().database);
  for (;;) {
    const ends = await log.endOffsets(TOPICS.conversionsDue);
    const done = await log.committedOffsets(TOPICS.conversionsDue, attribute);
    const left = ends.reduce((sum, end, partition) => sum + Math.max(0, end - (done[partition] ?? 0)), 0);
    if (left === 0) return;
    onProgress(`${left} dues are left`);
    await sleep(LOOK_MS, undefined, { signal: stop });
  }
}

/** Of every topic that is spread at all; the order within the others does not matter. */
async function raisePartitions(
  admin: KafkaAdmin,
  count: number,
  onProgress: RaiseOptions['onProgress'],
): Promise<void> {
  for (const { name, partitions } of clusterTopics()) {
    if (partitions === 1) continue;
    await admin.raisePartitions(name, count);
    onProgress(`${name}: ${count} partitions`);
  }
}
