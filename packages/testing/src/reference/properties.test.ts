import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MODELS } from '@throughline/domain';
import type { Conversion, Fact } from '@throughline/domain';
import { factsOf } from '../build/facts-of.ts';
import { TEST_RUN } from '../build/test-run.ts';
import { storiesArbitrary } from '../generate/arbitrary.ts';
import { Random } from '../generate/random.ts';
import { referenceConversions } from './conversions.ts';
import { normaliseConversions, presentConversions } from './normalise.ts';
import { winningFacts } from './winners.ts';

const scenarios = storiesArbitrary(14).map((stories) => factsOf(stories.flatMap(({ events }) => events)));
const runs = fc.record({
  journeyEnd: fc.constantFrom('enquiry' as const, 'conversion' as const),
  lookbackDays: fc.constantFrom(1, 30, 90),
  leadUniqueDays: fc.constantFrom(1, 30),
}).map((over) => ({ ...TEST_RUN, ...over })); // prettier-ignore
const options = { numRuns: 60 };

const isPresent = (row: Conversion): boolean => row.present;
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

describe('the reference is a function of the set of contents', () => {
  test('any order, any duplicates', () => {
    fc.assert(
      fc.property(scenarios, runs, fc.nat(), (facts, run, seed) => {
        const random = new Random(seed);
        const expected = normaliseConversions(referenceConversions(facts, run));
        const again = random.shuffle([...facts, ...facts.filter(() => random.once(3))]);
        expect(normaliseConversions(referenceConversions(again, run))).toEqual(expected);
      }),
      options,
    );
  });

  test('losing contents matter to nobody: the winners alone give the same present rows', () => {
    fc.assert(
      fc.property(scenarios, runs, (facts: Fact[], run) => {
        expect(presentConversions(referenceConversions(winningFacts(facts), run))).toEqual(
          presentConversions(referenceConversions(facts, run)),
        );
      }),
      options,
    );
  });

  test('people who share nothing do not touch each other: two workspaces side by side are the sum of both', () => {
    fc.assert(
      fc.property(scenarios, scenarios, runs, (one, other, run) => {
        const apart = other.map((fact) => elsewhere(fact));
        const both = presentConversions(referenceConversions([...one, ...apart], run));
        const each = [...referenceConversions(one, run), ...referenceConversions(apart, run)];
        expect(both).toEqual(presentConversions(each));
      }),
      options,
    );
  });
});

/** The same fact in another world: every id and identifier renamed. */
function elsewhere(fact: Fact): Fact {
  const renamed = JSON.parse(JSON.stringify(fact), (key, value: unknown) => {
    if (typeof value !== 'string') return value;
    if (/^[vkpmc]:/.test(value)) return `${value}~`;
    return ['id', 'visitId', 'enquiryId', 'callId', 'dealId', 'mergedInto', 'line', 'number'].includes(key)
      ? `${value}~`
      : value;
  }) as Fact;
  return { ...renamed, eventId: `~${fact.eventId.slice(1)}` };
}

describe('nothing is lost or made', () => {
  test('shares sum to a billion, money to the sale, leads are enquiries', () => {
    fc.assert(
      fc.property(scenarios, runs, (facts, run) => {
        for (const row of referenceConversions(facts, run).filter(isPresent)) {
          for (const model of MODELS) {
            const credits = row.journey.credits[model];
            expect(sum(credits.map(({ share }) => share))).toBe(1_000_000_000);
            if (row.kind === 'enquiry') continue;
            expect(sum(credits.map(({ saleShare }) => saleShare))).toBe(row.isSale ? 1_000_000_000 : 0);
            expect(sum(credits.map(({ amount }) => amount))).toBe(row.amount);
            expect(sum(credits.map(({ costOfGoods }) => costOfGoods))).toBe(row.costOfGoods);
            for (const [i, refund] of row.refunds.entries()) {
              expect(sum(credits.map(({ refunds }) => refunds[i] ?? 0))).toBe(refund.amount);
            }
          }
        }
      }),
      options,
    );
  });

  test('a journey is in order and within its window; a person has one first-time sale at most', () => {
    fc.assert(
      fc.property(scenarios, runs, (facts, run) => {
        const rows = referenceConversions(facts, run).filter(isPresent);
        const firsts = rows.flatMap((row) => (row.kind === 'deal' && row.firstTime ? [row.person] : []));
        expect(new Set(firsts).size).toBe(firsts.length);
        const buyers = new Set(rows.flatMap((row) => (row.kind === 'deal' && row.isSale ? [row.person] : [])));
        expect(new Set(firsts)).toEqual(buyers);
        for (const row of rows) {
          const times = row.journey.touchpoints.map(({ at }) => at);
          expect(times).toEqual([...times].sort((a, b) => a - b));
          const ends = row.kind === 'deal' ? [row.end, row.saleEnd] : [row.end];
          for (const { at, evidence } of row.journey.touchpoints) {
            if (evidence === 'crm') continue;
            const day = 86_400_000;
            const inside = ends.some((end) => at >= end - run.lookbackDays * day && at <= end + run.skewSeconds * 1000);
            expect(inside).toBe(true);
          }
        }
      }),
      options,
    );
  });
});
