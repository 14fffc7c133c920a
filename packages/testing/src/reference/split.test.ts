import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BILLION, largestRemainder, sharesOf, splitMoney } from './split.ts';

const numbers = (parts: readonly bigint[]): number[] => parts.map(Number);

describe('shares: largest remainder, ties to the earlier', () => {
  test.each([
    [
      [1, 1, 1],
      [333_333_334, 333_333_333, 333_333_333],
    ],
    [
      [1, 1, 1, 1, 1, 1, 1],
      [142857143, 142857143, 142857143, 142857143, 142857143, 142857143, 142857142],
    ],
    [
      [2, 1],
      [666_666_667, 333_333_333],
    ],
    [
      [1, 2],
      [333_333_333, 666_666_667],
    ],
    [
      [0, 1, 0],
      [0, 1_000_000_000, 0],
    ],
    // 1/6 = 166666666.67, 4/6 = 666666666.67, 1/6: two units left, the remainders tie, the first two get them
    [
      [1, 4, 1],
      [166_666_667, 666_666_667, 166_666_666],
    ],
  ])('%j -> %j', (weights, shares) => {
    expect(numbers(sharesOf(weights.map(BigInt)))).toEqual(shares);
  });
});

describe('money by the stored shares', () => {
  test.each([
    [100, [333_333_334, 333_333_333, 333_333_333], [34, 33, 33]],
    [1, [500_000_000, 500_000_000], [1, 0]],
    [-1, [500_000_000, 500_000_000], [-1, 0]],
    [-101, [500_000_000, 500_000_000], [-51, -50]],
    [0, [400_000_000, 600_000_000], [0, 0]],
    // quotas 1.2, 0.6, 1.2: one unit is left and 0.6 is the greatest remainder
    [3, [400_000_000, 200_000_000, 400_000_000], [1, 1, 1]],
  ])('%d by %j -> %j', (minor, shares, parts) => {
    const split = numbers(splitMoney(BigInt(minor), shares.map(BigInt)));
    expect(split.map((part) => part + 0)).toEqual(parts);
  });
});

test('nothing is lost or made, and no part is a unit away from its quota', () => {
  const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 20n }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), weights, (total, parts) => {
      fc.pre(parts.some((part) => part > 0n));
      const sum = parts.reduce((a, b) => a + b);
      const split = largestRemainder(total, parts);
      expect(split.reduce((a, b) => a + b)).toBe(total);
      for (const [i, part] of split.entries()) {
        const rest = part * sum - total * (parts[i] ?? 0n);
        expect(rest > -sum && rest < sum).toBe(true);
      }
      expect(sharesOf(parts).reduce((a, b) => a + b)).toBe(BILLION);
    }),
  );
});
