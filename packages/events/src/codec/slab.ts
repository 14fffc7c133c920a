const SIZE = 1 << 17;

/**
 * Hands out pieces of large buffers, so that an event costs no allocation of its own outside the heap. A piece is
 * never written again; the memory is freed when no piece of a slab is held any more.
 */
export class Slab {
  #buffer = Buffer.allocUnsafeSlow(SIZE);
  #position = 0;

  /** `fill` writes from a position on and answers the position after it, beyond the end when it did not fit. */
  write(fill: (buffer: Buffer, start: number) => number): Uint8Array {
    const start = this.#position;
    let end = fill(this.#buffer, start);
    if (end <= this.#buffer.length) {
      this.#position = end;
      return this.#piece(start, end);
    }
    let size = SIZE;
    do {
      size = Math.max(size, end - start) * 2;
      this.#buffer = Buffer.allocUnsafeSlow(size);
      end = fill(this.#buffer, 0);
    } while (end > size);
    this.#position = end;
    return this.#piece(0, end);
  }

  /** A plain Uint8Array costs half of a Buffer. */
  #piece(start: number, end: number): Uint8Array {
    return new Uint8Array(this.#buffer.buffer, start, end - start);
  }
}
