import fc from 'fast-check';
import { scenarioStories } from './scenario.ts';
import type { ToldStory } from './scenario.ts';

/** Scenarios for fast-check: shrinks by leaving out stories, keeps the seed of the world. */
export const storiesArbitrary = (largest: number): fc.Arbitrary<readonly ToldStory[]> =>
  fc
    .record({ seed: fc.nat({ max: 2 ** 31 - 1 }), size: fc.integer({ min: 1, max: largest }) })
    .chain(({ seed, size }) => fc.subarray(scenarioStories(seed, size), { minLength: 1 }));
