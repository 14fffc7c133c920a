import { RECORD_HEADER_BYTES, type PackedRecords } from './packed-records.ts';

const FIRST_BYTES = 256 * 1024;
/** A larger one, made for one large request, is not kept for the others. */
const MOST_KEPT_BYTES = 8 * 1024 * 1024;
/** Longest key whose characters are copied in a loop; for longer ones the call into C++ is cheaper. */
const SHORT = 63;

/** A key that stands in UTF-8 in another buffer, from `from` to before `to`. */
export interface KeySlice {
  readonly body: DataView;
  readonly from: number;
  readonly to: number;
}

/** Writes a value from a position on; answers the position after it, beyond the buffer's end when it did not fit. */
export type WriteValue<T> = (value: T, buffer: Buffer, position: number) => number;

/**
 * Packs records one behind the other into a buffer of its own, each value written straight to its place. One serves all
 * requests of a process: `begin`, `add` the records of one, `take` them and append them, before anything else runs; what
 * is added next writes over them. (A new buffer for each request is memory outside the heap that the collector is called
 * for again and again: measured, a tenth of the door's time.)
 */
export class RecordPacker {
  #buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #end = 0;
  #count = 0;

  /** Drops what somebody added and, because something was thrown, never took. */
  begin(): void {
    if (this.#buffer.length > MOST_KEPT_BYTES) this.#buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
    this.#end = 0;
    this.#count = 0;
  }

  /** Adds a record; one whose `write` throws is not added. */
  add<T>(key: string | KeySlice | null, value: T, write: WriteValue<T>): void {
    for (;;) {
      const buffer = this.#buffer;
      const keyAt = this.#end + RECORD_HEADER_BYTES;
      const valueAt = key === null ? keyAt : writeKey(key, buffer, keyAt);
      const end = valueAt > buffer.length ? valueAt : write(value, buffer, valueAt);
      if (end <= buffer.length) {
        writeUint32(buffer, keyAt - 8, key === null ? 0 : valueAt - keyAt + 1);
        writeUint32(buffer, keyAt - 4, end - valueAt);
        this.#end = end;
        this.#count += 1;
        return;
      }
      this.#grow(end);
    }
  }

  /** What was added since `begin` or the last time: a view that the next `add` writes over. */
  take(): PackedRecords {
    const packed = { count: this.#count, bytes: this.#buffer.subarray(0, this.#end) };
    this.#end = 0;
    this.#count = 0;
    return packed;
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafeSlow(needed * 2);
    this.#buffer.copy(larger, 0, 0, this.#end);
    this.#buffer = larger;
  }
}

function writeKey(key: string | KeySlice, buffer: Buffer, at: number): number {
  if (typeof key !== 'string') return writeSlice(key, buffer, at);
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

function writeSlice({ body, from, to }: KeySlice, buffer: Buffer, at: number): number {
  const end = at + to - from;
  if (end <= buffer.length) for (let index = from; at < end; index++) buffer[at++] = body.getUint8(index);
  return end;
}

function writeUint32(buffer: Buffer, at: number, value: number): void {
  buffer[at] = value;
  buffer[at + 1] = value >>> 8;
  buffer[at + 2] = value >>> 16;
  buffer[at + 3] = value >>> 24;
}
