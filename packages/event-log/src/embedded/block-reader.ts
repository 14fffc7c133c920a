import { LogCorruptedError } from '../errors.ts';
import type { LogRecord } from '../event-log.ts';
import { MOST_BATCH_BYTES } from '../local/record-store.ts';
import { HEADER_BYTES, isIntact, readHeader, skipTo, takeRecords, type BlockCursor } from './block.ts';
import type { Environment } from './environment.ts';
import { blockKey, offsetOfKey } from './keys.ts';
import type { PartitionState } from './topic-state.ts';

/** Places where readers stopped inside a block, for each partition: a few groups read each at a place of its own. */
const MOST_CURSORS = 4;

export type BlockReader = (partition: PartitionState, from: number, limit: number) => LogRecord[];

/**
 * Reads records block by block. Offsets are gapless, so the block after one that ends at n has the key n: whatever
 * should be there and is not is a gap.
 * @throws LogCorruptedError at the first record that cannot be read, when none before it can be handed over
 */
export function createBlockReader({ blocks }: Environment): BlockReader {
  const cursors = new Map<PartitionState, BlockCursor[]>();

  function fetch(state: PartitionState, base: number): BlockCursor {
    const corrupted = (what: string): LogCorruptedError =>
      new LogCorruptedError(state.topic, state.partition, base, what);
    const block = blocks.getBinary(blockKey(state.topicId, state.partition, base));
    if (block === undefined) throw corrupted('the block is missing');
    const header = readHeader(block);
    if (header === null || !isIntact(block)) throw corrupted('the block has been altered (checksum)');
    const isOurs = header.topicId === state.topicId && header.partition === state.partition && header.base === base;
    if (!isOurs) throw corrupted('the block belongs elsewhere');
    return { block, end: base + header.count, appendedAt: header.appendedAt, next: base, at: HEADER_BYTES };
  }

  /** First offset of the block that holds an offset. */
  function baseOf(state: PartitionState, offset: number): number {
    const range = {
      start: blockKey(state.topicId, state.partition, offset),
      end: blockKey(state.topicId, state.partition, 0),
      reverse: true,
      inclusiveEnd: true,
      limit: 1,
    };
    for (const key of blocks.getKeys(range)) return offsetOfKey(key);
    return offset;
  }

  function cursorAt(state: PartitionState, offset: number): BlockCursor {
    const kept = cursors.get(state) ?? [];
    const index = kept.findIndex((cursor) => cursor.next === offset);
    const [cursor] = index < 0 ? [] : kept.splice(index, 1);
    if (cursor !== undefined) return cursor;
    const found = fetch(state, baseOf(state, offset));
    if (found.end <= offset) {
      throw new LogCorruptedError(state.topic, state.partition, offset, 'the block is missing');
    }
    skipTo(found, offset);
    return found;
  }

  function keep(state: PartitionState, cursor: BlockCursor): void {
    const kept = cursors.get(state) ?? [];
    kept.push(cursor);
    if (kept.length > MOST_CURSORS) kept.shift();
    cursors.set(state, kept);
  }

  return (state, from, limit) => {
    const records: LogRecord[] = [];
    let next = Math.max(from, state.floor);
    let bytes = 0;
    let cursor: BlockCursor | undefined;
    try {
      while (records.length < limit && next < state.end && bytes < MOST_BATCH_BYTES) {
        cursor = cursor === undefined ? cursorAt(state, next) : fetch(state, next);
        bytes += takeRecords(cursor, limit, MOST_BATCH_BYTES - bytes, records);
        next = cursor.next;
      }
    } catch (error) {
      // What is sound before the damage is handed over; the next read begins at the damage and throws.
      if (records.length === 0) throw error;
      return records;
    }
    if (cursor !== undefined && cursor.next < cursor.end) keep(state, cursor);
    return records;
  };
}
