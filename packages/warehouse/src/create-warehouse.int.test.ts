import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createWarehouse } from './create-warehouse.ts';
import {
  QueryError,
  QueryLimitError,
  WarehouseClosedError,
  WarehouseLockedError,
  WarehouseOpenError,
} from './errors.ts';
import { sql } from './sql/sql.ts';
import { tables } from './table/tables.ts';
import { temporaryDirectory, temporaryWarehouse } from './test/temporary-warehouse.ts';
import type { Warehouse } from './warehouse.ts';

let warehouse: Warehouse;
let path: string;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ warehouse, path, close } = await temporaryWarehouse());
});
afterAll(() => close());

describe('the schema', () => {
  test('every column of every table and view is commented, and so is the table', async () => {
    const columns = await warehouse.select<{ name: string; comment: string }>(
      sql`SELECT concat(database, '.', table, '.', name) AS name, comment FROM system.columns WHERE database IN ('default', 'mart')`,
    );
    expect(columns.length).toBeGreaterThan(250);
    expect(columns.filter(({ comment }) => comment === '')).toEqual([]);
    const bare = await warehouse.select(
      sql`SELECT name FROM system.tables WHERE database IN ('default', 'mart') AND comment = ''`,
    );
    expect(bare).toEqual([]);
  });

  test('the insert path knows the same columns, types and order as the engine', async () => {
    const rows = await warehouse.select<{ table: string; columns: [string, string][] }>(
      sql`SELECT table, groupArray((name, type)) AS columns FROM (SELECT * FROM system.columns WHERE database = 'default' AND default_kind = '' ORDER BY table, position) GROUP BY table`,
    );
    const engine = Object.fromEntries(rows.map(({ table, columns }) => [table, columns]));
    for (const { name, columns } of Object.values(tables)) expect(engine[name]).toEqual(Object.entries(columns));
  });

  test('analysts have the eight views', async () => {
    const views = await warehouse.select<{ name: string }>(
      sql`SELECT name FROM system.tables WHERE database = 'mart' ORDER BY name`,
    );
    expect(views.map(({ name }) => name)).toEqual([
      'call',
      'conversion',
      'cost',
      'credit',
      'deal',
      'enquiry',
      'sale',
      'visit',
    ]);
  });
});

describe('limits', () => {
  test('a statement past its time is stopped, and says so', async () => {
    const slow = warehouse.select(sql`SELECT count() FROM numbers(100000000000) WHERE sipHash64(number) = 1`, {
      maxSeconds: 0.2,
    });
    await expect(slow).rejects.toMatchObject({ constructor: QueryLimitError, code: 'query_limit', limit: 'time' });
  });

  test('a statement past its memory is stopped, and says so', async () => {
    const hungry = warehouse.select(sql`SELECT length(groupArray(number)) FROM numbers(100000000)`, {
      maxMemoryMb: 20,
    });
    await expect(hungry).rejects.toMatchObject({ constructor: QueryLimitError, limit: 'memory' });
  });

  test.each([0, -1, Infinity, Number.NaN])('%p seconds is no limit', async (maxSeconds) => {
    await expect(warehouse.select(sql`SELECT 1`, { maxSeconds })).rejects.toThrow(RangeError);
  });

  test('what the engine refuses keeps its number', async () => {
    await expect(warehouse.select(sql`SELECT nothing FROM nowhere`)).rejects.toMatchObject({
      constructor: QueryError,
      engineCode: 60,
    });
  });

  test('a heavy query delays neither reports nor inserts', async () => {
    let heavyDone = false;
    const heavy = warehouse
      .select(sql`SELECT count() FROM numbers(100000000000) WHERE sipHash64(number) = 1`, {
        lane: 'heavy',
        maxSeconds: 2,
      })
      .catch(() => (heavyDone = true));
    await warehouse.select(sql`SELECT 1`);
    await warehouse.insert('warehouse_meta', [{ key: 'a', value: 'b', version: 1 }]);
    await warehouse.select(sql`SELECT 1`, { lane: 'pipeline' });
    expect(heavyDone).toBe(false);
    await heavy;
  });
});

test('64-bit integers and decimals keep their digits, a statement may be a union', async () => {
  const rows = await warehouse.select(
    sql`SELECT toUInt64(18446744073709551615) AS u, toDecimal64(1.10, 2) AS d UNION ALL SELECT toUInt64(1), toDecimal64(2, 2)`,
  );
  expect(rows).toEqual(expect.arrayContaining([{ u: '18446744073709551615', d: '1.1' }]));
  expect(rows).toHaveLength(2);
});

test('no rows and no result are empty', async () => {
  await warehouse.insert('fact', []);
  expect(await warehouse.select(sql`SELECT 1 WHERE 0`)).toEqual([]);
  expect(await warehouse.documents(sql`SELECT '{}' WHERE 0`)).toEqual([]);
});

test('a scratch table lives for one use, also when that fails', async () => {
  const rows = [{ key: 'k', value: 'v', version: 1 }];
  const count = await warehouse.withScratch('warehouse_meta', rows, (table) =>
    warehouse.select<{ n: string }>(sql`SELECT count() AS n FROM ${table}`),
  );
  expect(count).toEqual([{ n: '1' }]);
  await expect(warehouse.withScratch('warehouse_meta', rows, () => Promise.reject(new Error('mine')))).rejects.toThrow(
    'mine',
  );
  expect(await warehouse.select(sql`SELECT name FROM system.tables WHERE name LIKE 'scratch%'`)).toEqual([]);
});

test('another process is told plainly that the directory is taken', () => {
  const built = fileURLToPath(new URL('../dist/index.js', import.meta.url));
  expect(existsSync(built)).toBe(true);
  const script = `import(${JSON.stringify(built)}).then(({ createWarehouse }) => createWarehouse({ kind: 'chdb', path: ${JSON.stringify(path)} }))
    .catch((error) => console.log(JSON.stringify({ name: error.name, code: error.code, message: error.message, pid: error.pid })))`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(JSON.parse(stdout)).toEqual({
    name: WarehouseLockedError.name,
    code: 'warehouse_locked',
    message: `Another process (id ${process.pid}) is already using the data directory ${path}. Stop it, or choose another directory.`,
    pid: process.pid,
  });
});

// Last: it closes the warehouse of this file.
test('close waits for what runs, refuses what comes after, and lets the same process open a directory again', async () => {
  const running = warehouse.select<{ n: string }>(
    sql`SELECT count() AS n FROM numbers(60000000) WHERE sipHash64(number) = 1`,
  );
  await warehouse.insert('warehouse_meta', [{ key: 'kept', value: 'yes', version: 1 }]);
  await warehouse.close();
  expect(await running).toHaveLength(1);
  await expect(warehouse.select(sql`SELECT 1`)).rejects.toThrow(WarehouseClosedError);

  const again = await createWarehouse({ kind: 'chdb', path });
  expect(await again.select(sql`SELECT value FROM warehouse_meta WHERE key = 'kept'`)).toEqual([{ value: 'yes' }]);
  const other = temporaryDirectory();
  await expect(createWarehouse({ kind: 'chdb', path: other.path })).rejects.toThrow(WarehouseOpenError);
  await again.close();
  const elsewhere = await createWarehouse({ kind: 'chdb', path: other.path });
  expect(await elsewhere.select(sql`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
  await elsewhere.close();
  other.remove();
});
