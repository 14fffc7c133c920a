/** What the interface refuses by name, and how it says so. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { basic, post, temporaryFront, WRITER } from '../test/temporary-front.ts';
import type { ClickHouseFront } from './clickhouse-front.ts';

let front: ClickHouseFront;
beforeAll(async () => {
  front = await temporaryFront({ maxBodyBytes: 100_000 });
  await post(front, 'CREATE TABLE t (a UInt32) ENGINE = MergeTree ORDER BY a');
});
afterAll(() => front.close());

const get = (query: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${front.url}/?${query}`, { headers });
const codeOf = (response: Response): string | null => response.headers.get('x-clickhouse-exception-code');

describe('refused by name', () => {
  test.each([
    [{ compress: '1' }, '48', /compress=1/],
    [{ decompress: '1' }, '48', /decompress=1/],
    [{ session_check: '1', session_id: 's' }, '48', /session_check/],
    [{ role: 'r' }, '48', /role/],
    [{ unheard_of: '1' }, '115', /unheard_of/],
    [{ output_format_schema: '/tmp/x' }, '115', /output_format_schema/],
    [{ default_format: 'CSV SETTINGS max_threads = 1' }, '73', /Unknown format/],
    [{ database: 'a`b' }, '36', /quotes/],
    [{ query_id: 'a\r\nx: y' }, '36', /query_id/],
  ])('%j', async (parameters, code, message) => {
    const response = await post(front, 'SELECT 1', parameters);
    expect([codeOf(response), await response.text()]).toEqual([code, expect.stringMatching(message)]);
  });

  test.each([
    'SET max_threads = 1',
    'USE system',
    'BEGIN TRANSACTION',
    'CREATE TEMPORARY TABLE x (a UInt8)',
    'CREATE OR REPLACE TEMPORARY TABLE x (a UInt8)',
    "SELECT 1 INTO OUTFILE '/tmp/x'",
    "SELECT 1 into /* */ outfile '/tmp/x' FORMAT CSV",
    "INSERT INTO t FROM INFILE '/etc/passwd' FORMAT CSV",
    "INSERT INTO t FROM INFILE '/etc/passwd' FORMAT CSV\n1,2",
  ])('%s', async (statement) => {
    expect(codeOf(await post(front, statement))).toBe('48');
  });

  test.each(['SELECT 1; SELECT 2', "SELECT ';'; DROP TABLE t", '', ' -- nothing', "SELECT 'open", 'SELECT /* open'])(
    'syntax: %s',
    async (statement) => {
      const response = await post(front, statement);
      expect([response.status, codeOf(response)]).toEqual([400, '62']);
    },
  );

  test.each([
    'INSERT INTO t (a) VALUES (1)',
    'DROP TABLE t',
    'WITH x AS (SELECT 1) INSERT INTO t SELECT 1, 2',
    '/* SELECT */ TRUNCATE TABLE t',
  ])('a GET that changes: %s', async (statement) => {
    const response = await get(`query=${encodeURIComponent(statement)}`, { authorization: basic(WRITER) });
    expect(codeOf(response)).toBe('164');
  });

  test('too large a body, with and without a length, and too long a URL', async () => {
    expect((await post(front, new Uint8Array(100_001))).status).toBe(413);
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
    });
    const sent = fetch(front.url, {
      method: 'POST',
      body: endless,
      duplex: 'half',
      headers: { authorization: basic(WRITER) },
    });
    // The answer may come before all is sent, or the connection is closed under the sender.
    expect(
      await sent.then(
        ({ status }) => status,
        () => 413,
      ),
    ).toBe(413);
    expect((await get(`query=${'x'.repeat(1_100_000)}`)).status).toBe(431);
    expect((await post(front, 'SELECT 1')).status).toBe(200);
  });

  test('a body of somebody unknown is not read', async () => {
    const response = await post(front, new Uint8Array(90_000), {}, { authorization: 'Basic eDp5' });
    expect([response.status, codeOf(response)]).toEqual([403, '516']);
  });
});
