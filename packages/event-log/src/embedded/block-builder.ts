import { RECORD_HEADER_BYTES, unpackRecords, type PackedRecords } from '../packed/packed-records.ts';
import { HEADER_BYTES, sealBlock } from './block.ts';

/** A block ends here, so that a reader that stops inside one holds little. A larger record has a block of its own. */
const BLOCK_BYTES = 256 * 1024;
const FIRST_BYTES = 4 * 1024;

/** Records of one partition that wait for the next commit, already in the form in which they are written. */
export interface BlockBuilder {
  /** Copies a record in; returns its index among the records since the last `seal`. */
  add(key: string | null, value: Uint8Array): number;
  /** Copies all of them in; returns the index of the first. */
  addPacked(records: PackedRecords): number;
  readonly count: number;
  /** The blocks of all records added, the first of which gets offset `base`; the builder is empty again. */
  seal(base: number, appendedAt: number): SealedBlock[];
  /** Takes sealed blocks back whose bytes nobody reads any more, to fill them again. */
  reuse(blocks: readonly SealedBlock[]): void;
}
export interface SealedBlock {
  readonly base: number;
  readonly bytes: Buffer;
}
interface OpenBlock {
  bytes: Buffer;
  length: number;
  count: number;
}

export function createBlockBuilder(topicId: number, partition: number): BlockBuilder {
  let blocks: OpenBlock[] = [];
  let count = 0;
  /** Most commits of a partition are alike in size: the next one begins with the room the last one took. */
  let room = FIRST_BYTES;
  let spare: Buffer[] = [];

  function open(bytes: number): OpenBlock {
    const used = spare.pop();
    const least = Math.max(room, bytes);
    const block = {
      bytes: used !== undefined && used.length >= least ? used : Buffer.allocUnsafeSlow(least),
      length: HEADER_BYTES,
      count: 0,
    };
    blocks.push(block);
    return block;
  }
  /** The block that has room for so many more bytes. */
  function roomFor(bytes: number): OpenBlock {
    const block = blocks.at(-1);
    if (block === undefined || (block.count > 0 && block.length + bytes > BLOCK_BYTES))
      return open(HEADER_BYTES + bytes);
    if (block.length + bytes > block.bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(block.bytes.length * 2, block.length + bytes));
      block.bytes.copy(grown, 0, 0, block.length);
      block.bytes = grown;
    }
    return block;
  }

  const builder: BlockBuilder = {
    get count() {
      return count;
    },
    addPacked(records) {
      const first = count;
      const { bytes } = records;
      if (HEADER_BYTES + bytes.length > BLOCK_BYTES) {
        for (const { key, value } of unpackRecords(records)) builder.add(key, value);
        return first;
      }
      const block = roomFor(bytes.length);
      block.bytes.set(bytes, block.length);
      block.length += bytes.length;
      block.count += records.count;
      count += records.count;
      return first;
    },
    add(key, value) {
      // A key needs at most three bytes for each of its code units; what it does not use stays free.
      const keyRoom = key === null ? 0 : key.length * 3;
      const block = roomFor(RECORD_HEADER_BYTES + keyRoom + value.length);
      const { bytes, length } = block;
      const keyAt = length + RECORD_HEADER_BYTES;
      const keyBytes = key === null ? 0 : bytes.write(key, keyAt, 'utf8');
      bytes.writeUInt32LE(key === null ? 0 : keyBytes + 1, length);
      bytes.writeUInt32LE(value.length, length + 4);
      bytes.set(value, keyAt + keyBytes);
      block.length = keyAt + keyBytes + value.length;
      block.count += 1;
      count += 1;
      return count - 1;
    },
    seal(base, appendedAt) {
      let next = base;
      const sealed = blocks.map((block) => {
        const bytes = block.bytes.subarray(0, block.length);
        sealBlock(bytes, { base: next, appendedAt, count: block.count, topicId, partition });
        next += block.count;
        return { base: next - block.count, bytes };
      });
      room = Math.min(BLOCK_BYTES, Math.max(FIRST_BYTES, blocks[0]?.length ?? 0));
      blocks = [];
      count = 0;
      return sealed;
    },
    reuse(sealed) {
      // The buffers of the last commit alone: as many as the next is likely to take.
      spare = sealed.map(({ bytes }) => Buffer.from(bytes.buffer)).filter(({ length }) => length <= 2 * BLOCK_BYTES);
    },
  };
  return builder;
}
