import type { NewRecord } from '../event-log.ts';

/**
 * Records laid out one behind the other: two objects however many they are, where a list of records is three for each
 * that the collector copies around while the disk writes. The layout is that of a block of the embedded log:
 *
 *     u32 length of the key + 1 (0: null), u32 length of the value, key (UTF-8), value; little-endian
 *
 * Whoever made them may write over the bytes once `appendPacked` has returned its promise.
 */
export interface PackedRecords {
  readonly count: number;
  readonly bytes: Uint8Array;
}

export const RECORD_HEADER_BYTES = 8;

/** The records one by one; values are views of the bytes. */
export function unpackRecords({ count, bytes }: PackedRecords): NewRecord[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records: NewRecord[] = [];
  let at = 0;
  while (records.length < count) {
    const keyBytes = buffer.readUInt32LE(at) - 1;
    const keyAt = at + RECORD_HEADER_BYTES;
    const valueAt = keyAt + Math.max(0, keyBytes);
    at = valueAt + buffer.readUInt32LE(keyAt - 4);
    const key = keyBytes < 0 ? null : buffer.toString('utf8', keyAt, valueAt);
    records.push({ key, value: buffer.subarray(valueAt, at) });
  }
  return records;
}
