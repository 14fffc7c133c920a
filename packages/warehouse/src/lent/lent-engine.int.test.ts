/** A warehouse that is lent: what another thread does with it, here over the same ports in one thread. */
import { MessageChannel } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createWarehouse } from '../create-warehouse.ts';
import { QueryError, QueryLimitError, WarehouseClosedError } from '../errors.ts';
import { queriedFacts } from '../read/stored-facts.ts';
import { sql } from '../sql/sql.ts';
import { costRow } from '../table/cost.ts';
import { factByNodeRows } from '../table/fact-by-node.ts';
import { factRow } from '../table/fact.ts';
import { aCall, aCost } from '../test/contents.ts';
import { temporaryDirectory } from '../test/temporary-warehouse.ts';
import type { OwnWarehouse, Warehouse } from '../warehouse.ts';
import { received, sent } from './sent-error.ts';

const directory = temporaryDirectory();
let own: OwnWarehouse;
let lent: Warehouse;
beforeAll(async () => {
  own = await createWarehouse({ kind: 'chdb', path: directory.path });
  await own.migrate();
  const { port1, port2 } = new MessageChannel();
  own.lend(port1);
  lent = await createWarehouse({ kind: 'lent', port: port2 });
});
afterAll(async () => {
  await lent.close();
  await own.close();
  directory.remove();
});

const POSITION = { partition: 0, offset: 0 };

test('what the borrower inserts both see, also in answers and facts that were remembered before', async () => {
  const costs = sql`SELECT count() AS n FROM cost WHERE workspace = 'w'`;
  const counted = async (warehouse: Warehouse) =>
    (await warehouse.select<{ n: string }>(costs, { reads: ['cost'] }))[0]?.n;
  expect([await own.factsNaming('w', ['p:ann']), await lent.factsNaming('w', ['p:ann'])]).toEqual([[], []]);
  expect([await counted(own), await counted(lent)]).toEqual(['0', '0']);

  const call = aCall({ id: 'call', customer: 'p:ann' });
  await lent.insert('fact_by_node', factByNodeRows('w', call, ['p:ann', 'e:call'], []));
  await lent.insert('fact', [factRow('w', call, POSITION)]);
  await lent.insert('cost', [costRow('w', aCost({ id: 'c' }), POSITION)]);
  const facts = await queriedFacts(own).factsNaming('w', ['p:ann']);
  expect(facts).toHaveLength(1);
  expect([await own.factsNaming('w', ['p:ann']), await lent.factsNaming('w', ['p:ann'])]).toEqual([facts, facts]);
  expect([await counted(own), await counted(lent)]).toEqual(['1', '1']);

  await lent.command(sql`INSERT INTO cost SELECT * REPLACE ('v' AS workspace) FROM cost`, { into: 'cost' });
  const all = sql`SELECT count() AS n FROM cost WHERE workspace = 'v'`;
  expect(await own.select(all, { reads: ['cost'] })).toEqual([{ n: '1' }]);
});

test('a block given away is whole, however small it is', async () => {
  await lent.withScratch('cost', [costRow('s', aCost({ id: 'x' }), POSITION)], async (table) => {
    expect(await lent.select(sql`SELECT workspace FROM ${table}`)).toEqual([{ workspace: 's' }]);
  });
});

test('errors come back as what they were', async () => {
  await expect(lent.select(sql`SELECT nonsense FROM nowhere`)).rejects.toMatchObject({
    constructor: QueryError,
    code: 'query_failed',
    engineCode: 60,
  });
  const heavy = sql`SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 1`;
  await expect(lent.select(heavy, { maxSeconds: 1 })).rejects.toMatchObject({
    constructor: QueryLimitError,
    limit: 'time',
  });
});

test.each([
  [new WarehouseClosedError(), { constructor: WarehouseClosedError, code: 'warehouse_closed' }],
  [new TypeError('a bug'), { name: 'TypeError', message: 'a bug' }],
])('%s keeps its class or its name', async (error, expected) => {
  await expect(received(sent(() => Promise.reject(error)))).rejects.toMatchObject(expected);
});
