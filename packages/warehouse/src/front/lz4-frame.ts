/**
 * Reads the LZ4 frames clickhouse-connect sends its inserts in: Node has no LZ4 of its own. Checksums are not verified,
 * TCP has its own. https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
 */
import { CANNOT_DECOMPRESS, Refusal, TOO_LARGE } from './refusal.ts';

const MAGIC = 0x184d2204;

/** @param limit most bytes of the result. @throws Refusal for what is no LZ4 or too large */
export const decodeLz4Frames = (input: Buffer, limit: number): Buffer => {
  const output = new Output(limit);
  let at = 0;
  while (at < input.length) at = decodeFrame(input, at, output);
  return output.taken();
};

const decodeFrame = (input: Buffer, start: number, output: Output): number => {
  if (read32(input, start) !== MAGIC) throw corrupt('it does not begin with the magic number');
  const flags = input[start + 4] ?? 0;
  if (flags >> 6 !== 1) throw corrupt('its version is unknown');
  const [blockChecksum, contentSize, contentChecksum, dictionary] = [16, 8, 4, 1].map((flag) => (flags & flag) !== 0);
  if (dictionary === true) throw corrupt('it needs a dictionary');
  // Flags, block descriptor, header checksum.
  let at = start + 7 + (contentSize === true ? 8 : 0);
  for (;;) {
    const size = read32(input, at);
    at += 4;
    if (size === 0) return at + (contentChecksum === true ? 4 : 0);
    const end = at + (size & 0x7fffffff);
    if (end > input.length) throw corrupt('it ends within a block');
    if (size >>> 31 === 1) output.append(input, at, end);
    else decodeBlock(input, at, end, output);
    at = end + (blockChecksum === true ? 4 : 0);
  }
};

/** https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md */
const decodeBlock = (input: Buffer, start: number, end: number, output: Output): void => {
  let at = start;
  const length = (nibble: number): number => {
    let total = nibble;
    for (let byte = 255; nibble === 15 && byte === 255; total += byte) {
      if (at >= end) throw corrupt('it ends within a length');
      byte = input[at++] ?? 0;
    }
    return total;
  };
  while (at < end) {
    const token = input[at++] ?? 0;
    const literals = length(token >> 4);
    if (at + literals > end) throw corrupt('it ends within literals');
    output.append(input, at, at + literals);
    at += literals;
    if (at === end) return;
    const distance = (input[at] ?? 0) | ((input[at + 1] ?? 0) << 8);
    at += 2;
    output.repeat(distance, length(token & 15) + 4);
  }
};

const read32 = (input: Buffer, at: number): number => {
  if (at + 4 > input.length) throw corrupt('it ends too early');
  return input.readUInt32LE(at);
};

const corrupt = (why: string): Refusal => new Refusal(CANNOT_DECOMPRESS, `The body is no LZ4 frame: ${why}`);

class Output {
  readonly #limit: number;
  #bytes = Buffer.allocUnsafe(1 << 16);
  #size = 0;
  constructor(limit: number) {
    this.#limit = limit;
  }
  append(source: Buffer, start: number, end: number): void {
    this.#reserve(end - start);
    this.#size += source.copy(this.#bytes, this.#size, start, end);
  }
  /** A match may overlap what it makes. */
  repeat(distance: number, length: number): void {
    if (distance === 0 || distance > this.#size) throw corrupt('a match points before its beginning');
    this.#reserve(length);
    const end = this.#size + length;
    if (distance >= length) this.#bytes.copyWithin(this.#size, this.#size - distance, end - distance);
    else for (let at = this.#size; at < end; at++) this.#bytes[at] = this.#bytes[at - distance] ?? 0;
    this.#size = end;
  }
  taken(): Buffer {
    return this.#bytes.subarray(0, this.#size);
  }
  #reserve(more: number): void {
    const needed = this.#size + more;
    if (needed > this.#limit) throw new Refusal(TOO_LARGE, `The body is larger than ${this.#limit} bytes unpacked`);
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#size);
    this.#bytes = grown;
  }
}
