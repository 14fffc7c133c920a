import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DAY, NOON, origin } from '@throughline/testing/facts';
import { WHOLE } from '../money/split.ts';
import type { Touchpoint } from './conversion.ts';
import { sharesOf } from './models.ts';
import { MODELS, type Model } from './run.ts';

const WEEK = 7 * DAY;
const touch = (from: string, at: number): Touchpoint => ({
  id: `${from}@${at}`,
  at,
  origin: origin(from),
  landingPage: '/',
  device: '',
  country: '',
  city: '',
  evidence: 'visit',
  eventId: '',
});
/** Touchpoints `ages` days before noon. */
const path = (...steps: [string, number][]): Touchpoint[] => steps.map(([from, age]) => touch(from, NOON - age * DAY));
const BILLION = WHOLE;

describe.each<[Model, string, Touchpoint[], number[]]>([
  ['first_touch', 'the earliest', path(['a', 2], ['b', 1]), [BILLION, 0]],
  ['last_touch', 'the latest', path(['a', 2], ['b', 1]), [0, BILLION]],
  ['last_touch', 'one after the end', path(['a', 2], ['b', -0.001]), [0, BILLION]],
  ['last_non_direct', 'passes over Direct', path(['a', 3], ['b', 2], ['(direct)', 1]), [0, BILLION, 0]],
  ['last_non_direct', 'all Direct: the latest', path(['(direct)', 2], ['(direct)', 1]), [0, BILLION]],
  ['linear', 'equally', path(['a', 3], ['b', 2], ['c', 1]), [333_333_334, 333_333_333, 333_333_333]],
  ['position_based', 'one', path(['a', 1]), [BILLION]],
  ['position_based', 'two', path(['a', 2], ['b', 1]), [500_000_000, 500_000_000]],
  ['position_based', 'three', path(['a', 3], ['b', 2], ['c', 1]), [400_000_000, 200_000_000, 400_000_000]],
  [
    'position_based',
    'five',
    path(['a', 5], ['b', 4], ['c', 3], ['d', 2], ['e', 1]),
    [400_000_000, 66_666_667, 66_666_667, 66_666_666, 400_000_000],
  ],
  ['time_decay', 'half each half life', path(['a', 7], ['b', 0]), [333_333_333, 666_666_667]],
  ['time_decay', 'after the end age is 0', path(['a', 0], ['b', -0.001]), [500_000_000, 500_000_000]],
  ['time_decay', 'ages beyond binary64', path(['a', 70_007], ['b', 70_000]), [333_333_333, 666_666_667]],
])('%s', (model, name, touchpoints, shares) => {
  test(name, () => expect(sharesOf(model, touchpoints, NOON, WEEK)).toEqual(shares));
});

test('every model gives billionths that sum to the whole', () => {
  const step = fc.record({
    from: fc.constantFrom('(direct)', 'a', 'b'),
    age: fc.integer({ min: -120_000, max: 90 * DAY }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), fc.constantFrom(...MODELS), (steps, model) => {
      const touchpoints = steps.map(({ from, age }) => touch(from, NOON - age)).sort((a, b) => a.at - b.at);
      const shares = sharesOf(model, touchpoints, NOON, WEEK);
      expect(shares).toHaveLength(touchpoints.length);
      expect(shares.every((share) => Number.isInteger(share) && share >= 0)).toBe(true);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(WHOLE);
    }),
  );
});

test('a thousand touchpoints, the most there are, in every model', () => {
  const touchpoints = Array.from({ length: 1_000 }, (_, i) => touch('a', NOON - (1_000 - i) * 60_000));
  for (const model of MODELS) {
    expect(sharesOf(model, touchpoints, NOON, WEEK).reduce((sum, share) => sum + share, 0)).toBe(WHOLE);
  }
});
