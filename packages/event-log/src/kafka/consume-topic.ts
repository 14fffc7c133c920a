import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, Kafka } from 'kafkajs';
import type { SubscribeOptions, Subscription } from '../event-log.ts';
import { MOST_BATCH_BYTES } from '../local/record-store.ts';
import { beginAt } from './begin-at.ts';
import { deliverBatches } from './deliver-batches.ts';
import { unavailable } from './kafka-failure.ts';
import { createMembership } from './membership.ts';
import type { PartitionReader } from './partition-reader.ts';

export interface ConsumerNeeds {
  readonly newClient: () => Kafka;
  readonly reader: PartitionReader;
  /** By partition; -1 where the group has committed nothing. */
  readonly groupOffsets: (topic: string, group: string) => Promise<number[]>;
  readonly sessionTimeoutMs: number;
  readonly metadataMaxAgeMs: number;
}

/** A paused or newly dealt partition waits for the fetch under way, so this is how late it may be. */
const FETCH_WAIT_MS = 250;
const MOST_PARTITION_BYTES = 4 * 1024 * 1024;
/** So many linger side by side; beyond them they wait for one another. */
const PARTITIONS_AT_ONCE = 100;
/** So often in a row brokers that have just started may say so before it is told. */
const MOST_UNSETTLED = 10;
/** A client that gave up is replaced after this pause. */
const NEW_CLIENT_MS = 1_000;

/**
 * A member of a consumer group for as long as the subscription lasts, whatever becomes of brokers and connections.
 * Returns at once; the group is joined as soon as the brokers answer.
 */
export function consumeTopic(options: SubscribeOptions, needs: ConsumerNeeds): Subscription {
  const { topic, group, from } = options;
  const { newClient, reader, groupOffsets, sessionTimeoutMs, metadataMaxAgeMs } = needs;
  const heartbeatInterval = Math.floor(sessionTimeoutMs / 10);
  const membership = createMembership();
  const eachBatch = deliverBatches(options, membership, reader, heartbeatInterval);
  const stopped = new Promise<void>((resolve) => {
    membership.watch(() => {
      if (membership.stopped) resolve();
    });
  });

  function joined(consumer: Consumer, assigned: readonly number[]): void {
    const generation = membership.generation + 1;
    const isCurrent = (): boolean => membership.generation === generation && !membership.stopped;
    const committed = (): Promise<number[]> => groupOffsets(topic, group);
    membership.joined(
      from === undefined ? Promise.resolve() : beginAt(consumer, topic, from, assigned, committed, isCurrent),
    );
  }

  /** Resolves when the subscription stops. @throws why the client gave up */
  async function consume(): Promise<void> {
    const consumer = newClient().consumer({
      groupId: group,
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      maxBytesPerPartition: MOST_PARTITION_BYTES,
      maxBytes: MOST_BATCH_BYTES,
      metadataMaxAge: metadataMaxAgeMs,
      allowAutoTopicCreation: false,
      // A client that starts again by itself cannot be stopped while it waits to.
      retry: { restartOnFailure: () => Promise.resolve(false) },
    });
    const gaveUp = new Promise<Error>((resolve) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => resolve(payload.error));
    });
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      joined(consumer, payload.memberAssignment[topic] ?? []);
      unsettled = 0;
      options.onAble?.();
    });
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
        eachBatch,
      });
      // Stopped before it has joined, the client would join all the same and stay: so it joins first.
      const error = await Promise.race([gaveUp, stopped]);
      if (error !== undefined) throw error;
    } finally {
      await consumer.disconnect().catch(() => undefined);
      membership.left();
    }
  }

  let unsettled = 0;
  function unable(error: unknown): void {
    if (membership.stopped) return;
    const told = unavailable(`consume "${topic}" as "${group}"`, error);
    unsettled = told.reason === 'unsettled' ? unsettled + 1 : 0;
    if (unsettled === 0 || unsettled > MOST_UNSETTLED) options.onUnable?.(told);
  }

  async function live(): Promise<void> {
    while (!membership.stopped) {
      await consume().catch(unable);
      await Promise.race([sleep(NEW_CLIENT_MS, undefined, { ref: false }), stopped]);
    }
  }

  const ended = live();
  return {
    stop() {
      membership.stop();
      return ended;
    },
  };
}
