/** The server adapter against the ClickHouse HTTP front over chDB: the wire is real, the database embedded. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createWarehouse } from '../create-warehouse.ts';
import { QueryLimitError, WarehouseOpenError, WarehouseUnavailableError } from '../errors.ts';
import { startClickHouseFront } from '../front/clickhouse-front.ts';
import type { ClickHouseFront } from '../front/clickhouse-front.ts';
import { createFactReader } from '../read/fact-reader.ts';
import { visitsInRange } from '../read/visits-in-range.ts';
import { recordVisits } from '../record-visits.ts';
import { sql } from '../sql/sql.ts';
import { visitRow } from '../table/visit.ts';
import { aVisit, DAY, NOON } from '../test/contents.ts';
import { temporaryDirectory } from '../test/temporary-warehouse.ts';
import type { Warehouse } from '../warehouse.ts';

const directory = temporaryDirectory();
let front: ClickHouseFront;
let warehouse: Warehouse;
const at = (url: string, password = 'secret') =>
  ({ kind: 'server', url, user: 'throughline', password, database: 'default', mart: 'mart_two' }) as const;
beforeAll(async () => {
  front = await startClickHouseFront({
    path: directory.path,
    users: [{ name: 'throughline', password: 'secret' }],
  });
  warehouse = await createWarehouse(at(front.url));
  await warehouse.migrate();
});
afterAll(async () => {
  await warehouse.close();
  await front.close();
  directory.remove();
});

test('migrates, inserts and reads over the wire', async () => {
  const visits = [aVisit({ id: "o'neil \\ \u0000 😀" }), aVisit({ id: 'b', at: NOON + DAY })];
  await recordVisits(
    warehouse,
    visits.map((visit, offset) => visitRow('main', visit, { partition: 0, offset })),
  );
  const rows = await warehouse.select<{ id: string }>(
    sql`SELECT id FROM (${visitsInRange({ workspace: 'main', from: NOON, before: NOON + 1, columns: ['id'] })})`,
  );
  expect(rows).toEqual([{ id: visits[0]?.id }]);
  expect(await createFactReader(warehouse, 'main').visitsOf(['v:ann'])).toHaveLength(2);
  expect(await warehouse.select(sql`SELECT count() AS n FROM mart_two.visit`)).toEqual([{ n: '2' }]);
  expect((await warehouse.migrationStatus()).every(({ state }) => state === 'applied')).toBe(true);
});

test('a large insert arrives whole', async () => {
  const rows = Array.from({ length: 30_000 }, (_, n) => ({ key: `key-${n}`, value: 'x'.repeat(50), version: n }));
  await warehouse.insert('warehouse_meta', rows);
  expect(
    await warehouse.select(sql`SELECT uniqExact(key) AS n, toString(sum(version)) AS s FROM warehouse_meta`),
  ).toEqual([{ n: '30000', s: String((30_000 * 29_999) / 2) }]);
});

test('errors are typed as with the embedded engine', async () => {
  await expect(warehouse.select(sql`SELECT nothing FROM nowhere`)).rejects.toMatchObject({
    code: 'query_failed',
    engineCode: 60,
  });
  const slow = warehouse.select(sql`SELECT count() FROM numbers(100000000000) WHERE sipHash64(number) = 1`, {
    maxSeconds: 0.2,
  });
  await expect(slow).rejects.toMatchObject({ constructor: QueryLimitError, limit: 'time' });
});

test('a server that refuses or does not answer is told apart', async () => {
  await expect(createWarehouse(at(front.url, 'wrong'))).rejects.toThrow(WarehouseOpenError);
  await expect(createWarehouse(at('http://127.0.0.1:1'))).rejects.toThrow(WarehouseUnavailableError);
});
