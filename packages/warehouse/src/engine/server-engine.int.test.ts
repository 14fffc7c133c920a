/** The server adapter against each server there is: the wire is real, and so is the database behind it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createWarehouse } from '../create-warehouse.ts';
import { QueryLimitError, WarehouseOpenError, WarehouseUnavailableError } from '../errors.ts';
import { createFactReader } from '../read/fact-reader.ts';
import { visitsInRange } from '../read/visits-in-range.ts';
import { recordVisits } from '../record-visits.ts';
import { sql } from '../sql/sql.ts';
import { visitRow } from '../table/visit.ts';
import { aVisit, DAY, NOON } from '../test/contents.ts';
import { temporaryFront, WRITER } from '../test/temporary-front.ts';
import type { Warehouse } from '../warehouse.ts';

interface Server {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  close(): Promise<void>;
}

/** The suite is the same for all; a ClickHouse of its own is another entry. */
const SERVERS: Readonly<Record<string, () => Promise<Server>>> = {
  'the HTTP front over chDB': async () => ({
    ...(await temporaryFront()),
    user: WRITER.name,
    password: WRITER.password,
  }),
};

describe.each(Object.entries(SERVERS))('%s', (_name, start) => {
  let server: Server;
  let warehouse: Warehouse;
  const at = ({ url, user, password }: Omit<Server, 'close'>, mart = 'mart_two') =>
    ({ kind: 'server', url, user, password, database: 'default', mart }) as const;
  beforeAll(async () => {
    server = await start();
    warehouse = await createWarehouse(at(server));
    await warehouse.migrate();
  });
  afterAll(async () => {
    await warehouse.close();
    await server.close();
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

  test('every view reads its tables as the user who migrates, also after it was migrated again', async () => {
    const insecure = async (): Promise<string[]> => {
      const views = await warehouse.select<{ name: string; definition: string }>(
        sql`SELECT name, create_table_query AS definition FROM system.tables WHERE database = 'mart_two' AND engine = 'View'`,
      );
      expect(views.length).toBeGreaterThan(5);
      return views
        .filter(({ definition }) => !/DEFINER = \S+ SQL SECURITY DEFINER/.test(definition))
        .map(({ name }) => name);
    };
    expect(await insecure()).toEqual([]);
    await warehouse.command(sql`CREATE OR REPLACE VIEW mart_two.extra AS SELECT 1 AS x`);
    expect(await insecure()).toEqual(['extra']);
    await warehouse.migrate();
    expect(await insecure()).toEqual([]);
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
    await expect(createWarehouse(at({ ...server, password: 'wrong' }))).rejects.toThrow(WarehouseOpenError);
    await expect(createWarehouse(at({ ...server, url: 'http://127.0.0.1:1' }))).rejects.toThrow(
      WarehouseUnavailableError,
    );
  });

  test('another connection sees what is there, and migrating again changes nothing', async () => {
    const second = await createWarehouse(at(server));
    try {
      const before = await warehouse.migrationStatus();
      await second.migrate();
      expect(await second.migrationStatus()).toEqual(before);
      await warehouse.insert('warehouse_meta', [{ key: 'shared', value: 'seen', version: 1 }]);
      expect(await second.select(sql`SELECT value FROM warehouse_meta WHERE key = 'shared'`)).toEqual([
        { value: 'seen' },
      ]);
    } finally {
      await second.close();
    }
  });

  test('scratch tables, commands and merges work as with the embedded engine', async () => {
    const row = { key: 'scratch', value: 'x', version: 1 };
    expect(
      await warehouse.withScratch('warehouse_meta', [row], (table) => warehouse.select(sql`SELECT key FROM ${table}`)),
    ).toEqual([{ key: 'scratch' }]);
    expect(await warehouse.select(sql`SELECT name FROM system.tables WHERE name LIKE 'scratch%'`)).toEqual([]);
    await warehouse.command(sql`INSERT INTO warehouse_meta SELECT 'copied', 'y', 1`, { into: 'warehouse_meta' });
    await warehouse.merge('warehouse_meta');
    expect(await warehouse.select(sql`SELECT value FROM warehouse_meta WHERE key = 'copied'`)).toEqual([
      { value: 'y' },
    ]);
  });

  test('many statements at once, each gets its own answer', async () => {
    const asked = Array.from({ length: 40 }, (_, n) => n);
    const lanes = ['pipeline', 'report', 'heavy'] as const;
    const answers = await Promise.all(
      asked.map((n) =>
        warehouse.select<{ n: number }>(sql`SELECT toUInt32(${n}) AS n`, { lane: lanes[n % 3] ?? 'report' }),
      ),
    );
    expect(answers).toEqual(asked.map((n) => [{ n }]));
  });

  test('a statement past its memory is stopped, and the next one runs', async () => {
    const large = warehouse.select(sql`SELECT length(groupArray(number)) AS n FROM numbers(50000000)`, {
      maxMemoryMb: 32,
    });
    await expect(large).rejects.toMatchObject({ constructor: QueryLimitError, limit: 'memory' });
    expect(await warehouse.select(sql`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
  });
});
