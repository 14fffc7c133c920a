import type { EachBatchPayload } from 'kafkajs';
import type { Batch, LogRecord, SubscribeOptions } from '../event-log.ts';
import { createTurns } from '../local/turns.ts';
import { toLogRecord } from './log-record.ts';
import type { Membership } from './membership.ts';
import type { PartitionReader } from './partition-reader.ts';
import { beginTenure, type Tenure } from './tenure.ts';

/** Pauses after a handler that throws: doubled each time, up to half a minute. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Carries what the client fetched of a partition to the handler, `maxRecords` at a time, and commits each portion when
 * its handler is done. Partitions are fetched and linger side by side; the handler runs for one of them at a time. When
 * it throws, its partition alone pauses, and is then fetched again from the portion that failed.
 */
export function deliverBatches(
  options: SubscribeOptions,
  membership: Membership,
  reader: PartitionReader,
  heartbeatMs: number,
): (payload: EachBatchPayload) => Promise<void> {
  const { topic, maxRecords, lingerMs = 0 } = options;
  const turns = createTurns();
  const lastBatch: number[] = [];
  const pauses: number[] = [];

  /** Waits for company when the portion reaches the end of the partition. */
  async function inCompany(records: readonly LogRecord[], payload: EachBatchPayload, tenure: Tenure) {
    const { partition, highWatermark } = payload.batch;
    const next = (records.at(-1)?.offset ?? 0) + 1;
    const wait = typeof lingerMs === 'number' ? lingerMs : lingerMs(lastBatch[partition] ?? 0);
    if (wait <= 0 || records.length >= maxRecords || next < Number(highWatermark)) return records;
    await tenure.sleep(wait);
    if (tenure.isStale()) return records;
    // What cannot be read now is fetched later.
    const more = await reader.read(topic, partition, next, maxRecords - records.length).catch(() => []);
    return [...records, ...more];
  }

  const batchOf = (records: readonly LogRecord[], partition: number, tenure: Tenure): Batch => ({
    topic,
    partition,
    records,
    isStale: () => tenure.isStale(),
    heartbeat: () => tenure.heartbeat(),
  });

  function failed(error: unknown, batch: Batch): void {
    try {
      options.onError?.(error, batch);
    } catch {
      // An error handler that throws must not end the consumer.
    }
  }

  /** Whether the handler is done with the portion. */
  async function handle(records: readonly LogRecord[], payload: EachBatchPayload, tenure: Tenure): Promise<boolean> {
    const { partition } = payload.batch;
    if (tenure.isStale()) return false;
    const batch = batchOf(records, partition, tenure);
    try {
      await options.handler(batch);
      lastBatch[partition] = records.length;
      pauses[partition] = 0;
      return true;
    } catch (error) {
      failed(error, batch);
      const pause = Math.min((pauses[partition] ?? 0) * 2 || FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
      pauses[partition] = pause;
      setTimeout(payload.pause(), pause).unref();
      return false;
    }
  }

  async function deliver(payload: EachBatchPayload, tenure: Tenure): Promise<void> {
    let rest: readonly LogRecord[] = payload.batch.messages.map(toLogRecord);
    while (rest.length > 0 && !tenure.isStale()) {
      const records = await inCompany(rest.slice(0, maxRecords), payload, tenure);
      rest = rest.slice(maxRecords);
      if (!(await turns(() => handle(records, payload, tenure)))) return;
      const last = records.at(-1)?.offset ?? 0;
      try {
        if (!(await tenure.commit(last + 1))) return;
      } catch (error) {
        failed(error, batchOf([], payload.batch.partition, tenure));
        throw error;
      }
      payload.resolveOffset(String(last));
      await tenure.heartbeat();
    }
  }

  return async (payload) => {
    const tenure = beginTenure(payload, membership, heartbeatMs);
    try {
      await membership.begun;
      await deliver(payload, tenure);
    } finally {
      tenure.end();
    }
  };
}
