import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from 'kafkajs';
import { LogClosedError } from '../errors.ts';
import { LogUnavailableError, type NewRecord, type Position } from '../event-log.ts';
import { partitionOf } from '../partition-of.ts';
import type { Portion, Sender } from './sender.ts';
import { MOST_RECORD_BYTES } from './topic-settings.ts';

export interface TopicAppender {
  /** @throws LogUnavailableError; RangeError a record is larger than the topic takes */
  append(records: readonly NewRecord[]): Promise<Position[]>;
  /** Resolves when what was appended has been acknowledged or has failed. */
  close(): Promise<void>;
}

/** Appends of this long share one request: the client pays for a request, hardly for a record. */
const LINGER_MS = 3;
/** A portion ends here: brokers and consumers take a batch as a whole. */
const MOST_PORTION_BYTES = 1_000_000;
const MOST_PORTION_RECORDS = 10_000;
const RECORD_OVERHEAD_BYTES = 32;

interface Append {
  readonly positions: Position[];
  left: number;
  failed: boolean;
  readonly done: (positions: Position[]) => void;
  readonly fail: (error: unknown) => void;
}
interface Waiting {
  readonly append: Append;
  readonly index: number;
  readonly message: Message & { readonly partition: number };
  readonly bytes: number;
}

/**
 * Collects appends to one topic and sends them together, one request in flight: what comes meanwhile goes with the next.
 * Records wait in one queue, so the order within a partition is the order of the appends.
 * @param partitions as configured: a key's partition does not change when somebody adds one on the brokers
 * @param maxPendingBytes most bytes that may wait; beyond them appends fail with LogUnavailableError
 */
export function createTopicAppender(sender: Sender, partitions: number, maxPendingBytes: number): TopicAppender {
  let queue: Waiting[] = [];
  let pendingBytes = 0;
  let spread = 0;
  let running: Promise<void> | null = null;
  let closed = false;

  function place(records: readonly NewRecord[], append: Append): void {
    for (const [index, { key, value }] of records.entries()) {
      const partition = key === null ? (spread = (spread + 1) % partitions) : partitionOf(key, partitions);
      const bytes = value.length + (key?.length ?? 0) + RECORD_OVERHEAD_BYTES;
      const message = { partition, key: key === null ? null : Buffer.from(key), value: asBuffer(value) };
      queue.push({ append, index, message, bytes });
      pendingBytes += bytes;
    }
  }

  /** From the front of the queue, as much as its fullest partition may carry. */
  function take(): Waiting[] {
    const bytes: number[] = [];
    const counts: number[] = [];
    const full = queue.findIndex(({ message: { partition }, bytes: more }) => {
      const [before = 0, count = 0] = [bytes[partition], counts[partition]];
      bytes[partition] = before + more;
      counts[partition] = count + 1;
      return count > 0 && (bytes[partition] > MOST_PORTION_BYTES || count >= MOST_PORTION_RECORDS);
    });
    return queue.splice(0, full < 0 ? queue.length : full);
  }

  async function send(batch: readonly Waiting[]): Promise<void> {
    const portions = new Map<number, Waiting[]>();
    for (const record of batch) {
      const { partition } = record.message;
      const portion = portions.get(partition);
      if (portion === undefined) portions.set(partition, [record]);
      else portion.push(record);
    }
    const messages = [...portions].map(([partition, of]): Portion => [partition, of.map(({ message }) => message)]);
    const bases = await sender.send(messages);
    for (const [partition, of] of portions) {
      const base = bases.get(partition) ?? 0;
      for (const [n, { append, index }] of of.entries()) {
        append.positions[index] = { partition, offset: base + n };
        append.left -= 1;
        if (append.left === 0) append.done(append.positions);
      }
    }
  }

  function fail(batch: readonly Waiting[], error: unknown): void {
    for (const { append } of batch) {
      append.failed = true;
      append.fail(error);
    }
    const dropped = queue.filter(({ append }) => append.failed);
    queue = queue.filter(({ append }) => !append.failed);
    release(dropped);
  }

  function release(batch: readonly Waiting[]): void {
    for (const { bytes } of batch) pendingBytes -= bytes;
  }

  async function run(): Promise<void> {
    await sleep(LINGER_MS);
    while (queue.length > 0) {
      const batch = take();
      await send(batch).catch((error: unknown) => fail(batch, error));
      release(batch);
    }
    running = null;
  }

  return {
    append(records) {
      return new Promise((done, failWith) => {
        if (closed) throw new LogClosedError();
        if (records.length === 0) {
          done([]);
          return;
        }
        if (records.some(({ value }) => value.length > MOST_RECORD_BYTES))
          throw new RangeError('A record is too large');
        if (pendingBytes > maxPendingBytes) throw new LogUnavailableError('Too much waits for the brokers');
        place(records, { positions: [], left: records.length, failed: false, done, fail: failWith });
        running ??= run();
      });
    },
    async close() {
      closed = true;
      await running;
      await sender.close();
    },
  };
}

const asBuffer = (value: Uint8Array): Buffer => Buffer.from(value.buffer, value.byteOffset, value.byteLength);
