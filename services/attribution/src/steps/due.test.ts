/** "A due too few would be a wrong report": whatever a batch brings, every row it changes is due. */
import { expect, test } from '@jest/globals';
import {
  conversionNode,
  enquiryNode,
  linesOf,
  type Fact,
  type NodeId,
  type RunParameters,
  type VisitFact,
} from '@throughline/domain';
import { TEST_RUN } from '@throughline/testing';
import { arbitraryFacts, call, deal, FactStore } from '@throughline/testing/facts';
import type { BodyFact, FactReader } from '@throughline/warehouse';
import fc from 'fast-check';
import { affectedCandidates } from './due.ts';

const RUNS: readonly RunParameters[] = [
  { ...TEST_RUN, hubLimits: { others: 2, visitors: 3 } },
  { ...TEST_RUN, journeyEnd: 'conversion' },
  { ...TEST_RUN, lookbackDays: 2, leadUniqueDays: 1, skewSeconds: 0 },
];

const isBody = (fact: Fact): fact is BodyFact => fact.type !== 'visit' && fact.type !== 'cost';
const isVisit = (fact: Fact): fact is VisitFact => fact.type === 'visit';

/** Facts in memory, read as the due step reads a warehouse. */
function readerOf(facts: readonly Fact[]): FactReader {
  const store = new FactStore(facts);
  const visits = facts.filter(isVisit);
  const reader: Partial<FactReader> = {
    factsNaming: async (nodes) => store.factsNaming(nodes),
    factsById: async (eventIds) => facts.filter(isBody).filter((fact) => eventIds.includes(fact.eventId)),
    namedNodes: async (nodes) => nodes.filter((node) => store.factsNaming([node]).length > 0),
    callsOfLine: async (line) =>
      facts.flatMap((fact) => (fact.type === 'call' && linesOf(fact).includes(line) ? enquiryNode(fact.callId) : [])),
    visitsOf: async (visitors) => {
      const told = new Set(visits.filter((one) => visitors.includes(one.visitor)).map((one) => one.visitId));
      const events = new Set(visits.filter((one) => told.has(one.visitId)).map((one) => one.eventId));
      return visits.filter((one) => events.has(one.eventId));
    },
  };
  return reader as FactReader;
}

/** Candidates whose rows the batch changes, and those that are due because of it. */
async function affected(before: readonly Fact[], batch: readonly Fact[], run: RunParameters) {
  const after = [...before, ...batch];
  const was = new Map(new FactStore(before).rows(run).map((row) => [conversionNode(row), JSON.stringify(row)]));
  const changed = new FactStore(after)
    .rows(run)
    .filter((row) => was.get(conversionNode(row)) !== JSON.stringify(row))
    .map(conversionNode);
  const reader = readerOf(after);
  const visitors = batch.filter(isVisit).map((visit) => visit.visitor);
  const eventIds = new Set(batch.filter(isBody).map((fact) => fact.eventId));
  const visits = [...batch.filter(isVisit), ...(await reader.visitsOf(visitors))];
  const due = new Set<NodeId>(await affectedCandidates(reader, { eventIds: [...eventIds], visits }, run));
  return { changed, due };
}

test('every row that a batch changes is due', async () => {
  await fc.assert(
    fc.asyncProperty(
      arbitraryFacts,
      fc.nat(40),
      fc.integer({ min: 1, max: 8 }),
      fc.constantFrom(...RUNS),
      async (facts, known, size, run) => {
        const { changed, due } = await affected(facts.slice(0, known), facts.slice(known, known + size), run);
        expect(changed.filter((candidate) => !due.has(candidate))).toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
});

test.each([
  ['names another customer', { customer: 'p:2' }],
  ['is outbound and names nobody', { direction: 'out' }],
] as const)('the deal that loses its call because a later phase %s is due', async (_, later) => {
  const known = [call('C', { customer: 'p:1' }), deal('D', { phone: 'p:1' })];
  const { changed, due } = await affected(known, [call('C', { ...later, at: known[0]!.at + 1 })], TEST_RUN);
  expect(changed).toContain('d:D');
  expect([...due]).toContain('d:D');
});
