import type { NewRecord, LogRecord, Subscription } from '../event-log.ts';

/**
 * What waits on this machine's disk to be carried elsewhere: a queue in one order, of which what has been handled is
 * dropped and its room given back to the disk. For one process.
 */
export interface Spool {
  /**
   * Resolves when the record is durable, with its place: the number of records that were ever put in before it.
   * @throws LogUnavailableError nothing was kept, for want of room; the caller may retry
   */
  append(record: NewRecord): Promise<number>;
  /** Hands the records over in order, from the first that was not handled; one such consumer at a time. */
  drain(options: DrainOptions): Subscription;
  waiting(): Promise<Waiting>;
  /** Bytes that may still be written to its disk. */
  freeBytes(): number;
  /** What was put in and not handled is there when it is opened again. */
  close(): Promise<void>;
}

export interface DrainOptions {
  /** Most records handed over at once; they are about 32 MB at most. */
  readonly maxRecords: number;
  /** Records come again after it has thrown, and may after a crash (at least once). */
  readonly handler: (batch: SpoolBatch) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

export interface SpoolBatch {
  readonly records: readonly LogRecord[];
  /** Place of the first. */
  readonly first: number;
  /** True once the consumer stops: end soon. */
  isStale(): boolean;
}

export interface Waiting {
  readonly records: number;
  /** When the oldest of them was put in, epoch milliseconds; null when none waits. */
  readonly since: number | null;
}
