import { setTimeout as sleep } from 'node:timers/promises';
import { groupsOf } from '@throughline/attribution';
import { TOPICS } from '@throughline/events';
import { createKafkaAdmin, type KafkaAdmin } from '@throughline/event-log';
import { createLifecycle } from '@throughline/runtime';
import { EPOCH_ID, type Epoch, type SettingsStore } from '@throughline/settings';
import { StartError } from '../start-error.ts';
import { clusterTopics } from './cluster-topics.ts';
import { connection, openCluster, type Cluster, type ProcessDeps } from './open-cluster.ts';

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
 * @returns the new epoch
 * @throws StartError fewer partitions than there are, or another raise came in between; LogUnavailableError
 */
export async function raiseEpoch(deps: ProcessDeps, { partitions, onProgress, stop }: RaiseOptions): Promise<Epoch> {
  const parts = createLifecycle(deps.logger);
  try {
    const cluster = await openCluster(deps, parts);
    const admin = await createKafkaAdmin(connection(deps));
    parts.onStop('admin', () => admin.close());
    const before = cluster.epoch();
    const wanted = partitions ?? before.partitions;
    if (wanted < before.partitions) {
      throw new StartError('partitions', `there are ${before.partitions} partitions already, and never fewer again`);
    }
    await cluster.settings.put('epoch', EPOCH_ID, { ...valueOf(before), paused: true });
    const mine = cluster.settings.state().versionOf('epoch', EPOCH_ID);
    try {
      await untilNobodyRecords(cluster, admin, onProgress, stop);
      await untilDrained(cluster, onProgress, stop);
      await raisePartitions(admin, wanted);
      await checkIsMine(cluster.settings, mine);
    } catch (error) {
      await goOn(cluster.settings, before, mine);
      throw error;
    }
    const next = { number: before.number + 1, partitions: wanted, paused: false };
    await cluster.settings.put('epoch', EPOCH_ID, next);
    return { id: EPOCH_ID, ...next };
  } finally {
    await parts.stop();
  }
}

const valueOf = ({ number, partitions }: Epoch): Pick<Epoch, 'number' | 'partitions'> => ({ number, partitions });

async function untilNobodyRecords(
  { config }: Cluster,
  admin: KafkaAdmin,
  onProgress: RaiseOptions['onProgress'],
  stop: AbortSignal,
): Promise<void> {
  const { record } = groupsOf(config.CLICKHOUSE_DATABASE);
  for (let left = await admin.members(record); left > 0; left = await admin.members(record)) {
    onProgress(`${left} recorders are still at work`);
    await sleep(LOOK_MS, undefined, { signal: stop });
  }
}

async function untilDrained(
  { config, log }: Cluster,
  onProgress: RaiseOptions['onProgress'],
  stop: AbortSignal,
): Promise<void> {
  const { attribute } = groupsOf(config.CLICKHOUSE_DATABASE);
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
async function raisePartitions(admin: KafkaAdmin, count: number): Promise<void> {
  for (const { name, partitions } of clusterTopics()) if (partitions > 1) await admin.raisePartitions(name, count);
}

async function checkIsMine(settings: SettingsStore, version: number): Promise<void> {
  if ((await settings.refresh()).versionOf('epoch', EPOCH_ID) !== version) {
    throw new StartError('epoch', 'somebody else raises the epoch at the same time: look, and try again');
  }
}

/** In the former epoch, unless somebody else has begun to raise it. */
async function goOn(settings: SettingsStore, before: Epoch, mine: number): Promise<void> {
  if ((await settings.refresh()).versionOf('epoch', EPOCH_ID) !== mine) return;
  await settings.put('epoch', EPOCH_ID, { ...valueOf(before), paused: false });
}
