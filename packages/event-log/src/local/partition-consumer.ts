import { setImmediate as nextLoop } from 'node:timers/promises';
import type { Batch, LogRecord, SubscribeOptions } from '../event-log.ts';
import { createAlarm } from './alarm.ts';
import type { RecordStore } from './record-store.ts';
import type { Turns } from './turns.ts';

/** Pauses after a handler that throws: doubled each time, up to half a minute. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 30_000;

/** Company that has not come for so long is not waited for: a burst is over. */
const QUIET_MS = 50;

export interface PartitionConsumer {
  /** Records were appended to the partition. */
  appended(): void;
  /** Takes the partition away; `ended` follows when the running handler has ended and its offset is committed. */
  revoke(): void;
  readonly ended: Promise<void>;
}

/**
 * Carries one partition to one subscription, in order: wait, linger, hand over, commit. What throws (handler, corrupted
 * block, commit without space) is reported and tried again after a growing pause; other partitions are not held up.
 * @param turns shared by the partitions of a subscription: its handler runs for one of them at a time
 */
export function consumePartition(
  store: RecordStore,
  options: SubscribeOptions,
  partition: number,
  turns: Turns,
): PartitionConsumer {
  const { topic, group, maxRecords } = options;
  const { lingerMs = 0 } = options;
  let lastBatch = 0;
  const alarm = createAlarm();
  let revoked = false;
  let state: 'busy' | 'waiting' | 'lingering' = 'busy';
  let committed = store.committed(topic, group, partition) ?? 0;
  let position = store.committed(topic, group, partition) ?? options.from?.[partition] ?? 0;
  let pause = 0;

  const isRevoked = (): boolean => revoked;
  const available = (): number => store.end(topic, partition) - position;
  const batchOf = (records: readonly LogRecord[]): Batch => ({
    topic,
    partition,
    records,
    isStale: isRevoked,
    heartbeat: () => Promise.resolve(),
  });

  async function sleep(as: 'waiting' | 'lingering', milliseconds: number): Promise<void> {
    state = as;
    await alarm.sleep(milliseconds);
    state = 'busy';
  }

  async function waitForRecords(): Promise<boolean> {
    position = Math.max(position, store.oldest(topic, partition));
    if (position > committed) return true;
    if (available() <= 0) await sleep('waiting', Infinity);
    else if (available() < maxRecords) await linger();
    return available() > 0;
  }

  async function linger(): Promise<void> {
    const milliseconds = typeof lingerMs === 'number' ? lingerMs : lingerMs(lastBatch);
    const until = performance.now() + milliseconds;
    for (
      let left = milliseconds;
      left > 0 && !isRevoked() && available() < maxRecords;
      left = until - performance.now()
    ) {
      const before = available();
      await sleep('lingering', Math.min(left, QUIET_MS));
      if (available() === before) return;
    }
  }

  async function deliver(): Promise<void> {
    if (isRevoked() || available() <= 0) return;
    let records: readonly LogRecord[] = [];
    try {
      records = store.load(topic, partition, position, maxRecords);
      await options.handler(batchOf(records));
      position = (records.at(-1)?.offset ?? position - 1) + 1;
      lastBatch = records.length;
      pause = 0;
    } catch (error) {
      failed(error, records);
    }
  }

  /** A position reached without records (a start given by `from`, pruned records) is committed like any other. */
  async function commit(): Promise<void> {
    if (position <= committed) return;
    try {
      await store.commit(topic, group, partition, position);
      committed = position;
      pause = 0;
    } catch (error) {
      failed(error, []);
    }
  }

  function failed(error: unknown, records: readonly LogRecord[]): void {
    pause = pause === 0 ? FIRST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS);
    try {
      options.onError?.(error, batchOf(records));
    } catch {
      // An error handler that throws must not end the consumer.
    }
  }

  async function run(): Promise<void> {
    while (!isRevoked()) {
      if (!(await waitForRecords()) || isRevoked()) continue;
      if (position <= committed) await turns(deliver);
      await commit();
      // A handler that never waits must not starve the doors of this process.
      if (pause === 0) await nextLoop();
      else if (!isRevoked()) await alarm.sleep(pause);
    }
  }

  return {
    appended() {
      if (state === 'waiting' || (state === 'lingering' && available() >= maxRecords)) alarm.ring();
    },
    revoke() {
      revoked = true;
      alarm.ring();
    },
    ended: run(),
  };
}
