/** The official client for Node over real HTTP, as an application would use it. */
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ClickHouseError, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { ClickHouseClient, ClickHouseClientConfigOptions } from '@clickhouse/client';
import { temporaryFront, WRITER } from '../test/temporary-front.ts';
import type { ClickHouseFront } from './clickhouse-front.ts';

let front: ClickHouseFront;
const clients: ClickHouseClient[] = [];
const connect = (options: ClickHouseClientConfigOptions = {}): ClickHouseClient => {
  const client = createClient({
    url: front.url,
    username: WRITER.name,
    password: WRITER.password,
    log: { level: ClickHouseLogLevel.OFF },
    ...options,
  });
  clients.push(client);
  return client;
};
let client: ClickHouseClient;
beforeAll(async () => {
  front = await temporaryFront();
  client = connect();
  await client.command({ query: 'CREATE DATABASE shop' });
  await client.command({
    query:
      "CREATE TABLE item (id UInt32, name String DEFAULT 'unnamed', tags Array(String)) ENGINE = MergeTree ORDER BY id",
  });
});
afterAll(async () => {
  await Promise.all(clients.map((each) => each.close()));
  await front.close();
});

const rowsOf = async <Row>(query: string, query_params?: Record<string, unknown>): Promise<Row[]> =>
  (
    await client.query({ query, format: 'JSONEachRow', ...(query_params === undefined ? {} : { query_params }) })
  ).json();

test('says that it is there', async () => {
  expect(await client.ping()).toEqual({ success: true });
  expect(await client.ping({ select: true })).toEqual({ success: true });
  const wrong = connect({ password: 'wrong' });
  expect(await wrong.ping({ select: true })).toMatchObject({ success: false, error: { code: '516' } });
});

test('inserts rows in each format and reads them back', async () => {
  await client.command({ query: 'TRUNCATE TABLE item' });
  const objects = await client.insert({
    table: 'item',
    values: [
      { id: 1, name: "o'neil; \\ \u0000 😀", tags: ['a', "b'"] },
      { id: 2, tags: [] },
    ],
    format: 'JSONEachRow',
  });
  expect(objects.summary).toMatchObject({ written_rows: '2' });
  await client.insert({
    table: 'item',
    values: Readable.from(['3,"a;\nb",[]\n', '4,c,"[\'x\']"\n'], { objectMode: false }),
    format: 'CSV',
  });
  await client.insert({
    table: 'item',
    columns: ['id', 'name'],
    values: Readable.from(['5\ta\\tb\n'], { objectMode: false }),
    format: 'TabSeparated',
  });
  await client.insert({ table: 'item', values: [[6, 'f', ['y']]], format: 'JSONCompactEachRow' });
  await client.command({ query: "INSERT INTO item (id, name) VALUES (7, 'x;y'), (8, concat('a', 'b'));" });
  expect(await rowsOf('SELECT * FROM item ORDER BY id')).toEqual([
    { id: 1, name: "o'neil; \\ \u0000 😀", tags: ['a', "b'"] },
    { id: 2, name: 'unnamed', tags: [] },
    { id: 3, name: 'a;\nb', tags: [] },
    { id: 4, name: 'c', tags: ['x'] },
    { id: 5, name: 'a\tb', tags: [] },
    { id: 6, name: 'f', tags: ['y'] },
    { id: 7, name: 'x;y', tags: [] },
    { id: 8, name: 'ab', tags: [] },
  ]);
});

test('takes parameters of each type as they were meant', async () => {
  const nasty = "x'; DROP TABLE item; -- \\ \t\n 😀 {other:String}";
  const types = {
    text: [nasty, 'String', nasty],
    none: [null, 'Nullable(String)', null],
    whole: [-5, 'Int32', -5],
    large: [2n ** 63n, 'UInt64', '9223372036854775808'],
    decimal: ['12.30', 'Decimal(10, 2)', 12.3],
    truth: [true, 'Bool', true],
    day: ['2026-08-10', 'Date', '2026-08-10'],
    instant: [new Date('2026-08-10T12:00:00.123Z'), "DateTime64(3, 'UTC')", '2026-08-10 12:00:00.123'],
    list: [[nasty, 'b'], 'Array(String)', [nasty, 'b']],
    holes: [[1, null], 'Array(Nullable(Int8))', [1, null]],
  } as const;
  const names = Object.keys(types) as (keyof typeof types)[];
  for (const use_multipart_params of [false, true]) {
    const result = await client.query({
      query: `SELECT ${names.map((name) => `{${name}:${types[name][1]}} AS ${name}`).join(', ')} /* {none} */`,
      query_params: Object.fromEntries(names.map((name) => [name, types[name][0]])),
      format: 'JSONEachRow',
      clickhouse_settings: { output_format_json_quote_64bit_integers: 1 },
      use_multipart_params,
    });
    expect(await result.json()).toEqual([Object.fromEntries(names.map((name) => [name, types[name][2]]))]);
  }
  expect(
    await rowsOf('SELECT count() > 0 AS yes FROM {table:Identifier} WHERE id IN {ids:Array(UInt32)} LIMIT {n:UInt8}', {
      table: 'item',
      ids: [1, 2],
      n: 1,
    }),
  ).toEqual([{ yes: 1 }]);
  await expect(rowsOf('SELECT {missing:String}')).rejects.toMatchObject({
    code: '456',
    type: 'UNKNOWN_QUERY_PARAMETER',
  });
});

test('settings count for their statement alone', async () => {
  const threads = "SELECT getSetting('max_threads') AS n";
  const [before] = await rowsOf<{ n: number }>(threads);
  const set = await client.query({ query: threads, format: 'JSONEachRow', clickhouse_settings: { max_threads: 7 } });
  expect(await set.json()).toEqual([{ n: 7 }]);
  const own = await client.query({
    query: `${threads} SETTINGS max_threads = 3`,
    format: 'JSONEachRow',
    clickhouse_settings: { max_threads: 7 },
  });
  expect(await own.json()).toEqual([{ n: 3 }]);
  for (let again = 0; again < 4; again++) expect(await rowsOf(threads)).toEqual([before]);
  const escape = client.query({
    query: 'SELECT 1',
    clickhouse_settings: { date_time_output_format: "iso', readonly = '1" as 'iso' },
  });
  await expect(escape).rejects.toBeInstanceOf(ClickHouseError);
  await expect(
    client.query({ query: 'SELECT 1', clickhouse_settings: { format_schema: '/etc/passwd' } }),
  ).rejects.toMatchObject({ code: '115' });
});

test('each request has the database it names', async () => {
  const shop = connect({ database: 'shop' });
  await shop.command({ query: 'CREATE TABLE item (id UInt8) ENGINE = Memory' });
  await shop.insert({ table: 'item', values: [{ id: 42 }], format: 'JSONEachRow' });
  expect(await (await shop.query({ query: 'SELECT * FROM item', format: 'JSONEachRow' })).json()).toEqual([{ id: 42 }]);
  expect(await rowsOf('SELECT currentDatabase() AS name')).toEqual([{ name: 'default' }]);
  const nowhere = connect({ database: 'nowhere' });
  await expect(nowhere.query({ query: 'SELECT 1' })).rejects.toMatchObject({ code: '81' });
});

test('compresses both ways', async () => {
  const packed = connect({ compression: { request: true, response: true } });
  const names = Array.from({ length: 5_000 }, (_, id) => ({ id: 1_000 + id, name: `name ${id}`, tags: [] }));
  await packed.insert({ table: 'item', values: names, format: 'JSONEachRow' });
  const result = await packed.query({
    query: 'SELECT id, name FROM item WHERE id >= 1000 ORDER BY id',
    format: 'JSONEachRow',
  });
  expect(result.response_headers['content-encoding']).toBe('gzip');
  expect(await result.json()).toEqual(names.map(({ id, name }) => ({ id, name })));
});

test('tells its query id, and errors with the code and name of the engine', async () => {
  const { query_id } = await client.query({ query: 'SELECT 1', query_id: 'mine-1' });
  expect(query_id).toBe('mine-1');
  await expect(client.query({ query: 'SELECT * FROM nowhere' })).rejects.toMatchObject({
    code: '60',
    type: 'UNKNOWN_TABLE',
  });
  await expect(client.query({ query: 'SELECT 1; SELECT 2' })).rejects.toMatchObject({
    code: '62',
    type: 'SYNTAX_ERROR',
  });
});
