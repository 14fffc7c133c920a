/** The embedded warehouse keeps facts in memory; here against one that asks the engine each time. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from '../sql/sql.ts';
import { factByNodeRows } from '../table/fact-by-node.ts';
import { factRow } from '../table/fact.ts';
import type { BodyFact } from '../table/fact.ts';
import { aCall, aDeal, aNumber, NOON } from '../test/contents.ts';
import { temporaryWarehouse } from '../test/temporary-warehouse.ts';
import type { Warehouse } from '../warehouse.ts';
import { queriedFacts } from './stored-facts.ts';
import type { StoredFacts } from './stored-facts.ts';

let warehouse: Warehouse;
let engine: StoredFacts;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ warehouse, close } = await temporaryWarehouse());
  engine = queriedFacts(warehouse);
});
afterAll(() => close());

const LINE = 'l:+74950000000';
const store = async (content: BodyFact, nodes: string[], lines: string[] = []): Promise<void> => {
  await warehouse.insert('fact_by_node', factByNodeRows('w', content, nodes, lines));
  await warehouse.insert('fact', [factRow('w', content, { partition: 0, offset: 0 })]);
};
const sorted = (facts: readonly BodyFact[]) => facts.toSorted((a, b) => (a.contentHash < b.contentHash ? -1 : 1));

test('answers as the engine does before, between and after inserts', async () => {
  const nodes = ['p:ann', 'p:bob', 'v:1', 'd:1', 'e:call', 'p:nobody'];
  const call = aCall({ id: 'call', customer: 'p:ann', line: '+74950000000' });
  const moved = aCall({ id: 'call', customer: 'p:bob', line: '+74950000000', generation: 1 });
  const number = aNumber({ id: 'n', number: '+74950000000' });
  const line = { name: 'a', category: null, quantity: 1, price: { minor: 1, currency: 'RUB' } };
  const deal = aDeal({ id: 'd', knownAt: NOON + 5, items: [line, line] });
  const check = async (): Promise<void> => {
    for (const asked of [...nodes.map((node) => [node]), nodes, [...nodes, LINE], []]) {
      expect(sorted(await warehouse.factsNaming('w', asked))).toEqual(sorted(await engine.factsNaming('w', asked)));
      expect((await warehouse.namedAmong('w', asked)).sort()).toEqual((await engine.namedAmong('w', asked)).sort());
    }
    const ids = [call, number, deal].map(({ eventId }) => eventId);
    expect(sorted(await warehouse.factsById('w', ids))).toEqual(sorted(await engine.factsById('w', ids)));
    expect(await warehouse.numbersNaming('w', [LINE])).toEqual(await engine.numbersNaming('w', [LINE]));
    expect(await warehouse.factsNaming('other', nodes)).toEqual([]);
  };
  await check();
  await store(call, ['p:ann', 'e:call'], ['+74950000000']);
  await check();
  await store(moved, ['p:bob', 'e:call'], ['+74950000000']);
  await check();
  await store(number, [], ['+74950000000']);
  await check();
  await store(deal, ['d:1', 'p:ann']);
  await check();
  await store({ ...deal, knownAt: NOON }, ['d:1', 'p:ann']);
  await check();
  expect((await warehouse.factsNaming('w', ['d:1'])).map(({ knownAt }) => knownAt)).toEqual([NOON]);
  expect(await warehouse.factsNaming('w', ['d:1'], { knownAt: NOON - 1 })).toEqual([]);
});

test('what was walked once is not asked of the engine again', async () => {
  await store(aDeal({ id: 'kept' }), ['d:kept']);
  await store(aDeal({ id: 'stranger' }), ['d:stranger']);
  expect(await warehouse.factsNaming('w', ['d:kept'])).toHaveLength(1);
  // Behind its back, which nobody can but the one process that has it.
  await warehouse.command(
    sql`INSERT INTO fact_by_node (workspace, node, event_id, content_hash, type, at) SELECT workspace, 'd:kept', event_id, content_hash, type, at FROM fact_by_node WHERE node = 'd:stranger'`,
    { into: 'fact_by_node' },
  );
  expect(await engine.factsNaming('w', ['d:kept'])).toHaveLength(2);
  expect(await warehouse.factsNaming('w', ['d:kept'])).toHaveLength(1);
  expect(await warehouse.factsNaming('w', ['d:kept'], { lane: 'report' })).toHaveLength(2);
});
