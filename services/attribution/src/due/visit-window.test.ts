import { DEFAULT_RUN } from '@throughline/domain';
import { expect, test } from '@jest/globals';
import { visitMayEnter } from './visit-window.ts';

const DAY = 86_400_000;
const end = 200 * DAY;
const ends = { from: end, to: end };

test.each([
  ['at the end', end, true],
  ['at the edge of the skew', end + 120_000, true],
  ['inside the slack of a fold', end + 120_000 + 600_000, true],
  ['after the slack', end + 120_000 + 600_001, false],
  ['at the edge of the lookback', end - 90 * DAY, true],
  ['a silencing visit just before the lookback', end - 90 * DAY - 30 * 60_000, true],
  ['before everything', end - 90 * DAY - 40 * 60_000 - 1, false],
])('a visit %s', (_name, at, expected) => {
  expect(visitMayEnter(at, ends, DEFAULT_RUN)).toBe(expected);
});
