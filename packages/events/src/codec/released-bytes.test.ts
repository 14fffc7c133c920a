import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { loadSchemas, SCHEMA_DIRECTORY } from '../schema/load-schemas.ts';
import { fingerprint, lockProblems, readLock, type LockEntry } from '../schema/schema-lock.ts';
import { UPCASTS } from '../upcast/upcasts.ts';
import { createCodec } from './create-codec.ts';

/**
 * What was written once is read for ever. Each released schema has bytes that it wrote on its release, with every field
 * stated and with as little as it can say, and the events they mean to today's reader. A new version adds an entry (its lock
 * entry, bytes of `encodeEvent`); it may change an `event` of an older one, as its upcast says, never its bytes.
 */
interface Released extends LockEntry {
  readonly examples: readonly { readonly bytes: string; readonly event: object }[];
}
const RELEASED = JSON.parse(
  readFileSync(new URL('../test/released-events.json', import.meta.url), 'utf8'),
) as readonly Released[];

/** Schemas whose bytes are read otherwise than they were meant, or not at all. */
const misread = (directory: string): string[] => {
  const { decodeEvent } = createCodec(loadSchemas(directory), UPCASTS);
  const reads = (bytes: string, event: object): boolean => {
    try {
      return isDeepStrictEqual(decodeEvent(Buffer.from(bytes, 'base64')), event);
    } catch {
      return false;
    }
  };
  return RELEASED.filter(({ examples }) => !examples.every(({ bytes, event }) => reads(bytes, event))).map(
    ({ schema }) => schema,
  );
};

test('every released schema stands in the lock as it was released, and has bytes of its own', () => {
  expect(readLock(SCHEMA_DIRECTORY)).toEqual(
    RELEASED.map(({ id, schema, fingerprint }) => ({ id, schema, fingerprint })),
  );
  for (const { id, examples } of RELEASED)
    expect(examples.map(({ bytes }) => Buffer.from(bytes, 'base64').readInt32BE(1))).toEqual([id, id]);
});

test.each(RELEASED)('what $schema wrote is read as it was meant', ({ examples }) => {
  const { decodeEvent } = createCodec(loadSchemas(), UPCASTS);
  for (const { bytes, event } of examples) expect(decodeEvent(Buffer.from(bytes, 'base64'))).toEqual(event);
});

describe('a released schema that is edited together with its lock', () => {
  let copy: string;
  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), 'schemas-'));
    cpSync(SCHEMA_DIRECTORY, copy, { recursive: true });
  });
  afterEach(() => rmSync(copy, { recursive: true, force: true }));

  test.each<[string, string, RegExp, string]>([
    ['two fields in another order', 'visit/VisitStarted/1', /("visitId")(.*?)("visitorId")/s, '$3$2$1'],
    ['another name', 'visit/VisitStarted/1', /"name": "referrer"/, '"name": "referer"'],
    ['another type', 'refund/RefundMade/1', /"type": "boolean"/, '"type": "string"'],
    ['symbols in another order', 'deal/DealChanged/1', /\["open", "won", "lost"\]/, '["lost", "won", "open"]'],
    ['no null any more', 'mark/MarkStated/1', /\["null", "boolean"\]/, '"boolean"'],
  ])('is found by its bytes: %s', (_what, schema, from, to) => {
    const file = join(copy, `${schema}.avsc`);
    const before = readFileSync(file, 'utf8');
    const after = before.replace(from, to);
    expect(after).not.toBe(before);
    writeFileSync(file, after);
    const relocked = readLock(copy).map((entry) => ({ ...entry, fingerprint: fingerprint(copy, entry.schema) }));
    writeFileSync(join(copy, 'ids.lock.json'), JSON.stringify(relocked));
    expect(lockProblems(copy)).toEqual([]);
    expect(misread(copy)).toEqual([schema]);
  });
});
