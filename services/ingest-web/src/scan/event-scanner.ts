import './buffer-text.ts';
import type { TextSlices } from '@throughline/events';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** States of a slot beside an end of its text. */
export const ABSENT = -1;
export const NULL = -2;

/**
 * Finds the members of flat JSON objects whose names are known and whose values are plain texts (no escape) or null,
 * without making any string: JSON.parse and the strings it makes are more than half of what an event costs here.
 * Whatever is not of this shape is left to JSON.parse: a scanner may only be right or give up.
 */
export interface EventScanner extends TextSlices {
  /** The position after the object that begins at `position`; -1 = give up. Fills the slots, by the order of names. */
  scan(source: Buffer, position: number): number;
}

export function createEventScanner(names: readonly string[]): EventScanner {
  const bytes = names.map((name) => Buffer.from(name));
  const slotOf = new Map(names.map((name, slot) => [name, slot]));
  const starts = new Int32Array(names.length);
  const ends = new Int32Array(names.length);
  /** The slots of the last object's members, in their order: senders hardly ever change it. */
  const order = new Int32Array(names.length);

  /** The slot of the name that begins at `position`, -1 when unknown. */
  function slotAt(source: Buffer, position: number, member: number): number {
    const guess = order[member] ?? 0;
    if (isNameAt(source, position, bytes[guess])) return guess;
    const end = source.indexOf(QUOTE, position);
    const slot = end < 0 ? -1 : (slotOf.get(source.latin1Slice(position, end)) ?? -1);
    order[member] = slot < 0 ? 0 : slot;
    return slot;
  }

  const scanner = {
    source: Buffer.alloc(0) as Buffer,
    starts,
    ends,
    scan(source: Buffer, from: number): number {
      scanner.source = source;
      ends.fill(ABSENT);
      if (source[from] !== OPEN) return -1;
      let position = skipSpace(source, from + 1);
      for (let member = 0; member < names.length; member++) {
        if (source[position] !== QUOTE) return -1;
        const slot = slotAt(source, position + 1, member);
        if (slot < 0 || ends[slot] !== ABSENT) return -1;
        position = skipSpace(source, position + (bytes[slot]?.length ?? 0) + 2);
        if (source[position] !== COLON) return -1;
        position = skipSpace(source, position + 1);
        const start = position + 1;
        const end = source[position] === QUOTE ? endOfText(source, start) : isNullAt(source, position) ? NULL : -1;
        if (end === -1) return -1;
        starts[slot] = start;
        ends[slot] = end;
        position = skipSpace(source, end === NULL ? position + 4 : end + 1);
        if (source[position] === CLOSE) return position + 1;
        if (source[position] !== COMMA) return -1;
        position = skipSpace(source, position + 1);
      }
      return -1;
    },
  };
  return scanner;
}

/** The position of the quote that ends a text; -1 for an escape, a control character or the end of the bytes. */
function endOfText(source: Buffer, start: number): number {
  const length = source.length;
  for (let position = start; position < length; position++) {
    const byte = source[position] ?? 0;
    if (byte > BACKSLASH) continue;
    if (byte === QUOTE) return position;
    if (byte === BACKSLASH || byte < 0x20) return -1;
  }
  return -1;
}

/** The position of the first byte that is no JSON white space. */
export function skipSpace(source: Buffer, from: number): number {
  let position = from;
  for (;;) {
    const byte = source[position];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return position;
    position++;
  }
}

function isNameAt(source: Buffer, position: number, name: Buffer | undefined): boolean {
  if (name === undefined) return false;
  const length = name.length;
  for (let index = 0; index < length; index++) if (source[position + index] !== name[index]) return false;
  return source[position + length] === QUOTE;
}

function isNullAt(source: Buffer, position: number): boolean {
  return (
    source[position] === 0x6e && source[position + 1] === 0x75 && source[position + 2] === 0x6c && source[position + 3] === 0x6c
  );
}
