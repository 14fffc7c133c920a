import type { PackedRecords } from './packed/packed-records.ts';

/**
 * The port to the event log: an ordered, durable, partitioned sequence of byte records, the truth of the system.
 * Three adapters pass one contract suite (`contract/`): memory, embedded (LMDB) and Kafka.
 */
export interface EventLog {
  /**
   * Appends records to a topic, in the given order within each partition. Resolves only when every record is durable
   * (flushed to disk, or acknowledged by all in-sync replicas), with one position per record.
   * Records with a key go to the key's partition (stable hash); without one they are spread.
   * @throws LogUnavailableError when nothing was made durable for want of space or connection; the caller may retry.
   */
  append(topic: string, records: readonly NewRecord[]): Promise<Position[]>;
  /**
   * The same for packed records, where an adapter can do better than to unpack them; called by `appendPacked`, which says
   * what it answers. It copies the bytes before it returns its promise. It takes a copy before it returns.
   */
  appendPacked?(topic: string, records: PackedRecords): Promise<readonly number[]>;
  /** Starts a consumer of a group. Its handler gets one partition's records at a time, in order. */
  subscribe(options: SubscribeOptions): Promise<Subscription>;
  /** Reads records of a partition from an offset on, at most `limit`; empty at the end. Needs no group. */
  read(topic: string, partition: number, fromOffset: number, limit: number): Promise<LogRecord[]>;
  /** For each partition, the offset the next record will get (so 0 when empty). */
  endOffsets(topic: string): Promise<number[]>;
  /** For each partition, the next offset the group will process (0 when it never committed). */
  committedOffsets(topic: string, group: string): Promise<number[]>;
  close(): Promise<void>;
}

export interface NewRecord {
  readonly key: string | null;
  readonly value: Uint8Array;
}

export interface LogRecord {
  readonly offset: number;
  readonly key: string | null;
  readonly value: Uint8Array;
  /** Epoch milliseconds when the record was appended. */
  readonly appendedAt: number;
}

export interface Position {
  readonly partition: number;
  readonly offset: number;
}

export interface SubscribeOptions {
  readonly topic: string;
  readonly group: string;
  /** First offset of each partition for a group that has committed nothing there yet. Default: the oldest kept. */
  readonly from?: readonly number[];
  /** Most records handed over at once. */
  readonly maxRecords: number;
  /**
   * How long at the most to wait for more records once one is there, in milliseconds (micro-batching), or a function of the
   * number of records in the partition's last batch (0 at first); less where none come any more. Default 0.
   */
  readonly lingerMs?: number | ((lastBatch: number) => number);
  /**
   * Processes a batch. When it resolves, the batch's offsets are committed; when it throws, nothing is committed, the
   * error goes to `onError` and the batch is delivered again after a growing pause (at least once). A subscription
   * calls it for one partition at a time; several subscriptions of a group work side by side.
   */
  readonly handler: (batch: Batch) => Promise<void>;
  readonly onError?: (error: unknown, batch: Batch) => void;
  /**
   * Told, each time it was tried, that nothing can be consumed now: no broker answers, the topic is gone. It goes on trying.
   */
  readonly onUnable?: (error: LogUnavailableError) => void;
  /** Told whenever it can consume, also again. */
  readonly onAble?: () => void;
}

export interface Batch {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly LogRecord[];
  /** True once the partition was taken away or the subscription stops: finish soon, results may be discarded. */
  isStale(): boolean;
  /** Keeps the membership alive during long work; throws nothing. */
  heartbeat(): Promise<void>;
}

export interface Subscription {
  /** Resolves after the running handler (if any) has ended and its offsets are committed; so never await it inside. */
  stop(): Promise<void>;
}

export interface TopicConfig {
  readonly name: string;
  readonly partitions: number;
  /** -1 = kept for ever. */
  readonly retentionMs: number;
}

/** Why the log cannot be used now, where it is known; a closed set, to be shown and counted. */
export type LogUnavailableReason =
  | 'no_connection'
  /** A topic is not there any more. */
  | 'missing_topic'
  /** Too few brokers keep a partition for a record to be safe. */
  | 'too_few_replicas'
  /** The brokers have just started, and load groups. */
  | 'unsettled'
  /** The brokers do not let us. */
  | 'access'
  /** Another program wrote what the client cannot read. */
  | 'unreadable';

/** Nothing was made durable: no space, no connection. Maps to 503 with Retry-After at the doors. */
export class LogUnavailableError extends Error {
  readonly code = 'log_unavailable';
  readonly reason: LogUnavailableReason | null;

  constructor(message: string, options: ErrorOptions & { readonly reason?: LogUnavailableReason } = {}) {
    super(message, options);
    this.reason = options.reason ?? null;
  }
}
