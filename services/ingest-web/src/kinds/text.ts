/// <reference lib="es2024.string" />
import type { Reading } from '../reading/reading.ts';
import { same, type Kind } from './kind.ts';

const MOST_IDENTIFIER = 256;
const MOST_LABEL = 1_024;

/** Text of at most `most` characters, kept as sent. Empty text counts as absent. */
export function text(most: number): Kind {
  return {
    plain: most,
    read: (value, reading, pointer) => readText(value, reading, pointer, most),
    present: same,
    schema: { type: 'string', maxLength: most },
  };
}

/** An identifier: text of at most 256 characters; a whole number stands for its digits. */
export const identifier: Kind = {
  plain: MOST_IDENTIFIER,
  read: (value, reading, pointer) =>
    typeof value === 'number' && Number.isSafeInteger(value)
      ? String(value)
      : readText(value, reading, pointer, MOST_IDENTIFIER),
  present: same,
  schema: { type: ['string', 'integer'], maxLength: MOST_IDENTIFIER },
};

/** A value compared like utm values: trimmed, lower case; empty counts as absent (attribution.md, section 2). */
export const label: Kind = {
  read: (value, reading, pointer) => normalised(readText(value, reading, pointer, MOST_LABEL)),
  present: same,
  schema: text(MOST_LABEL).schema,
};

/** An identifier compared like utm values. */
export const labelId: Kind = {
  read: (value, reading, pointer) => normalised(identifier.read(value, reading, pointer) as string | null),
  present: same,
  schema: identifier.schema,
};

function normalised(value: string | null): string | null {
  return value?.trim().toLowerCase() || null;
}

/** One of a closed list of words. */
export function oneOf(...words: readonly string[]): Kind {
  const detail = `Must be one of: ${words.join(', ')}.`;
  return {
    read: (value, reading, pointer) =>
      typeof value === 'string' && words.includes(value) ? value : reading.fail(pointer, 'invalid_value', detail),
    present: same,
    schema: { enum: words },
  };
}

/** @returns null also for empty text, without a failure: it is absent */
export function readText(value: unknown, reading: Reading, pointer: string, most: number): string | null {
  if (typeof value !== 'string') return reading.fail(pointer, 'not_text', 'Must be a string.');
  if (value.length > most) return reading.fail(pointer, 'too_long', `May have at most ${most} characters.`);
  if (reading.checkText && (value.includes('\0') || !value.isWellFormed())) {
    return reading.fail(pointer, 'invalid_text', 'Text holds a NUL character or half of a surrogate pair.');
  }
  return value.length === 0 ? null : value;
}
