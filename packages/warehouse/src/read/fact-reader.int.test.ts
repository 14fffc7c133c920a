import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Fact } from '@throughline/domain';
import { factByNodeRows } from '../table/fact-by-node.ts';
import { factRow } from '../table/fact.ts';
import type { BodyFact } from '../table/fact.ts';
import { aCall, aDeal, aNumber, DIRECT, HOUR, NOON } from '../test/contents.ts';
import { temporaryWarehouse } from '../test/temporary-warehouse.ts';
import type { Warehouse } from '../warehouse.ts';
import { createFactReader } from './fact-reader.ts';

let warehouse: Warehouse;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ warehouse, close } = await temporaryWarehouse());
});
afterAll(() => close());

let workspaces = 0;
const newWorkspace = (): string => `w${(workspaces += 1)}`;

/** Stores contents under the names they are found by. */
const store = async (
  workspace: string,
  entries: readonly [BodyFact, nodes: string[], lines?: string[]][],
): Promise<void> => {
  await warehouse.insert(
    'fact_by_node',
    entries.flatMap(([content, nodes, lines = []]) => factByNodeRows(workspace, content, nodes, lines)),
  );
  await warehouse.insert(
    'fact',
    entries.map(([content], offset) => factRow(workspace, content, { partition: 0, offset })),
  );
};
const byHash = (a: Fact, b: Fact): number => (a.contentHash < b.contentHash ? -1 : 1);

test('a node finds every content of the events that ever named it, moved ones once', async () => {
  const workspace = newWorkspace();
  const before = aCall({ id: 'call', customer: 'p:ann', visitor: 'v:1' });
  const after = aCall({ id: 'call', customer: 'p:bob', visitor: 'v:2', at: NOON + 30 * 24 * HOUR, generation: 1 });
  await store(workspace, [[before, ['p:ann', 'v:1', 'e:call']]]);
  await store(workspace, [[after, ['p:bob', 'v:2', 'e:call']]]);
  const reader = createFactReader(warehouse, workspace);
  const both = [before, after].toSorted(byHash);
  for (const node of ['p:ann', 'p:bob', 'v:1', 'e:call'] as const) {
    expect((await reader.factsNaming([node])).toSorted(byHash)).toEqual(both);
  }
  expect(await reader.factsNaming(['p:eve'])).toEqual([]);
  expect(await reader.factsNaming([])).toEqual([]);
  expect((await reader.factsById([before.eventId])).toSorted(byHash)).toEqual(both);
});

test('equal contents are one, known at the earliest; as of an instant only what was known then', async () => {
  const workspace = newWorkspace();
  for (const knownAt of [NOON + 2, NOON + 1, NOON + 3]) {
    await store(workspace, [[aDeal({ id: 'd', status: 'won', knownAt }), ['d:d']]]);
  }
  expect((await createFactReader(warehouse, workspace).factsNaming(['d:d'])).map((f) => f.knownAt)).toEqual([NOON + 1]);
  expect(await createFactReader(warehouse, workspace, { knownAt: NOON }).factsNaming(['d:d'])).toEqual([]);
  expect(await createFactReader(warehouse, workspace, { knownAt: NOON + 1 }).factsNaming(['d:d'])).toHaveLength(1);
});

test('every field survives, omitted ones stay omitted and cleared ones null', async () => {
  const workspace = newWorkspace();
  const deal = aDeal({
    id: "o'neil \u0000 \\ \n 😀",
    manager: null,
    stage: 'в работе',
    amount: { minor: 999_999_999_999_999, currency: 'RUB' },
    items: [{ name: 'a\tb', category: null, quantity: 1.5, price: { minor: -1, currency: 'RUB' } }],
    statedOrigin: DIRECT,
  });
  await store(workspace, [[deal, ['d:x']]]);
  const [read] = await createFactReader(warehouse, workspace).factsNaming(['d:x']);
  expect(read).toStrictEqual(deal);
});

test('a line finds its numbers, and its calls too', async () => {
  const workspace = newWorkspace();
  const number = aNumber({ id: 'n', number: '+74950000000' });
  const moved = aNumber({ id: 'n', number: '+74951111111', generation: 1 });
  const call = aCall({ id: 'c', line: '+74950000000' });
  await store(workspace, [
    [number, [], [number.number]],
    [moved, [], [moved.number]],
    [call, ['e:c'], ['+74950000000']],
  ]);
  const reader = createFactReader(warehouse, workspace);
  expect((await reader.numbersOf(['+74950000000'])).toSorted(byHash)).toEqual([number, moved].toSorted(byHash));
  expect((await reader.factsOnLines(['+74950000000'])).toSorted(byHash)).toEqual(
    [number, moved, call].toSorted(byHash),
  );
});

test('workspaces do not see each other', async () => {
  const [one, two] = [newWorkspace(), newWorkspace()];
  await store(one, [[aDeal({ id: 'same' }), ['d:same']]]);
  expect(await createFactReader(warehouse, two).factsNaming(['d:same'])).toEqual([]);
  expect(await createFactReader(warehouse, one).factsNaming(['d:same'])).toHaveLength(1);
});
