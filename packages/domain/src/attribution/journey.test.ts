import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DAY, MINUTE, NOON, visit } from '@throughline/testing/facts';
import { pathTo } from '../journey/window.ts';
import { touchpointsOf } from '../journey/touchpoints.ts';
import { WHOLE } from '../money/split.ts';
import type { Credit } from './conversion.ts';
import { journeyOf } from './journey.ts';
import { DEFAULT_RUN, MODELS } from './run.ts';

const WEEK = 7 * DAY;
const sum = (credits: readonly Credit[], of: (credit: Credit) => number): number =>
  credits.reduce((total, one) => total + of(one), 0);
const minor = fc.oneof(fc.integer({ min: 0, max: 10 ** 15 }), fc.integer({ min: 0, max: 99 }));
const journeys = fc.record({
  steps: fc.array(
    fc.record({
      age: fc.integer({ min: 0, max: 60 * 24 * 60 }),
      from: fc.constantFrom('(direct)/(none)', 'a/cpc', 'b/cpc'),
    }),
    { maxLength: 40, size: 'max' },
  ),
  amount: minor,
  costOfGoods: minor,
  refunds: fc.array(
    fc.oneof(
      minor,
      minor.map((one) => 0 - one),
    ),
    { maxLength: 3 },
  ),
  saleDays: fc.integer({ min: -20, max: 20 }),
  lookbackDays: fc.integer({ min: 1, max: 90 }),
});

test('own shares, sale shares, amount, cost and every refund are conserved, in every model, whatever the two paths', () => {
  let both = 0;
  fc.assert(
    fc.property(journeys, ({ steps, saleDays, lookbackDays, ...money }) => {
      const visits = steps.map(({ age, from }, i) => visit('v:1', { id: String(i), at: NOON - age * MINUTE, from }));
      const all = touchpointsOf(visits, new Set(['v:1']), [], []);
      const run = { ...DEFAULT_RUN, lookbackDays };
      const own = pathTo(NOON, all, run);
      const path = saleDays === 0 ? own : pathTo(NOON + saleDays * DAY, all, run);
      const journey = journeyOf(own, { path, ...money }, WEEK);
      for (const model of MODELS) {
        const credits = journey.credits[model];
        expect(sum(credits, ({ share }) => share)).toBe(WHOLE);
        expect(sum(credits, ({ saleShare }) => saleShare)).toBe(WHOLE);
        expect(sum(credits, ({ amount }) => amount)).toBe(money.amount);
        expect(sum(credits, ({ costOfGoods }) => costOfGoods)).toBe(money.costOfGoods);
        money.refunds.forEach((refund, i) => expect(sum(credits, ({ refunds }) => refunds[i] ?? 0)).toBe(refund));
        expect(credits.map(({ touch }) => touch)).toEqual(
          [...new Set(credits.map(({ touch }) => touch))].sort((a, b) => a - b),
        );
        // What has no share of the sale has none of its money.
        for (const credit of credits.filter(({ saleShare }) => saleShare === 0)) {
          expect([credit.amount, credit.costOfGoods, ...credit.refunds.map(Math.abs)].every((part) => part === 0)).toBe(
            true,
          );
        }
        if (credits.length > 3) both++;
      }
      expect(new Set(journey.touchpoints).size).toBe(journey.touchpoints.length);
      expect(journey.touchpoints).toEqual(
        all.filter((one) => own.touchpoints.includes(one) || path.touchpoints.includes(one)),
      );
    }),
    { numRuns: 300 },
  );
  expect(both).toBeGreaterThan(100);
});

test('a conversion that is no sale has shares only', () => {
  const all = touchpointsOf([visit('v:1', { at: NOON })], new Set(['v:1']), [], []);
  expect(journeyOf(pathTo(NOON, all, DEFAULT_RUN), null, WEEK).credits.linear).toEqual([
    { touch: 0, share: WHOLE, saleShare: 0, amount: 0, costOfGoods: 0, refunds: [] },
  ]);
});
