import { LogLockedError } from '../errors.ts';
import { LogUnavailableError } from '../event-log.ts';
import type { PackedRecords } from '../packed/packed-records.ts';
import type { Environment } from './environment.ts';
import { blockKey } from './keys.ts';
import type { PartitionState } from './topic-state.ts';

/** What waits to be written, however many callers asked: the next commit takes all of it. */
export interface GroupCommit {
  /** Copies a record in; returns its index among the records of its partition in the next commit. */
  add(partition: PartitionState, key: string | null, value: Uint8Array): number;
  /** Copies all of them in; returns the index of the first. */
  addPacked(partition: PartitionState, records: PackedRecords): number;
  /** A small value of `meta` to write with the next commit; of several for one key the last. */
  note(key: string, value: string): void;
  /**
   * Writes a small value by a commit of its own, for which there is room when there is none for records.
   * @throws as `written`
   */
  noteAlone(key: string, value: string): Promise<void>;
  /**
   * Resolves when everything added so far is on disk, with the offset of each partition's first record of the commit.
   * @throws LogUnavailableError nothing of it was written; LogLockedError another process took the log over
   */
  written(): Promise<ReadonlyMap<PartitionState, number>>;
  /** Bytes that wait for the next commit. */
  readonly pendingBytes: number;
}

/** Called after a commit, with the partitions that grew. */
type OnWritten = (partitions: Iterable<PartitionState>) => void;

/**
 * One commit is under way at a time; what comes meanwhile is written together by the next one. So the dearer a flush, the
 * more records share it, and offsets are given out only to what is about to be durable.
 */
export function createGroupCommit(environment: Environment, now: () => number, onWritten: OnWritten): GroupCommit {
  let touched = new Set<PartitionState>();
  let notes = new Map<string, string>();
  let pendingBytes = 0;
  /** The commit that will take what waits now. */
  let next: Promise<ReadonlyMap<PartitionState, number>> | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let lastAppendedAt = 0;

  async function commit(): Promise<ReadonlyMap<PartitionState, number>> {
    next = undefined;
    const partitions = touched;
    const noted = notes;
    touched = new Set();
    notes = new Map();
    pendingBytes = 0;
    lastAppendedAt = Math.max(lastAppendedAt, now());
    const appendedAt = lastAppendedAt;
    const sealed = [...partitions].map((partition) => {
      const count = partition.pending.count;
      return { partition, count, blocks: partition.pending.seal(partition.end, appendedAt) };
    });
    const bytes = sealed.reduce(
      (sum, { blocks }) => blocks.reduce((total, block) => total + block.bytes.length, sum),
      0,
    );
    const owned = await write(environment, bytes, () => {
      for (const { partition, blocks } of sealed) {
        for (const { base, bytes } of blocks) {
          void environment.blocks.put(blockKey(partition.topicId, partition.partition, base), bytes);
        }
      }
      for (const [key, value] of noted) void environment.meta.put(key, value);
    });
    if (!owned) throw takenOver();
    const bases = new Map<PartitionState, number>();
    for (const { partition, count, blocks } of sealed) {
      partition.pending.reuse(blocks);
      bases.set(partition, partition.end);
      partition.end += count;
    }
    onWritten(bases.keys());
    return bases;
  }

  return {
    add(partition, key, value) {
      touched.add(partition);
      pendingBytes += value.length;
      return partition.pending.add(key, value);
    },
    addPacked(partition, records) {
      touched.add(partition);
      pendingBytes += records.bytes.length;
      return partition.pending.addPacked(records);
    },
    note(key, value) {
      notes.set(key, value);
    },
    async noteAlone(key, value) {
      const mine = running.then(() => write(environment, 0, () => void environment.meta.put(key, value)));
      running = mine.catch(() => undefined);
      if (!(await mine)) throw takenOver();
    },
    written() {
      if (next === undefined) {
        next = running.then(commit);
        running = next.catch(() => undefined);
      }
      return next;
    },
    get pendingBytes() {
      return pendingBytes;
    },
  };
}

const takenOver = (): LogLockedError => new LogLockedError('Another process has taken this log over');

async function write(environment: Environment, bytes: number, writes: () => void): Promise<boolean> {
  try {
    return await environment.commit(writes, bytes);
  } catch (cause) {
    throw new LogUnavailableError('The event log cannot be written', { cause });
  }
}
