import { expect, test } from '@jest/globals';
import { isBelievable } from './is-believable.ts';

const RECEIVED = Date.UTC(2026, 2, 2, 10);
test.each<[string, number, boolean]>([
  ['the last millisecond of 1999', Date.UTC(2000, 0, 1) - 1, false],
  ['the first of 2000', Date.UTC(2000, 0, 1), true],
  ['its receipt', RECEIVED, true],
  ['24 h after', RECEIVED + 86_400_000, true],
  ['a millisecond more', RECEIVED + 86_400_001, false],
  ['no time', NaN, false],
])('a clock that says %s', (_, at, believed) => {
  expect(isBelievable(at, RECEIVED)).toBe(believed);
});
