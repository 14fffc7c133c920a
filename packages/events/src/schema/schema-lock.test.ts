import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSchemas, SCHEMA_DIRECTORY } from './load-schemas.ts';
import { extendedLock, lockProblems, readLock } from './schema-lock.ts';

let copy: string;
const VISIT = 'visit/VisitStarted/1';

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'schemas-'));
  cpSync(SCHEMA_DIRECTORY, copy, { recursive: true });
});
afterEach(() => rmSync(copy, { recursive: true, force: true }));

const edit = (path: string, from: string | RegExp, to: string): void => {
  const file = join(copy, path);
  const before = readFileSync(file, 'utf8');
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  writeFileSync(file, after);
};

test('the released schemas are as they were released, each with an id', () => {
  expect(lockProblems(SCHEMA_DIRECTORY)).toEqual([]);
  expect(loadSchemas()).toHaveLength(10);
});

test.each([
  ['a type', /"type": "string"/, '"type": "bytes"'],
  ['a name', '"name": "referrer"', '"name": "referer"'],
])('a planted change of %s in a released schema is found', (_what, from, to) => {
  edit(`${VISIT}.avsc`, from, to);
  expect(lockProblems(copy)).toEqual([`${VISIT} is released and was changed: add the next version instead`]);
});

test('better words are no change', () => {
  edit(`${VISIT}.avsc`, /"doc": "[^"]+"/, '"doc": "Better words."');
  expect(lockProblems(copy)).toEqual([]);
});

test('a released schema that is gone is found', () => {
  rmSync(join(copy, `${VISIT}.avsc`));
  expect(lockProblems(copy)).toEqual([`${VISIT} is released and its file is missing`]);
});

test('a new schema needs an id, and gets the next one without moving others', () => {
  cpSync(join(copy, `${VISIT}.avsc`), join(copy, 'visit/VisitStarted/2.avsc'));
  expect(lockProblems(copy)).toEqual(['visit/VisitStarted/2 has no id']);
  const before = readLock(copy);
  const after = extendedLock(copy, before);
  expect(after.slice(0, -1)).toEqual(before);
  expect(after.at(-1)).toMatchObject({
    id: Math.max(...before.map((entry) => entry.id)) + 1,
    schema: 'visit/VisitStarted/2',
  });
});
