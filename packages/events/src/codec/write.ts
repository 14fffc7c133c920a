import './buffer-text.ts';
/**
 * Avro primitives written into a buffer from a position on; each answers the position after it. A value that does not
 * fit only moves the position beyond the buffer's end: the caller sees that and tries again in a larger one.
 */

/** Longest string whose ASCII bytes still have a one-byte length. */
const SHORT = 63;
/** Length prefix of at most 10,922 characters (32 KB in UTF-8) fits three bytes. */
const PREFIX = 5;

export function writeText(buffer: Buffer, position: number, text: string): number {
  const length = text.length;
  if (length <= SHORT && position + length < buffer.length) {
    let index = 0;
    for (; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code > 127) break;
      buffer[position + 1 + index] = code;
    }
    if (index === length) {
      buffer[position] = length << 1;
      return position + 1 + length;
    }
  }
  return writeLongText(buffer, position, text);
}

function writeLongText(buffer: Buffer, position: number, text: string): number {
  const most = text.length * 3;
  if (position + most + PREFIX > buffer.length) return position + most + PREFIX;
  if (text.length > SHORT && most < 8192) {
    // Between 64 and 8,191 bytes the prefix is two bytes, so the text can be written before its length is known.
    const bytes = buffer.utf8Write(text, position + 2);
    buffer[position] = ((bytes << 1) & 0x7f) | 0x80;
    buffer[position + 1] = bytes >> 6;
    return position + 2 + bytes;
  }
  const after = writeLong(buffer, position, Buffer.byteLength(text));
  return after + buffer.utf8Write(text, after);
}

/** Zigzag varint of a safe integer. */
export function writeLong(buffer: Buffer, position: number, value: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a safe integer`);
  if (value >= -0x40000000 && value < 0x40000000) {
    let zigzag = value >= 0 ? value << 1 : (~value << 1) | 1;
    while (zigzag > 127) {
      buffer[position++] = (zigzag & 0x7f) | 0x80;
      zigzag >>>= 7;
    }
    buffer[position++] = zigzag;
    return position;
  }
  let magnitude = value >= 0 ? value : -value - 1;
  buffer[position++] = ((magnitude % 64) << 1) | (value >= 0 ? 0 : 1) | 0x80;
  magnitude = Math.floor(magnitude / 64);
  while (magnitude > 0x7fffffff) {
    buffer[position++] = (magnitude % 128) | 0x80;
    magnitude = Math.floor(magnitude / 128);
  }
  while (magnitude > 127) {
    buffer[position++] = (magnitude & 0x7f) | 0x80;
    magnitude >>>= 7;
  }
  buffer[position++] = magnitude;
  return position;
}

export function writeBoolean(buffer: Buffer, position: number, value: boolean): number {
  buffer[position] = value ? 1 : 0;
  return position + 1;
}

export function writeDouble(buffer: Buffer, position: number, value: number): number {
  if (position + 8 <= buffer.length) buffer.writeDoubleLE(value, position);
  return position + 8;
}

export function writeSymbol(buffer: Buffer, position: number, value: string, symbols: readonly string[]): number {
  const index = symbols.indexOf(value);
  if (index < 0) throw new RangeError(`'${value}' is none of ${symbols.join(', ')}`);
  return writeLong(buffer, position, index);
}
