import type { EachBatchPayload } from 'kafkajs';
import { createAlarm } from '../local/alarm.ts';
import type { Membership } from './membership.ts';

/** The hold on a partition for as long as one fetched batch is worked on. Its membership is kept alive meanwhile. */
export interface Tenure {
  /** The partition was taken away, or is about to be, or the subscription stops. */
  isStale(): boolean;
  heartbeat(): Promise<void>;
  /** Ends early when the tenure becomes stale. */
  sleep(milliseconds: number): Promise<void>;
  /**
   * Commits the next offset to process. Of a partition that was dealt out anew nothing is committed: false.
   * @throws what the group answers
   */
  commit(next: number): Promise<boolean>;
  /** @throws what the group answered to a heartbeat: the client joins the group again */
  end(): void;
}

export function beginTenure(payload: EachBatchPayload, membership: Membership, heartbeatMs: number): Tenure {
  const { topic, partition } = payload.batch;
  const { generation } = membership;
  const alarm = createAlarm();
  const unwatch = membership.watch(() => alarm.ring());
  const beating = setInterval(() => void heartbeat(), heartbeatMs);
  let lost: Error | null = null;

  async function heartbeat(): Promise<void> {
    try {
      await payload.heartbeat();
    } catch (error) {
      lost ??= error instanceof Error ? error : new Error(String(error));
      alarm.ring();
    }
  }
  const isStale = (): boolean =>
    lost !== null ||
    membership.stopped ||
    membership.generation !== generation ||
    !payload.isRunning() ||
    payload.isStale();

  return {
    isStale,
    heartbeat,
    async sleep(milliseconds) {
      if (!isStale()) await alarm.sleep(milliseconds);
    },
    async commit(next) {
      if (membership.generation !== generation) return false;
      await payload.commitOffsetsIfNecessary({
        topics: [{ topic, partitions: [{ partition, offset: String(next) }] }],
      });
      return membership.generation === generation;
    },
    end() {
      clearInterval(beating);
      unwatch();
      if (lost !== null && membership.generation === generation) throw lost;
    },
  };
}
