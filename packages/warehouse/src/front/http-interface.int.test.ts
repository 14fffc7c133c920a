/** The interface byte by byte: headers, authentication, compression, what is refused and how. */
import { request as httpRequest } from 'node:http';
import { brotliCompressSync, brotliDecompressSync, deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { basic, post, temporaryFront, WRITER } from '../test/temporary-front.ts';
import type { ClickHouseFront } from './clickhouse-front.ts';

const reader = { name: 'reader', password: 'another' };
let front: ClickHouseFront;
beforeAll(async () => {
  front = await temporaryFront({ users: [WRITER, reader], maxBodyBytes: 100_000, displayName: 'a front' });
  await post(front, "CREATE TABLE t (a UInt32, b String DEFAULT 'none') ENGINE = MergeTree ORDER BY a");
});
afterAll(() => front.close());

const get = (query: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${front.url}/?${query}`, { headers });
const codeOf = (response: Response): string | null => response.headers.get('x-clickhouse-exception-code');

test('headers tell of the answer', async () => {
  const response = await post(front, "SELECT 1 AS x, 'y' AS y", { default_format: 'JSONEachRow', query_id: 'q-1' });
  const header = (name: string): string | null => response.headers.get(name);
  expect(header('x-clickhouse-query-id')).toBe('q-1');
  expect(header('x-clickhouse-format')).toBe('JSONEachRow');
  expect(header('x-clickhouse-server-display-name')).toBe('a front');
  expect(header('x-clickhouse-timezone')).toMatch(/^[A-Za-z_/+-]+$/);
  expect(header('content-type')).toBe('application/x-ndjson; charset=UTF-8');
  expect(JSON.parse(header('x-clickhouse-summary') ?? '')).toMatchObject({ result_rows: '1', result_bytes: '16' });
  expect(await response.text()).toBe('{"x":1,"y":"y"}\n');
  const other = await post(front, 'SELECT 1');
  expect(other.headers.get('x-clickhouse-query-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(other.headers.get('content-type')).toBe('text/tab-separated-values; charset=UTF-8');
});

test.each([
  ['JSON', 'application/json; charset=UTF-8'],
  ['CSV', 'text/csv; charset=UTF-8; header=absent'],
  ['CSVWithNames', 'text/csv; charset=UTF-8; header=present'],
  ['Native', 'application/octet-stream'],
  ['Pretty', 'text/plain; charset=UTF-8'],
])('%s is %s', async (format, type) => {
  const response = await post(front, `SELECT 1 FORMAT ${format}`);
  expect(response.headers.get('content-type')).toBe(type);
});

describe('who asks', () => {
  test.each([
    ['basic', '', { authorization: basic(reader) }],
    ['headers', '', { 'x-clickhouse-user': 'reader', 'x-clickhouse-key': 'another' }],
    ['the URL', '&user=reader&password=another', {}],
  ])('by %s', async (_way, query, headers) => {
    expect(await (await get(`query=SELECT%201${query}`, headers)).text()).toBe('1\n');
  });

  test.each([
    ['nobody', '', {}, 401, '194'],
    ['a wrong password', '', { authorization: basic({ name: 'reader', password: 'anothe' }) }, 403, '516'],
    [
      "another user's password",
      '',
      { authorization: basic({ name: 'reader', password: WRITER.password }) },
      403,
      '516',
    ],
    ['an unknown user', '', { authorization: basic({ name: 'nobody', password: 'another' }) }, 403, '516'],
    ['two ways at once', '&user=reader&password=another', { authorization: basic(reader) }, 403, '516'],
    ['a token', '', { authorization: 'Bearer x' }, 403, '516'],
    [
      'a name that swallows its password',
      '',
      { authorization: basic({ name: 'reader:another', password: '' }) },
      403,
      '516',
    ],
  ])('not %s', async (_what, query, headers, status, code) => {
    const response = await get(`query=SELECT%201${query}`, headers);
    expect([response.status, codeOf(response)]).toEqual([status, code]);
  });

  test('nobody has to for a greeting', async () => {
    for (const path of ['/', '/ping', '/replicas_status']) {
      const response = await fetch(front.url + path);
      expect([response.status, await response.text()]).toEqual([200, 'Ok.\n']);
    }
    expect((await fetch(`${front.url}/play`)).status).toBe(404);
  });
});

describe('compression', () => {
  const rows = Array.from({ length: 1_000 }, (_, n) => n).join('\n') + '\n';
  test.each([
    ['gzip', gzipSync, gunzipSync],
    ['deflate', deflateSync, inflateSync],
    ['br', brotliCompressSync, brotliDecompressSync],
  ])('%s both ways', async (coding, pack, unpack) => {
    await post(front, 'TRUNCATE TABLE t');
    const inserted = await post(
      front,
      new Uint8Array(pack(rows)),
      { query: 'INSERT INTO t (a) FORMAT TSV' },
      { 'content-encoding': coding },
    );
    expect([inserted.status, JSON.parse(inserted.headers.get('x-clickhouse-summary') ?? '')]).toMatchObject([
      200,
      { written_rows: '1000' },
    ]);
    const raw = await new Promise<{ coding: string | undefined; bytes: Buffer }>((resolve, reject) => {
      const query = encodeURIComponent('SELECT a FROM t ORDER BY a');
      httpRequest(
        `${front.url}/?enable_http_compression=1&query=${query}`,
        { headers: { authorization: basic(WRITER), 'accept-encoding': `lzma, ${coding};q=0.5` } },
        (response) => {
          const chunks: Buffer[] = [];
          response
            .on('data', (chunk: Buffer) => chunks.push(chunk))
            .on('end', () => resolve({ coding: response.headers['content-encoding'], bytes: Buffer.concat(chunks) }));
        },
      )
        .on('error', reject)
        .end();
    });
    expect([raw.coding, unpack(raw.bytes).toString()]).toEqual([coding, rows]);
  });

  test('none unless the URL asks for it', async () => {
    const response = await post(front, 'SELECT 1', {}, { 'accept-encoding': 'gzip' });
    expect(response.headers.get('content-encoding')).toBeNull();
    const asked = { enable_http_compression: '1' };
    const refused = await post(front, 'SELECT 1', asked, { 'accept-encoding': 'gzip;q=0, lzma' });
    expect(refused.headers.get('content-encoding')).toBeNull();
  });

  test.each([
    ['an unknown coding', 'lzma', Buffer.from('x'), '89'],
    ['a lie', 'gzip', Buffer.from('SELECT 1'), '271'],
    ['a lie in LZ4', 'lz4', Buffer.from('SELECT 1'), '271'],
    ['a bomb', 'gzip', gzipSync(Buffer.alloc(1_000_000)), '307'],
  ])('%s is refused', async (_what, coding, body, code) => {
    expect(codeOf(await post(front, new Uint8Array(body), {}, { 'content-encoding': coding }))).toBe(code);
  });
});

test('settings of a statement end with it, whatever kind it is', async () => {
  const threads = async (): Promise<string> =>
    (await post(front, "SELECT getSetting('max_threads'), getSetting('mutations_sync')")).text();
  const before = await threads();
  const settings = { max_threads: '7', mutations_sync: '2' };
  for (const statement of [
    'SELECT 1',
    'SELECT 1 FORMAT CSV SETTINGS join_use_nulls = 1',
    'SELECT 1 SETTINGS join_use_nulls = 1',
    '(SELECT 1) UNION ALL (SELECT 2)',
    'SHOW TABLES',
    'DESCRIBE TABLE t',
    'EXISTS TABLE t',
    'EXPLAIN SELECT 1',
    'INSERT INTO t (a) SELECT 1',
    'INSERT INTO t (a) SETTINGS async_insert = 0 VALUES (1)',
    'INSERT INTO t (a) SELECT 1 SETTINGS join_use_nulls = 1',
    'CREATE OR REPLACE TABLE u (a UInt8) ENGINE = MergeTree ORDER BY a SETTINGS index_granularity = 100',
    'ALTER TABLE t DELETE WHERE a = 1',
    'ALTER TABLE t DELETE WHERE a = 1 SETTINGS alter_sync = 1',
    'OPTIMIZE TABLE t FINAL SETTINGS optimize_throw_if_noop = 0',
    'TRUNCATE TABLE u',
    'DROP TABLE u',
    'DELETE FROM t WHERE a = 1',
    'SELECT settings, format FROM (SELECT 1 AS settings, 2 AS format)',
  ]) {
    const response = await post(front, statement, settings);
    expect([statement, response.status, await (response.ok ? '' : response.text())]).toEqual([statement, 200, '']);
  }
  for (let again = 0; again < 4; again++) expect(await threads()).toBe(before);
});

test('rows are taken byte for byte', async () => {
  await post(front, 'TRUNCATE TABLE t');
  const bytes = Buffer.concat([
    Buffer.from('INSERT INTO t FORMAT TSV\n1\t'),
    Buffer.from([0xff, 0xfe, 0x00, 0x80]),
    Buffer.from('\n'),
  ]);
  expect((await post(front, new Uint8Array(bytes))).status).toBe(200);
  const binary = Buffer.from([2, 0, 0, 0, 2, 0x27, 0x3b]);
  expect((await post(front, new Uint8Array(binary), { query: 'INSERT INTO t FORMAT RowBinary' })).status).toBe(200);
  expect(await (await post(front, 'SELECT a, hex(b) FROM t ORDER BY a')).text()).toBe('1\tFFFE0080\n2\t273B\n');
});

test('a block of Native goes by the names of its columns', async () => {
  await post(front, 'TRUNCATE TABLE t');
  const block = await post(front, "SELECT 'swapped' AS b, toUInt32(7) AS a FORMAT Native");
  const bytes = new Uint8Array(await block.arrayBuffer());
  await post(front, bytes, { query: 'INSERT INTO t FORMAT Native' });
  await post(front, bytes, { query: 'INSERT INTO t (a, b) FORMAT Native' });
  expect(await (await post(front, 'SELECT * FROM t')).text()).toBe('7\tswapped\n7\tswapped\n');
});

test('a read that nobody waits for ends some time; who names a time of their own has it', async () => {
  const seconds = "SELECT getSetting('max_execution_time')";
  expect(await (await post(front, seconds)).text()).toBe('600\n');
  expect(await (await post(front, seconds, { max_execution_time: '7' })).text()).toBe('7\n');
  expect(await (await post(front, `${seconds} SETTINGS max_execution_time = 8`)).text()).toBe('8\n');
  expect(await (await post(front, `${seconds} FORMAT TSV SETTINGS max_execution_time = 9`)).text()).toBe('9\n');
  const slow = 'SELECT count() FROM numbers(100000000000) WHERE sipHash64(number) = 1';
  const stopped = await post(front, slow, { max_execution_time: '0.2' });
  expect([stopped.status, stopped.headers.get('x-clickhouse-exception-code')]).toEqual([408, '159']);
});
