import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { contentHash, decodeEvent, encodeEvent, eventId } from '@throughline/events';
import { factsOf } from '../build/facts-of.ts';
import { TEST_RUN } from '../build/test-run.ts';
import { COVERED, coverage } from './coverage.ts';
import { deliveries, CRASH_POINTS } from './deliveries.ts';
import { minimise } from './minimise.ts';
import { scenario, scenarioStories, STORY_NAMES } from './scenario.ts';

const SEEDS = Array.from({ length: 200 }, (_, seed) => seed);

describe('scenario', () => {
  test('the same seed tells the same story', () => {
    expect(scenario(7, 20)).toEqual(scenario(7, 20));
    expect(scenario(8, 20)).not.toEqual(scenario(7, 20));
  });

  test('over 200 seeds every named story is told, many times', () => {
    const told = new Map<string, number>(STORY_NAMES.map((name) => [name, 0]));
    for (const seed of SEEDS) {
      for (const { name, events } of scenarioStories(seed, 12)) {
        expect(events.length).toBeGreaterThan(0);
        told.set(name, (told.get(name) ?? 0) + 1);
      }
    }
    expect([...told].filter(([, times]) => times < 25)).toEqual([]);
  });

  test('over 200 seeds the reference sees everything the rules distinguish, each in at least four scenarios', () => {
    const scenarios = new Map<string, number>(COVERED.map((what) => [what, 0]));
    for (const seed of SEEDS) {
      for (const what of coverage(factsOf(scenario(seed, 12)), TEST_RUN)) {
        expect(COVERED).toContain(what);
        scenarios.set(what, (scenarios.get(what) ?? 0) + 1);
      }
    }
    expect([...scenarios].filter(([, times]) => times < 4)).toEqual([]);
  });

  test('every event survives the log: encoded and decoded it has the same identity and content', () => {
    const key = new Uint8Array(32);
    for (const event of scenario(3, 60)) {
      const back = decodeEvent(encodeEvent(event));
      expect(eventId(key, back)).toBe(eventId(key, event));
      expect(contentHash(back)).toBe(contentHash(event));
    }
  });

  test('no public id is used by two events of one type and different natural keys', () => {
    for (const seed of SEEDS.slice(0, 50)) {
      const owners = new Map<string, string>();
      for (const event of scenario(seed, 20)) {
        const id = `${event.type} ${event.id}`;
        const owner = `${event.source} ${event.key}`;
        expect(owners.get(id) ?? owner).toBe(owner);
        owners.set(id, owner);
      }
    }
  });
});

describe('deliveries', () => {
  test('every event arrives at least once, some twice, and the plan ends with a check', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 15 }), (seed, size) => {
        const events = scenario(seed, size);
        const plan = deliveries(seed, events);
        const arrived = plan.flatMap((step) => (step.do === 'append' ? step.events : []));
        const said = (list: typeof events): Set<string> => new Set(list.map(contentHash));
        expect(said(arrived)).toEqual(said(events));
        expect(arrived.length).toBeGreaterThanOrEqual(events.length);
        expect(plan.at(-1)).toEqual({ do: 'check' });
      }),
      { numRuns: 30 },
    );
  });

  test('over 50 seeds: duplicates, every crash point, several workers, rebalances', () => {
    const plans = SEEDS.slice(0, 50).map((seed) => deliveries(seed, scenario(seed, 10), { checks: 1 }));
    const steps = plans.flat();
    const crashes = steps.flatMap((step) => (step.do === 'record' || step.do === 'attribute' ? [step.crash] : []));
    expect(new Set(crashes)).toEqual(new Set([...CRASH_POINTS, null]));
    expect(steps.some((step) => step.do === 'rebalance')).toBe(true);
    expect(steps.some((step) => step.do === 'record' && step.worker === 1)).toBe(true);
    expect(plans.every((plan) => plan.filter((step) => step.do === 'check').length === 2)).toBe(true);
    const appended = steps.flatMap((step) => (step.do === 'append' ? step.events : []));
    expect(appended.length).toBeGreaterThan(SEEDS.slice(0, 50).flatMap((seed) => scenario(seed, 10)).length);
  });
});

test('minimise finds the few elements that fail together', async () => {
  const numbers = Array.from({ length: 100 }, (_, i) => i);
  const smallest = await minimise(numbers, (list) => list.includes(13) && list.includes(77));
  expect(smallest).toEqual([13, 77]);
});
