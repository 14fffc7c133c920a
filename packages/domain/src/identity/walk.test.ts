import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { arbitraryPersonFacts, FactStore, identify, shuffled } from '@throughline/testing/facts';
import { DEFAULT_RUN, type RunParameters } from '../attribution/run.ts';
import { foldCall } from '../enquiry/fold-call.ts';
import type { CallFact, PersonFact } from '../fact/fact.ts';
import { compareUtf8 } from '../fact/order.ts';
import { winners } from '../fact/winners.ts';
import { bondsOf } from './bonds.ts';
import type { NodeId } from './node.ts';
import { createIdentityGraph } from './identity-graph.ts';
import { persons } from './persons.ts';
import { statementOf, statementOfCall } from './statement.ts';

const RUNS: readonly RunParameters[] = [
  { ...DEFAULT_RUN, hubLimits: { others: 1, visitors: 2 } },
  { ...DEFAULT_RUN, hubLimits: { others: 2, visitors: 3 } },
  DEFAULT_RUN,
];
const run = fc.constantFrom(...RUNS);

/** Components of the whole set of facts, by spreading the least node until nothing changes. */
function wholeGraph(contents: readonly PersonFact[], { hubLimits }: RunParameters): Map<NodeId, string[]> {
  const facts = winners(contents).filter(({ claim }) => !claim);
  const calls = new Map<string, CallFact[]>();
  for (const fact of facts) if (fact.type === 'call') calls.set(fact.callId, [...(calls.get(fact.callId) ?? []), fact]);
  const statements = [
    ...facts.filter((fact) => fact.type !== 'call').map(statementOf),
    ...[...calls.values()].map((phases) => statementOfCall(foldCall(phases))),
  ];
  const nodes = [...new Set(new FactStore(contents).nodes())];
  const bonds = new Map(
    nodes.map((node) => [
      node,
      bondsOf(
        node,
        statements.filter((one) => one.nodes.includes(node)),
        hubLimits,
      ),
    ]),
  );
  const least = new Map(nodes.map((node) => [node, node]));
  for (let changed = true; changed;) {
    changed = false;
    for (const [node, { hub, neighbours }] of bonds) {
      if (hub) continue;
      for (const other of neighbours) {
        if (bonds.get(other)?.hub !== false) continue;
        const [a = node, b = other] = [least.get(node), least.get(other)];
        if (compareUtf8(a, b) < 0) {
          least.set(other, a);
          changed = true;
        }
      }
    }
  }
  return new Map(nodes.map((node) => [node, nodes.filter((other) => least.get(other) === least.get(node)).sort()]));
}

test('the walk from any node finds the component of the whole graph, and the same person', () => {
  let joined = 0;
  fc.assert(
    fc.property(arbitraryPersonFacts, run, (facts, run) => {
      const store = new FactStore(facts);
      const byId = new Map<string, unknown>();
      for (const [node, component] of wholeGraph(facts, run)) {
        const person = store.persons([node], run).find(({ nodes }) => nodes.has(node));
        // A claim enquiry's own node that nothing authenticated joins stands with its owner.
        if (person === undefined) {
          expect(component).toEqual([node]);
          expect(node[0]).toBe('e');
          continue;
        }
        joined += component.length - 1;
        expect([...person.nodes].sort()).toEqual(component);
        expect(person.id).toBe(component.reduce((a, b) => (compareUtf8(a, b) < 0 ? a : b)));
        const seen = { ...person, nodes: component };
        expect(byId.get(person.id) ?? seen).toEqual(seen);
        byId.set(person.id, seen);
      }
    }),
    { numRuns: 120 },
  );
  expect(joined).toBeGreaterThan(1_000);
});

test('all seeds at once give the same persons as one by one; `affected` gives no fewer', () => {
  const plain = (person: { nodes: ReadonlySet<NodeId> }) => ({
    ...person,
    nodes: [...person.nodes].sort(),
    referenced: [],
  });
  fc.assert(
    fc.property(arbitraryPersonFacts, run, (facts, run) => {
      const store = new FactStore(facts);
      const seeds = store.nodes();
      const together = new Map(store.persons(seeds, run).map((person) => [person.id, plain(person)]));
      for (const seed of seeds) {
        const alone = store.persons([seed], run);
        for (const person of alone) expect(plain(person)).toEqual(together.get(person.id));
        const affected = new Map(store.persons([seed], run, 'affected').map((person) => [person.id, plain(person)]));
        for (const person of alone) expect(affected.get(person.id)).toEqual(plain(person));
      }
    }),
    { numRuns: 50 },
  );
});

test('order, repetition and portions of what is added change nothing', () => {
  const portions = arbitraryPersonFacts.chain((facts) => fc.tuple(fc.constant(facts), shuffled(facts), fc.nat(50)));
  fc.assert(
    fc.property(portions, run, ([facts, again, cut], run) => {
      const store = new FactStore(facts);
      const seeds = store.nodes().slice(0, 2);
      const graph = createIdentityGraph(seeds, run.hubLimits);
      for (let asked = graph.frontier(); asked.length > 0; asked = graph.frontier()) {
        expect(graph.frontier()).toEqual(asked);
        const wanted = new Set(store.factsNaming(asked).map(({ eventId }) => eventId));
        const found = again.filter(({ eventId }) => wanted.has(eventId));
        graph.add(found.slice(0, cut));
        graph.add(found.slice(cut));
      }
      expect(persons(graph)).toEqual(store.persons(seeds, run));
    }),
    { numRuns: 120 },
  );
});

test('a fact about others changes no person', () => {
  const unrelated = identify(['v:other', 'p:other', 'm:other'], { id: 'other' });
  fc.assert(
    fc.property(arbitraryPersonFacts, run, (facts, run) => {
      const [before, after] = [new FactStore(facts), new FactStore([...facts, unrelated])];
      for (const seed of before.nodes()) expect(after.persons([seed], run)).toEqual(before.persons([seed], run));
    }),
    { numRuns: 50 },
  );
});
