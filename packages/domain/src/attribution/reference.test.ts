import { describe, expect, test } from '@jest/globals';
import { factsOf, normaliseConversions, referenceConversions, scenario, TEST_RUN } from '@throughline/testing';
import fc from 'fast-check';
import { arbitraryFacts, FactStore } from '@throughline/testing/facts';
import type { RunParameters } from './run.ts';

/** The slow, obvious reading of attribution.md over the whole set of facts, written apart from this package. */
describe.each<{ readonly name: string; readonly run: RunParameters }>([
  { name: 'journeys that end at the enquiry', run: TEST_RUN },
  { name: 'journeys that end at the conversion', run: { ...TEST_RUN, journeyEnd: 'conversion' } },
  { name: 'short windows', run: { ...TEST_RUN, lookbackDays: 2, leadUniqueDays: 1, skewSeconds: 0 } },
])('rows equal the reference: $name', ({ run }) => {
  test.each(Array.from({ length: 25 }, (_, i) => 1_000 + i))('seed %i', (seed) => {
    const contents = factsOf(scenario(seed, 12));
    const rows = new FactStore(contents).rows(run);
    expect(normaliseConversions(rows)).toEqual(normaliseConversions(referenceConversions(contents, run)));
  });
});

test('rows equal the reference over facts of no story: cycles of merges, conflicts, claims that others name', () => {
  const runs: RunParameters[] = [
    { ...TEST_RUN, hubLimits: { others: 2, visitors: 3 } },
    { ...TEST_RUN, journeyEnd: 'conversion' },
  ];
  fc.assert(
    fc.property(arbitraryFacts, fc.constantFrom(...runs), (facts, run) => {
      const rows = new FactStore(facts).rows(run);
      expect(normaliseConversions(rows)).toEqual(normaliseConversions(referenceConversions(facts, run)));
    }),
    { numRuns: 150 },
  );
});
