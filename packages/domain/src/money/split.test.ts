import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { splitMoney, WHOLE } from './split.ts';

const THIRD = [333_333_334, 333_333_333, 333_333_333];

test.each([
  [100, THIRD, [34, 33, 33]],
  [-100, THIRD, [-34, -33, -33]],
  [2, THIRD, [1, 1, 0]],
  [1, [500_000_000, 500_000_000], [1, 0]],
  [-1, [500_000_000, 500_000_000], [-1, 0]],
  [0, THIRD, [0, 0, 0]],
  [7, [0, WHOLE], [0, 7]],
  [10, [1, 999_999_999], [0, 10]],
  [999_999_999_999_999, [1, 999_999_999], [1_000_000, 999_999_998_999_999]],
])('%d by %j', (minor, shares, parts) => {
  expect(splitMoney(minor, shares)).toEqual(parts);
});

describe('for up to 10^15 minor units and any shares', () => {
  const shares = fc.array(fc.nat(WHOLE), { maxLength: 20 }).map((cuts) => {
    const edges = [0, ...cuts.sort((a, b) => a - b), WHOLE];
    return edges.slice(1).map((edge, i) => edge - (edges[i] ?? 0));
  });
  const minor = fc.oneof(fc.integer({ min: -(10 ** 15), max: 10 ** 15 }), fc.integer({ min: -1000, max: 1000 }));

  test('the parts sum to the whole, and equal the definition in big integers', () => {
    fc.assert(
      fc.property(minor, shares, (minor, shares) => {
        const parts = splitMoney(minor, shares);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(minor);
        expect(parts).toEqual(byDefinition(minor, shares));
        expect(parts.some((part) => Object.is(part, -0))).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });
});

function byDefinition(minor: number, shares: readonly number[]): number[] {
  const total = BigInt(Math.abs(minor));
  const products = shares.map((share) => total * BigInt(share));
  const parts = products.map((product) => product / BigInt(WHOLE));
  const rest = Number(total - parts.reduce((sum, part) => sum + part, 0n));
  const byRemainder = products
    .map((product, i) => ({ i, remainder: product % BigInt(WHOLE) }))
    .sort((a, b) => (a.remainder === b.remainder ? a.i - b.i : a.remainder > b.remainder ? -1 : 1));
  for (const { i } of byRemainder.slice(0, rest)) parts[i] = (parts[i] ?? 0n) + 1n;
  return parts.map((part) => Number(minor < 0 ? -part : part));
}
