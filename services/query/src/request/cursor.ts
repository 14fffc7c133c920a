/** Opaque cursors: where the next page starts, and of which question. */
import { createHash } from 'node:crypto';
import { parsed, refused } from './parameter-error.ts';
import type { Parsed } from './parameter-error.ts';

/** Parameters that may differ between the pages of one answer. */
const FREE = new Set(['cursor', 'limit', 'min_position']);

/** Short hash of the question: a cursor is only good for the question it came from. */
export const fingerprint = (parameters: Readonly<Record<string, unknown>>): string => {
  const kept = Object.entries(parameters).filter(([name, value]) => !FREE.has(name) && value !== undefined);
  kept.sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(kept)).digest('base64url').slice(0, 12);
};

export const encodeCursor = (offset: number, question: string): string =>
  Buffer.from(`${offset}.${question}`).toString('base64url');

/** The offset a cursor stands for; refused when it is damaged or belongs to another question. */
export const decodeCursor = (cursor: string | undefined, question: string): Parsed<number> => {
  if (cursor === undefined) return parsed(0);
  const match = /^(\d{1,9})\.([\w-]+)$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (match === null) return refused({ pointer: '/cursor', code: 'invalid_value', detail: 'is not a cursor of ours' });
  if (match[2] !== question) {
    const detail = 'belongs to another question: repeat the parameters of the first page, or start without a cursor';
    return refused({ pointer: '/cursor', code: 'stale_cursor', detail });
  }
  return parsed(Number(match[1]));
};
