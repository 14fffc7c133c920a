import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer } from 'kafkajs';

const PAUSE_MS = 500;
/** What the broker answers for a partition of which the group has committed nothing. */
const NEVER = -1;

/**
 * Puts a group that has committed nothing in a partition where it was told to begin, and commits that at once: a place
 * reached is no lag, even before a record comes. Resolves when done, or when it no longer matters; never rejects.
 * @param assigned the partitions this consumer was dealt
 * @param committed by partition, -1 where nothing was committed
 * @param isCurrent false when the partitions were dealt out anew
 */
export async function beginAt(
  consumer: Consumer,
  topic: string,
  from: readonly number[],
  assigned: readonly number[],
  committed: () => Promise<readonly number[]>,
  isCurrent: () => boolean,
): Promise<void> {
  for (;;) {
    try {
      const offsets = await committed();
      if (!isCurrent()) return;
      const starts = assigned
        .filter((partition) => offsets[partition] === NEVER && from[partition] !== undefined)
        .map((partition) => ({ topic, partition, offset: String(from[partition]) }));
      if (starts.length > 0) await consumer.commitOffsets(starts);
      if (isCurrent()) for (const start of starts) consumer.seek(start);
      return;
    } catch {
      // The brokers did not answer: nothing may be consumed before it is known where to begin.
      if (!isCurrent()) return;
      await sleep(PAUSE_MS);
    }
  }
}
