/** What an analyst asks, which passes; where a function may hide; parameters, settings and limits. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { analyst, hurried, openMartOfSecrets } from '../test/mart-of-secrets.ts';
import type { MartOfSecrets } from '../test/mart-of-secrets.ts';
import { basic, post } from '../test/temporary-front.ts';
import { allowedFunctions } from './allowed-functions.ts';

let mart: MartOfSecrets;
beforeAll(async () => {
  mart = await openMartOfSecrets();
});
afterAll(() => mart.close());

describe('an analyst gets an answer', () => {
  test.each([
    ['SELECT count() FROM mart.sale', '5000\n'],
    ['select COUNT(*) from sale -- unqualified names are of the mart\n;', '5000\n'],
    [
      'SELECT channel, sum(amount) AS s FROM mart.sale GROUP BY channel ORDER BY s FORMAT CSV',
      '"cpc",62475000\n"seo",62500000\n',
    ],
    [
      'WITH best AS (SELECT id FROM mart.sale WHERE amount > 49970) SELECT v.id FROM best AS b JOIN mart.visit AS v USING (id) ORDER BY 1',
      '4998\n4999\n',
    ],
    [
      'SELECT id, row_number() OVER (PARTITION BY channel ORDER BY id DESC) AS r FROM mart.sale QUALIFY r = 1 ORDER BY id',
      '4998\t1\n4999\t1\n',
    ],
    [
      "SELECT countIf(id IN (SELECT id FROM mart.visit)), quantileExact(0.5)(amount), uniqExactIf(id, channel ILIKE 'c%') FROM mart.sale",
      '5000\t25000\t2500\n',
    ],
    ['SELECT max(id) FROM mart.sale WHERE id IN mart.visit', null],
    [
      'SELECT toStartOfMonth(day) AS m, count() FROM mart.visit GROUP BY m ORDER BY m WITH FILL STEP INTERVAL 1 MONTH LIMIT 1',
      '2024-10-01\t4668\n',
    ],
    [
      "SELECT * EXCEPT (id) FROM mart.sale WHERE id = 1 UNION ALL SELECT 5, 'a;b --' ORDER BY 1 FORMAT JSONCompactEachRow",
      '[10, "seo"]\n[5, "a;b --"]\n',
    ],
    [
      "SELECT arrayMap(x -> x + 1, [1, 2]), CASE WHEN 1 THEN 'a' ELSE 'b' END, '2026-08-10'::Date + INTERVAL 1 DAY",
      '[2,3]\ta\t2026-08-11\n',
    ],
    ['SELECT id FROM mart.sale WHERE id = {id:UInt32} AND channel = {channel:String}', '7\n'],
  ])('%s', async (statement, expected) => {
    const answer = await mart.ask(statement, { param_id: '7', param_channel: 'seo' });
    if (expected === null) expect(answer.code).not.toBe('497');
    else expect(answer).toEqual({ code: null, text: expected });
  });

  test('also in formats that are no text, and by GET', async () => {
    const url = `${mart.front.url}/?query=${encodeURIComponent('SELECT toUInt8(7) AS x FORMAT RowBinary')}`;
    const response = await fetch(url, { headers: { authorization: basic(analyst) } });
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([7]);
  });
});

/** A function in each place where a SELECT may have an expression: the engine lists them all. */
test.each([
  'SELECT hostName()',
  'SELECT DISTINCT ON (hostName()) id FROM mart.sale',
  'SELECT TOP (length(hostName())) id FROM mart.sale',
  'WITH hostName() AS h SELECT h',
  'SELECT 1 FROM mart.sale PREWHERE hostName() = 1',
  'SELECT 1 FROM mart.sale WHERE hostName() = 1',
  'SELECT 1 FROM mart.sale GROUP BY hostName()',
  'SELECT 1 FROM mart.sale GROUP BY GROUPING SETS ((hostName()), (id))',
  'SELECT 1 FROM mart.sale GROUP BY ROLLUP(hostName())',
  'SELECT 1 FROM mart.sale GROUP BY id HAVING hostName() = 1',
  'SELECT 1 FROM mart.sale QUALIFY hostName() = 1',
  'SELECT id FROM mart.sale ORDER BY hostName()',
  'SELECT id FROM mart.sale ORDER BY id WITH FILL FROM length(hostName())',
  'SELECT id FROM mart.sale ORDER BY id WITH FILL TO length(hostName())',
  'SELECT id FROM mart.sale ORDER BY id WITH FILL STEP length(hostName())',
  'SELECT id FROM mart.sale ORDER BY id WITH FILL STALENESS length(hostName())',
  'SELECT id, amount FROM mart.sale ORDER BY id WITH FILL INTERPOLATE (amount AS length(hostName()))',
  'SELECT id FROM mart.sale LIMIT length(hostName())',
  'SELECT id FROM mart.sale LIMIT 1 OFFSET length(hostName())',
  'SELECT id FROM mart.sale LIMIT 1 BY hostName()',
  'SELECT id FROM mart.sale LIMIT length(hostName()) BY id',
  'SELECT id FROM mart.sale ORDER BY id OFFSET length(hostName()) ROWS FETCH NEXT 1 ROWS ONLY',
  'SELECT 1 FROM mart.sale ARRAY JOIN [hostName()] AS x',
  'SELECT 1 FROM mart.sale AS a JOIN mart.visit AS b ON a.id = b.id AND hostName() = 1',
  'SELECT 1 FROM mart.sale AS a JOIN mart.visit AS b USING (id, hostName())',
  'SELECT sum(id) OVER (PARTITION BY hostName()) FROM mart.sale',
  'SELECT sum(id) OVER (ORDER BY hostName()) FROM mart.sale',
  'SELECT sum(id) OVER (ORDER BY id ROWS BETWEEN length(hostName()) PRECEDING AND CURRENT ROW) FROM mart.sale',
  'SELECT sum(id) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND length(hostName()) FOLLOWING) FROM mart.sale',
  'SELECT sum(id) OVER w FROM mart.sale WINDOW w AS (PARTITION BY hostName())',
  'SELECT sum(id) FILTER (WHERE hostName() = 1) FROM mart.sale',
  'SELECT quantile(length(hostName()))(id) FROM mart.sale',
  'SELECT arrayMap(x -> hostName(), [1])',
  'SELECT CASE hostName() WHEN 1 THEN hostName() END',
  'SELECT [hostName()], (hostName(), 1), map(1, hostName())',
  'SELECT hostName()::String',
  'SELECT 1 BETWEEN hostName() AND 2',
  'SELECT * REPLACE (hostName() AS id) FROM mart.sale',
  'SELECT id FROM mart.sale SAMPLE length(hostName())',
  'SELECT INTERVAL length(hostName()) DAY',
  'SELECT 1 IN (hostName())',
])('no clause hides a function: %s', async (statement) => {
  const { code } = await mart.ask(statement);
  expect(['497', '62']).toContain(code);
});

test('a parameter is a value and nothing else', async () => {
  const nasty = "') UNION ALL SELECT secret FROM other.hidden -- ";
  expect(await mart.ask('SELECT {x:String}', { param_x: nasty })).toEqual({
    code: null,
    text: `${nasty.replaceAll("'", "\\'")}\n`,
  });
  expect((await mart.ask('SELECT * FROM {x:Identifier}.hidden', { param_x: 'other' })).code).toBe('497');
  expect((await mart.ask('SELECT 1', { database: 'default' })).code).toBe('497');
});

test('the URL lifts no limit and has nothing of files', async () => {
  for (const name of ['max_execution_time', 'max_memory_usage', 'max_result_rows', 'max_rows_to_read', 'max_threads']) {
    expect((await mart.ask('SELECT 1', { [name]: '0' })).code).toBe('164');
  }
  expect((await mart.ask('SELECT 1', { format_schema: '/etc/passwd' })).code).toBe('115');
  expect(await mart.ask('SELECT 1 AS x', { default_format: 'JSONEachRow' })).toEqual({ code: null, text: '{"x":1}\n' });
  expect((await mart.ask('SELECT 1 AS x', { default_format: "CSV INTO OUTFILE '/tmp/x'" })).code).toBe('73');
});

test('time, memory, rows of the answer and rows read are limited', async () => {
  const limited = (statement: string): Promise<{ code: string | null }> => mart.ask(statement, {}, hurried);
  const many = 'arrayJoin(range(4000))';
  expect(
    (
      await limited(
        `SELECT count() FROM (SELECT ${many} AS a) AS x, (SELECT ${many} AS b) AS y, (SELECT ${many} AS c) AS z WHERE cityHash64(a, b, c) = 1`,
      )
    ).code,
  ).toBe('159');
  expect((await limited('SELECT length(groupArray(x)) FROM (SELECT arrayJoin(range(50000000)) AS x)')).code).toBe(
    '241',
  );
  for (const many of [
    'arrayJoin(range(1000))',
    'arrayJoin(range(1000)) UNION ALL SELECT 1',
    'x FROM (SELECT arrayJoin(range(1000)) AS x)',
  ]) {
    expect((await limited(`SELECT ${many}`)).code).toBe('396');
  }
  expect((await limited('SELECT sum(amount) FROM mart.sale')).code).toBe('158');
  expect(await limited('SELECT 1')).toMatchObject({ code: null });
});

test('a statement that multiplies itself, or is very long, is refused', async () => {
  const aliases = Array.from({ length: 30 }, (_, n) => `[a${n}, a${n}] AS a${n + 1}`);
  expect((await mart.ask(`WITH 1 AS a0, ${aliases.join(', ')} SELECT a30`)).code).toBe('36');
  expect((await mart.ask(`SELECT ${'('.repeat(50_000)}1${')'.repeat(50_000)}`)).code).toBe('306');
  expect((await mart.ask(`SELECT ${'1 + '.repeat(70_000)} 1`)).code).toBe('307');
});

test('a writer may what an analyst may not; settings of an analyst stay with the statement', async () => {
  const counted = await post(mart.front, 'SELECT count() FROM conversion');
  expect(await counted.text()).toBe('5000\n');
  const limit = await post(mart.front, "SELECT getSetting('max_result_rows')");
  expect(await limit.text()).toBe('0\n');
});

test('every listed function exists, and none is also a table function', async () => {
  const known = await post(mart.front, 'SELECT lower(name) FROM system.functions');
  const names = new Set((await known.text()).trim().split('\n'));
  // Made of other functions by the parser, or known to the planner alone.
  const ofParser = [
    'lambda',
    'exists',
    'dateadd',
    'date_add',
    'datesub',
    'date_sub',
    'timestampadd',
    'timestampsub',
    'caseWithExpression',
    'grouping',
  ];
  expect(allowedFunctions.filter((name) => !names.has(name) && !ofParser.includes(name))).toEqual([]);
  const tables = await post(mart.front, 'SELECT lower(name) FROM system.table_functions');
  const table = new Set((await tables.text()).trim().split('\n'));
  expect(allowedFunctions.filter((name) => table.has(name))).toEqual([]);
});
