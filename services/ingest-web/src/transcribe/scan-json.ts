/**
 * Places in a body of JSON, byte by byte. None of these decides whether it is JSON: whoever uses them takes only what it
 * recognises, and leaves anything else to `JSON.parse`.
 */
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_LIST = 0x5b;
export const CLOSE_LIST = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

/** The first place from `at` on that is no white space. */
export function afterSpace(body: Uint8Array, at: number): number {
  for (; at < body.length; at++) {
    const byte = body[at] as number;
    if (byte > SPACE || (byte !== SPACE && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) return at;
  }
  return at;
}

/**
 * The closing quote of a text that begins behind the quote at `at - 1`; -1 for one that has an escape, a control character
 * (which JSON forbids), or no end. Four bytes at a time: byte by byte it would cost as much as `JSON.parse`.
 */
export function endOfPlainText(body: Buffer, words: DataView, at: number): number {
  const end = body.indexOf(QUOTE, at);
  let high = 0;
  let read = at;
  for (; read + 4 <= end; read += 4) high |= unlikePlain(words.getInt32(read));
  // The last word overlaps the one before, or what stands before the text.
  if (read < end) high |= unlikePlain(words.getInt32(end - 4));
  return (high & 0x80808080) === 0 ? end : -1;
}

/** The highest bit of a byte is set when it is a backslash or a control character, and sometimes beside one. */
function unlikePlain(word: number): number {
  const backslash = word ^ 0x5c5c5c5c;
  return ((backslash - 0x01010101) & ~backslash) | ((word - 0x20202020) & ~word);
}

/** The place behind the brace that closes the object opened at `at`; -1 when there is none. */
export function afterObject(body: Uint8Array, at: number): number {
  let depth = 0;
  for (; at < body.length; at++) {
    const byte = body[at];
    if (byte === QUOTE) at = endOfText(body, at + 1);
    else if (byte === OPEN_OBJECT) depth += 1;
    else if (byte === CLOSE_OBJECT && --depth === 0) return at + 1;
  }
  return -1;
}

/** The closing quote of any text; the body's length when there is none. */
function endOfText(body: Uint8Array, at: number): number {
  while (at < body.length && body[at] !== QUOTE) at += body[at] === BACKSLASH ? 2 : 1;
  return at;
}

/** Bytes to look for, four at a time: at least four. */
export interface Mark {
  readonly length: number;
  readonly words: Int32Array;
}

export function markOf(text: string): Mark {
  const bytes = Buffer.from(text);
  const length = bytes.length;
  const places = [...Array.from({ length: length >> 2 }, (_, index) => index * 4), length - 4];
  return { length, words: Int32Array.from(places, (at) => bytes.readInt32BE(at)) };
}

/** Whether a mark stands at `at`. */
export function standsAt(words: DataView, at: number, mark: Mark): boolean {
  if (at + mark.length > words.byteLength) return false;
  const last = mark.words.length - 1;
  for (let index = 0; index < last; index++) if (words.getInt32(at + index * 4) !== mark.words[index]) return false;
  return words.getInt32(at + mark.length - 4) === mark.words[last];
}
