import { expect, test } from '@jest/globals';
import { statedLimit } from './stated-limit.ts';

test.each([
  ['SELECT 1\nFORMAT JSONEachRow\nSETTINGS a = 1, max_execution_time = 30, max_memory_usage = 1', 30],
  ['SELECT 1\nFORMAT TSVRaw\nSETTINGS max_execution_time = 0.2, max_memory_usage = 1', 0.2],
  ["INSERT INTO t (`a`) SETTINGS deduplicate_insert = 'disable', max_execution_time = 120 FORMAT Native", 120],
  ['CREATE TABLE t (a String) ENGINE = Memory', null],
  ["SELECT 'max_execution_time = 1'", null],
])('%s: %s', (statement, seconds) => expect(statedLimit(statement)).toBe(seconds));

test('is found behind long lists', () => {
  const long = `SELECT ${'1, '.repeat(10_000)}1\nFORMAT TSVRaw\nSETTINGS max_execution_time = 60, max_memory_usage = 1`;
  expect(statedLimit(long)).toBe(60);
});
