import './buffer-text.ts';
const SPELLED = 12;
const ASCII = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));

/** A place in a buffer from which Avro primitives are read. Reading past the end throws a RangeError. */
export class Cursor {
  readonly buffer: Buffer;
  position: number;

  constructor(buffer: Buffer, position: number) {
    this.buffer = buffer;
    this.position = position;
  }

  byte(): number {
    const value = this.buffer[this.position++];
    if (value === undefined) throw new RangeError('the record ends too early');
    return value;
  }

  /** Zigzag varint; a value beyond the safe integers throws. */
  long(): number {
    let byte = this.byte();
    const negative = byte & 1;
    let value = (byte & 0x7e) >> 1;
    let factor = 64;
    while (byte & 0x80) {
      byte = this.byte();
      value += (byte & 0x7f) * factor;
      factor *= 128;
    }
    if (!Number.isSafeInteger(value)) throw new RangeError('an integer is beyond 2^53');
    return negative ? -value - 1 : value;
  }

  text(): string {
    const length = this.long();
    const start = this.position;
    const end = start + length;
    if (length < 0 || end > this.buffer.length) throw new RangeError('the record ends too early');
    this.position = end;
    return length <= SPELLED ? this.spelled(start, end) : this.buffer.utf8Slice(start, end);
  }

  /** Short ASCII text put together from its codes costs a third of a call into C++. */
  private spelled(start: number, end: number): string {
    let text = '';
    for (let index = start; index < end; index++) {
      const code = this.buffer[index] ?? 128;
      if (code > 127) return this.buffer.utf8Slice(start, end);
      text += ASCII[code] ?? '';
    }
    return text;
  }

  boolean(): boolean {
    return this.byte() !== 0;
  }

  double(): number {
    const value = this.buffer.readDoubleLE(this.position);
    this.position += 8;
    return value;
  }

  symbol(symbols: readonly string[]): string {
    const symbol = symbols[this.long()];
    if (symbol === undefined) throw new RangeError('an enum has an unknown symbol');
    return symbol;
  }

  array<T>(item: () => T): T[] {
    const items: T[] = [];
    for (let count = this.blockCount(); count > 0; count = this.blockCount()) {
      for (let index = 0; index < count; index++) items.push(item());
    }
    return items;
  }

  map<T>(value: () => T): Record<string, T> {
    const entries: [string, T][] = [];
    for (let count = this.blockCount(); count > 0; count = this.blockCount()) {
      for (let index = 0; index < count; index++) entries.push([this.text(), value()]);
    }
    return Object.fromEntries(entries); // defines members, so a key `__proto__` stays a member
  }

  /** A negative count is followed by the block's size in bytes, which nothing here needs. */
  private blockCount(): number {
    const count = this.long();
    if (count >= 0) return count;
    this.long();
    return -count;
  }
}
