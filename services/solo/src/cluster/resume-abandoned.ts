import { setTimeout as sleep } from 'node:timers/promises';
import { createKafkaAdmin, type KafkaAdmin } from '@throughline/event-log';
import { EPOCH_ID } from '@throughline/settings';
import { connection, type Cluster } from './open-cluster.ts';
import { RAISING_GROUP } from './stand-in-group.ts';

const LOOK_MS = 1_000;

/**
 * For as long as an epoch is paused: a raise that was killed cannot take its pause back, and nothing would be recorded until
 * somebody came. Whoever raises stands in a group of the brokers before it pauses; once they count nobody there, recording
 * goes on in the former epoch. One that only slept finds its pause replaced, and changes nothing any more.
 * @returns ends it
 */
export function resumeAbandoned(cluster: Cluster): () => Promise<void> {
  const { settings, logger } = cluster;
  const stopping = new AbortController();
  const { signal } = stopping;

  async function look(admin: KafkaAdmin): Promise<void> {
    const version = settings.state().versionOf('epoch', EPOCH_ID);
    const { number, partitions, paused } = cluster.epoch();
    if (!paused || (await admin.members(RAISING_GROUP)) > 0) return;
    const resumed = await settings.putAfter('epoch', EPOCH_ID, { number, partitions, paused: false }, version);
    if (resumed !== null)
      logger.warn({ epoch: number }, 'a raise of the epoch ended in its middle: recording goes on in the former epoch');
  }

  async function live(): Promise<void> {
    while (!signal.aborted) {
      try {
        const admin = await createKafkaAdmin(connection(cluster));
        await look(admin).finally(() => admin.close());
      } catch (err) {
        logger.debug({ err }, 'whether an epoch is still being raised is asked again');
      }
      await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  const living = live();
  return () => {
    stopping.abort();
    return living;
  };
}
