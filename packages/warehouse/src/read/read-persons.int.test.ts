import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DEFAULT_RUN, linesOf, nodesOf } from '@throughline/domain';
import type { VisitFact } from '@throughline/domain';
import { recordVisits } from '../record-visits.ts';
import { factByNodeRows } from '../table/fact-by-node.ts';
import { factRow } from '../table/fact.ts';
import type { BodyFact } from '../table/fact.ts';
import { visitRow } from '../table/visit.ts';
import { aCall, aDeal, aNumber, aVisit, HOUR, NOON } from '../test/contents.ts';
import { temporaryWarehouse } from '../test/temporary-warehouse.ts';
import type { Warehouse } from '../warehouse.ts';
import { createFactReader } from './fact-reader.ts';
import { readPersonFacts, readPersons } from './read-persons.ts';

let warehouse: Warehouse;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ warehouse, close } = await temporaryWarehouse());
});
afterAll(() => close());

const store = async (workspace: string, facts: readonly BodyFact[], visits: readonly VisitFact[]): Promise<void> => {
  await warehouse.insert(
    'fact_by_node',
    facts.flatMap((fact) => factByNodeRows(workspace, fact, nodesOf(fact), linesOf(fact))),
  );
  await warehouse.insert(
    'fact',
    facts.map((fact, offset) => factRow(workspace, fact, { partition: 0, offset })),
  );
  await recordVisits(
    warehouse,
    visits.map((visit, offset) => visitRow(workspace, visit, { partition: 1, offset })),
  );
};

test('a walk over several hops finds whole persons with the visits and numbers that count', async () => {
  const line = '+74950000000';
  const facts = [
    aCall({ id: 'call', customer: 'p:ann', visitor: 'v:1', line }),
    aDeal({ id: 'change', dealId: 'd', phone: 'p:ann', contact: 'c:7', status: 'won' }),
    aCall({ id: 'second', customer: 'p:ann2', visitor: 'v:2' }),
    aDeal({ id: 'link', dealId: 'd2', contact: 'c:7', phone: 'p:ann2' }),
    aCall({ id: 'stranger', customer: 'p:bob', visitor: 'v:3' }),
    aNumber({ id: 'n', number: line, from: 1 }),
    aNumber({ id: 'n', number: line, from: 2, generation: 1 }),
    aNumber({ id: 'gone', number: line, retracted: true }),
  ];
  const visits = [
    aVisit({ id: 'a', visitor: 'v:1' }),
    aVisit({ id: 'b', visitor: 'v:2', at: NOON - HOUR }),
    aVisit({ id: 'c', visitor: 'v:3' }),
    aVisit({ id: 'moved', visitor: 'v:1' }),
    aVisit({ id: 'moved', visitor: 'v:3', generation: 1 }),
    aVisit({ id: 'bot', visitor: 'v:1', excluded: 'bot' }),
  ];
  await store('w', facts, visits);
  const reader = createFactReader(warehouse, 'w');
  const [ann, bob, ...others] = await readPersons(reader, ['d:d', 'e:second', 'p:bob'], DEFAULT_RUN);
  expect(others).toEqual([]);
  expect([...(ann?.person.nodes ?? [])].sort()).toEqual(
    ['c:7', 'd:d', 'd:d2', 'e:call', 'e:second', 'p:ann', 'p:ann2', 'v:1', 'v:2'].sort(),
  );
  expect(ann?.visits.map(({ id }) => id).sort()).toEqual(['a', 'b']);
  expect(ann?.numbers.map(({ id, from }) => [id, from])).toEqual([['n', 2]]);
  expect(bob?.visits.map(({ id }) => id).sort()).toEqual(['c', 'moved']);
  expect(bob?.numbers).toEqual([]);
});

test('a node that nobody names is a person without facts, so that its row can say so', async () => {
  const reader = createFactReader(warehouse, 'empty');
  expect(await readPersons(reader, ['d:unknown'], DEFAULT_RUN)).toEqual([
    { person: expect.objectContaining({ id: 'd:unknown', facts: [] }), visits: [], numbers: [] },
  ]);
  expect(await readPersonFacts(reader, [], DEFAULT_RUN)).toEqual([]);
});

test('nodes that facts name, and calls on a line while it was assigned', async () => {
  const line = '+74951111111';
  await store(
    'lines',
    [
      aCall({ id: 'c:1', callId: 'c', line, customer: 'p:ann', at: NOON }),
      aCall({ id: 'later', callId: 'later', line, at: NOON + 48 * HOUR }),
      aCall({ id: 'before', callId: 'before', line, at: NOON - 1 }),
    ],
    [],
  );
  const reader = createFactReader(warehouse, 'lines');
  expect(await reader.namedNodes(['p:ann', 'p:bob', 'e:c'])).toEqual(expect.arrayContaining(['p:ann', 'e:c']));
  expect(await reader.namedNodes(['p:bob'])).toEqual([]);
  expect((await reader.candidates()).toSorted()).toEqual(['e:before', 'e:c', 'e:later']);
  expect(await reader.callsOfLine(line, NOON, NOON + HOUR)).toEqual(['e:c']);
  expect((await reader.callsOfLine(line, NOON, null)).toSorted()).toEqual(['e:c', 'e:later']);
});
