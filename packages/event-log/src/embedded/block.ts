import { crc32 } from 'node:zlib';
import type { LogRecord } from '../event-log.ts';
import { RECORD_HEADER_BYTES } from '../packed/packed-records.ts';

/**
 * A block is one LMDB value: the records that one commit added to one partition. All numbers are little-endian.
 *
 *     0  u32  magic "TLB1"
 *     4  u32  CRC-32 of everything after it
 *     8  f64  offset of the first record
 *    16  f64  appendedAt of all its records, epoch ms
 *    24  u32  number of records
 *    28  u16  topic id, u16 partition
 *    32  records, laid out as `PackedRecords`
 */
export const HEADER_BYTES = 32;
const MAGIC = 0x31424c54;

export interface BlockHeader {
  readonly base: number;
  readonly appendedAt: number;
  readonly count: number;
  readonly topicId: number;
  readonly partition: number;
}

/** Fills in the header of a block whose records are in place. */
export function sealBlock(block: Buffer, header: BlockHeader): void {
  block.writeUInt32LE(MAGIC, 0);
  block.writeDoubleLE(header.base, 8);
  block.writeDoubleLE(header.appendedAt, 16);
  block.writeUInt32LE(header.count, 24);
  block.writeUInt16LE(header.topicId, 28);
  block.writeUInt16LE(header.partition, 30);
  block.writeUInt32LE(crc32(block.subarray(8)), 4);
}

/** The header as it stands, unchecked: for looking a block's extent up. Null for what cannot be a block. */
export function readHeader(block: Buffer): BlockHeader | null {
  if (block.length < HEADER_BYTES || block.readUInt32LE(0) !== MAGIC) return null;
  return {
    base: block.readDoubleLE(8),
    appendedAt: block.readDoubleLE(16),
    count: block.readUInt32LE(24),
    topicId: block.readUInt16LE(28),
    partition: block.readUInt16LE(30),
  };
}

/** True when not a bit of the block has changed since it was sealed. */
export function isIntact(block: Buffer): boolean {
  return crc32(block.subarray(8)) === block.readUInt32LE(4);
}

/** A place in a block: the record with offset `next` begins at byte `at`. */
export interface BlockCursor {
  readonly block: Buffer;
  readonly end: number;
  readonly appendedAt: number;
  next: number;
  at: number;
}

/** Moves the cursor over records before `offset`. */
export function skipTo(cursor: BlockCursor, offset: number): void {
  const { block } = cursor;
  while (cursor.next < offset) {
    cursor.at += recordBytes(block, cursor.at);
    cursor.next += 1;
  }
}

/**
 * Adds records to `into` until it has `limit` of them, the block ends or about `mostBytes` are read; values are views of
 * the block. Returns the number of bytes read.
 */
export function takeRecords(cursor: BlockCursor, limit: number, mostBytes: number, into: LogRecord[]): number {
  const { block, end, appendedAt } = cursor;
  let { next, at } = cursor;
  const from = at;
  while (next < end && into.length < limit && at - from < mostBytes) {
    const keyBytes = block.readUInt32LE(at) - 1;
    const keyAt = at + RECORD_HEADER_BYTES;
    const valueAt = keyAt + Math.max(0, keyBytes);
    at = valueAt + block.readUInt32LE(keyAt - 4);
    const key = keyBytes < 0 ? null : block.toString('utf8', keyAt, valueAt);
    into.push({ offset: next, key, value: block.subarray(valueAt, at), appendedAt });
    next += 1;
  }
  cursor.next = next;
  cursor.at = at;
  return at - from;
}

const recordBytes = (block: Buffer, at: number): number =>
  RECORD_HEADER_BYTES + Math.max(0, block.readUInt32LE(at) - 1) + block.readUInt32LE(at + 4);
