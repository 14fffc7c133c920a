/** Python's clickhouse-connect, as it comes from its registry, over real HTTP: as an application and as an analyst. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { installPython } from '@throughline/testing';
import { temporaryFront, WRITER } from '../test/temporary-front.ts';
import type { ClickHouseFront } from './clickhouse-front.ts';
import { READ_ONLY_LIMITS } from './run-read-only.ts';

const installed = installPython('clickhouse-connect==1.12.0');
/** `test`, or without Python, pip or its registry a loud skip by name (which REQUIRE_ALL=1 counts as a failure). */
const pythonTest = installed === null ? test.skip : test;

const analyst = { name: 'analyst', password: 'reads' };
let front: ClickHouseFront;
beforeAll(async () => {
  front = await temporaryFront({ users: [WRITER, { ...analyst, readonly: READ_ONLY_LIMITS }] });
});
afterAll(async () => {
  await front.close();
  installed?.remove();
});

/** Runs a script that has a `client` and says what it found by `tell`. */
const python = async (user: { name: string; password: string }, script: string, options = ''): Promise<unknown> => {
  const { hostname, port } = new URL(front.url);
  const head = `import datetime, decimal, json, sys, clickhouse_connect
from clickhouse_connect.driver.exceptions import DatabaseError
host, port, user, password = sys.argv[1:]
client = clickhouse_connect.get_client(host=host, port=int(port), username=user, password=password${options})
tell = lambda value: print(json.dumps(value, default=str))
`;
  return installed!.run(head + script, hostname, port, user.name, user.password);
};

pythonTest('creates, inserts in blocks and reads back, whatever the compression', async () => {
  for (const compress of ['True', 'False', "'gzip'"]) {
    const told = await python(
      WRITER,
      `
client.command('DROP TABLE IF EXISTS item')
client.command("CREATE TABLE item (id UInt64, name String DEFAULT 'unnamed', day Date, price Decimal(10, 2), tags Array(String), size Nullable(Float64)) ENGINE = MergeTree ORDER BY id")
rows = [[2**63 + n, f"o'neil {n} \\\\ ж", datetime.date(2026, 8, 10), decimal.Decimal('1.10'), ['a', "b'"], None if n % 2 else n / 4] for n in range(20000)]
summary = client.insert('item', rows, column_names=['id', 'name', 'day', 'price', 'tags', 'size'])
client.insert('item', [[datetime.date(2026, 8, 11), 5]], column_names=['day', 'id'])
client.raw_insert('item', ['id', 'name'], b'6,"x;y"\\n', fmt='CSV')
back = client.query('SELECT * FROM item WHERE id >= {from:UInt64} ORDER BY id', parameters={'from': 2**63}, settings={'max_threads': 1})
tell({
  'written': summary.written_rows,
  'same': [list(row) for row in back.result_rows] == rows,
  'names': back.column_names,
  'others': client.query('SELECT id, name, day FROM item WHERE id < 10 ORDER BY id').result_rows,
  'empty': client.query('SELECT id, name FROM item LIMIT 0').column_names,
  'count': client.command('SELECT count() FROM item'),
  'timezone': str(client.server_tz),
  'ping': client.ping(),
})`,
      `, compress=${compress}`,
    );
    expect(told).toEqual({
      written: 20_000,
      same: true,
      names: ['id', 'name', 'day', 'price', 'tags', 'size'],
      others: [
        [5, 'unnamed', '2026-08-11'],
        [6, 'x;y', '1970-01-01'],
      ],
      empty: ['id', 'name'],
      count: 20_002,
      timezone: expect.any(String),
      ping: true,
    });
  }
});

pythonTest('binds parameters on the server as they were meant', async () => {
  const told = await python(
    WRITER,
    `
nasty = "x'; DROP TABLE item; -- \\\\ \\t\\n ж {other:String}"
query = 'SELECT {text:String}, {list:Array(String)}, {none:Nullable(String)}, {day:Date}, {price:Decimal(10, 2)}, {many:Array(UInt32)}'
given = {'text': nasty, 'list': [nasty, 'b'], 'none': None, 'day': datetime.date(2026, 8, 10), 'price': decimal.Decimal('1.10'), 'many': list(range(3))}
tell([list(client.query(query, parameters=given).result_rows[0]) == list(given.values()), client.query('SELECT {n:Int32} + 1', parameters={'n': -5}).first_row])`,
    ', form_encode_query_params=True',
  );
  expect(told).toEqual([true, [-4]]);
});

pythonTest('gets errors with their numbers, and no session', async () => {
  const told = await python(
    WRITER,
    `
def code(query):
    try:
        client.command(query)
    except DatabaseError as error:
        return [error.code, error.name]
tell([code('SELECT * FROM nowhere'), code('SELECT 1; SELECT 2'), code('SET max_threads = 1'), code('CREATE TEMPORARY TABLE t (a UInt8)')])`,
  );
  expect(told).toEqual([
    [60, 'UNKNOWN_TABLE'],
    [62, 'SYNTAX_ERROR'],
    [48, 'NOT_IMPLEMENTED'],
    [48, 'NOT_IMPLEMENTED'],
  ]);
});

pythonTest('serves an analyst, who only selects from the mart', async () => {
  await python(
    WRITER,
    `
client.command('CREATE DATABASE mart')
client.command('CREATE TABLE secret ENGINE = Memory AS SELECT 7 AS id')
client.command('CREATE VIEW mart.sale AS SELECT id, id * 10 AS amount FROM secret')
tell(None)`,
  );
  const told = await python(
    analyst,
    `
def code(query):
    try:
        client.query(query)
    except DatabaseError as error:
        return error.code
tell([client.query('SELECT * FROM mart.sale WHERE id = {id:UInt8}', parameters={'id': 7}).result_rows, client.query('SELECT * FROM mart.sale LIMIT 0').column_names, code('SELECT * FROM secret'), code('SELECT * FROM default.secret'), code('DROP TABLE secret')])`,
  );
  expect(told).toEqual([[[7, 70]], ['id', 'amount'], 60, 497, 497]);
});
