import { RECORD_HEADER_BYTES, type PackedRecords } from './packed-records.ts';

const SLAB_BYTES = 256 * 1024;
/** Longest key whose characters are copied in a loop; for longer ones the call into C++ is cheaper. */
const SHORT = 63;

/** Writes a value from a position on; answers the position after it, beyond the buffer's end when it did not fit. */
export type WriteValue<T> = (value: T, buffer: Buffer, position: number) => number;

/**
 * Packs records into pieces of large buffers, each value written straight to its place. One serves all requests of a
 * process: `begin`, `add` the records of one and `take` them, before anything else runs.
 */
export class RecordPacker {
  #slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
  #start = 0;
  #end = 0;
  #count = 0;

  /** Drops what somebody added and, because something was thrown, never took. */
  begin(): void {
    this.#end = this.#start;
    this.#count = 0;
  }

  /** Adds a record; one whose `write` throws is not added. */
  add<T>(key: string | null, value: T, write: WriteValue<T>): void {
    for (;;) {
      const slab = this.#slab;
      const keyAt = this.#end + RECORD_HEADER_BYTES;
      const valueAt = key === null ? keyAt : writeKey(key, slab, keyAt);
      const end = valueAt > slab.length ? valueAt : write(value, slab, valueAt);
      if (end <= slab.length) {
        writeUint32(slab, keyAt - 8, key === null ? 0 : valueAt - keyAt + 1);
        writeUint32(slab, keyAt - 4, end - valueAt);
        this.#end = end;
        this.#count += 1;
        return;
      }
      this.#move(end - this.#start);
    }
  }

  /** What was added since the last time. */
  take(): PackedRecords {
    const { buffer, byteOffset } = this.#slab;
    const packed = {
      count: this.#count,
      bytes: new Uint8Array(buffer, byteOffset + this.#start, this.#end - this.#start),
    };
    this.#start = this.#end;
    this.#count = 0;
    return packed;
  }

  /** To a new slab with what is not taken yet, at whose end there is room for twice as many bytes as were asked for. */
  #move(needed: number): void {
    const slab = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, needed * 2));
    this.#slab.copy(slab, 0, this.#start, this.#end);
    this.#slab = slab;
    this.#end -= this.#start;
    this.#start = 0;
  }
}

function writeKey(key: string, buffer: Buffer, at: number): number {
  const length = key.length;
  if (length <= SHORT && at + length <= buffer.length) {
    let index = 0;
    for (; index < length; index++) {
      const code = key.charCodeAt(index);
      if (code > 127) break;
      buffer[at + index] = code;
    }
    if (index === length) return at + length;
  }
  // A character of a key takes at most three bytes; beyond the end it does not fit.
  return at + length * 3 > buffer.length ? at + length * 3 : at + buffer.write(key, at, 'utf8');
}

function writeUint32(buffer: Buffer, at: number, value: number): void {
  buffer[at] = value;
  buffer[at + 1] = value >>> 8;
  buffer[at + 2] = value >>> 16;
  buffer[at + 3] = value >>> 24;
}
