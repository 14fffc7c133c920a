import type { LogRecord } from '../event-log.ts';

/**
 * What the consumers of one process read from: topics whose records live in this process (memory) or in files it owns
 * (LMDB). Reading is synchronous: records come from memory or from pages mapped into it.
 */
export interface RecordStore {
  /** @throws UnknownTopicError */
  partitions(topic: string): number;
  /** Offset of the oldest record kept; equals `end` when none is. */
  oldest(topic: string, partition: number): number;
  /** Offset the next durable record will get. */
  end(topic: string, partition: number): number;
  /**
   * Records from an offset on (from the oldest kept when that is later), at most `limit` and about 32 MB.
   * @throws LogCorruptedError
   */
  load(topic: string, partition: number, from: number, limit: number): LogRecord[];
  /** Next offset the group will process; undefined when it never committed here. */
  committed(topic: string, group: string, partition: number): number | undefined;
  /** Resolves when the offset is durable. */
  commit(topic: string, group: string, partition: number, offset: number): Promise<void>;
}

/** A batch that would hold more than this ends early, so that a few thousand large records do not fill the memory. */
export const MOST_BATCH_BYTES = 32 * 1024 * 1024;

/** A log whose old records can be dropped (a broker does this by itself). */
export interface Retained {
  /** Drops what is older than its topic's retention at `now` (epoch ms); returns the number of records dropped. */
  prune(now: number): Promise<number>;
  /** For each partition, the offset of the oldest record kept. */
  oldestOffsets(topic: string): Promise<number[]>;
}
