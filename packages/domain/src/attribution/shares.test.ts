import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { WHOLE } from '../money/split.ts';
import { shareOfOne, sharesOfReal, sharesOfWhole } from './shares.ts';

const sum = (shares: readonly number[]): number => shares.reduce((total, share) => total + share, 0);

test.each([
  [[1], [WHOLE]],
  [
    [1, 1, 1],
    [333_333_334, 333_333_333, 333_333_333],
  ],
  [
    [1, 2],
    [333_333_333, 666_666_667],
  ],
  [
    [0, 1, 0],
    [0, WHOLE, 0],
  ],
  [
    [1, 1, 1, 1, 1, 1, 1],
    [142_857_143, 142_857_143, 142_857_143, 142_857_143, 142_857_143, 142_857_143, 142_857_142],
  ],
])('whole weights %j', (weights, shares) => {
  expect(sharesOfWhole(weights)).toEqual(shares);
  expect(sharesOfReal(weights)).toEqual(shares);
});

test('one takes all', () => expect(shareOfOne(1, 3)).toEqual([0, WHOLE, 0]));

test('whole weights in binary64 give the same shares', () => {
  const weights = fc.array(fc.nat(1_000), { minLength: 1, maxLength: 1_000 }).filter((list) => sum(list) > 0);
  fc.assert(fc.property(weights, (list) => expect(sharesOfReal(list)).toEqual(sharesOfWhole(list))));
});

describe('binary64 weights', () => {
  test('are taken exactly as they are, the least too', () => {
    expect(sharesOfReal([Number.MIN_VALUE, Number.MIN_VALUE])).toEqual([WHOLE / 2, WHOLE / 2]);
    expect(sharesOfReal([Number.MIN_VALUE, 3 * Number.MIN_VALUE])).toEqual([WHOLE / 4, (3 * WHOLE) / 4]);
    expect(sharesOfReal([1, 2 ** -60])).toEqual([WHOLE, 0]);
  });

  test('give shares that sum to the whole, each within one billionth of its quota, none to a zero', () => {
    const weight = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(weight, { minLength: 1, maxLength: 50 }).filter((list) => sum(list) > 2 ** -900),
        (list) => {
          const shares = sharesOfReal(list);
          expect(sum(shares)).toBe(WHOLE);
          const total = sum(list);
          for (const [i, value] of list.entries()) {
            expect(Math.abs((shares[i] ?? 0) - (value / total) * WHOLE)).toBeLessThan(1.001);
            if (value === 0) expect(shares[i]).toBe(0);
          }
        },
      ),
    );
  });
});
