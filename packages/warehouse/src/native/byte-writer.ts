/** A growing buffer, little-endian, for Native blocks. Its memory is nobody else's: a block may be given to another thread. */
export class ByteWriter {
  #buffer: Buffer;
  #length = 0;

  constructor(capacity = 65_536) {
    this.#buffer = Buffer.allocUnsafeSlow(capacity);
  }

  /** What was written so far; valid until the next write. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  varUint(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#buffer[this.#length++] = (rest & 0x7f) | 0x80;
      rest = Math.floor(rest / 128);
    }
    this.#buffer[this.#length++] = rest;
  }

  uint64(value: number): void {
    this.raw(new Uint32Array([value >>> 0, Math.floor(value / 4_294_967_296)]));
  }

  /** The memory of a typed array as it is (little-endian on every platform the engine supports). */
  raw(values: ArrayBufferView): void {
    this.#reserve(values.byteLength);
    this.#buffer.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), this.#length);
    this.#length += values.byteLength;
  }

  /** A length-prefixed UTF-8 string. Short ASCII, the usual case, is copied without leaving JavaScript. */
  string(text: string): void {
    const size = text.length;
    this.#reserve(size * 3 + 8);
    if (size < 64) {
      const buffer = this.#buffer;
      const start = this.#length + 1;
      let at = 0;
      for (; at < size; at += 1) {
        const code = text.charCodeAt(at);
        if (code > 0x7f) break;
        buffer[start + at] = code;
      }
      if (at === size) {
        buffer[this.#length] = size;
        this.#length = start + size;
        return;
      }
    }
    this.varUint(Buffer.byteLength(text));
    this.#length += this.#buffer.write(text, this.#length, 'utf8');
  }

  /** Bytes given as hex digits. @throws RangeError when they are not exactly `size` bytes */
  hex(digits: string, size: number): void {
    this.#reserve(size);
    const written = this.#buffer.write(digits, this.#length, size, 'hex');
    if (written !== size || digits.length !== size * 2) throw new RangeError(`Not ${size} bytes as hexadecimal digits`);
    this.#length += size;
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#buffer.length * 2, this.#length + size));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
