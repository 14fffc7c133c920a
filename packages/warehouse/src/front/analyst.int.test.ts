/** The views as they are made: each answers an analyst who asks for all of it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { createWarehouse } from '../create-warehouse.ts';
import { recordVisits } from '../record-visits.ts';
import { visitRow } from '../table/visit.ts';
import { aVisit } from '../test/contents.ts';
import { basic, post, temporaryFront, WRITER } from '../test/temporary-front.ts';
import type { ClickHouseFront } from './clickhouse-front.ts';
import { READ_ONLY_LIMITS } from './run-read-only.ts';

const analyst = { name: 'analyst', password: 'reads' };
let front: ClickHouseFront;
beforeAll(async () => {
  front = await temporaryFront({ users: [WRITER, { ...analyst, readonly: READ_ONLY_LIMITS }] });
  const { name: user, password } = WRITER;
  const warehouse = await createWarehouse({ kind: 'server', url: front.url, user, password, database: 'default' });
  try {
    await warehouse.migrate();
    await recordVisits(warehouse, [visitRow('main', aVisit({ id: 'a' }), { partition: 0, offset: 1 })]);
  } finally {
    await warehouse.close();
  }
});
afterAll(() => front.close());

const ask = async (statement: string): Promise<string> =>
  (await post(front, statement, {}, { authorization: basic(analyst) })).text();

test('every view of the mart answers, by its name alone too', async () => {
  const listed = await post(front, "SELECT name FROM system.tables WHERE database = 'mart' ORDER BY name");
  const views = (await listed.text()).trim().split('\n');
  expect(views).toContain('credit');
  for (const view of views) {
    const rows = view === 'visit' ? '1\n' : '0\n';
    expect([view, await ask(`SELECT count() FROM (SELECT * FROM mart.${view})`)]).toEqual([view, rows]);
    expect([view, await ask(`SELECT count() FROM ${view}`)]).toEqual([view, rows]);
  }
  expect(
    await ask('SELECT channel, uniq(visitor) FROM mart.visit GROUP BY channel WITH TOTALS FORMAT JSONCompact'),
  ).toMatch(/"totals": \["", "1"\]|"totals": \["", 1\]/);
});

test('the official client works for one as it is', async () => {
  const { name: username, password } = analyst;
  const client = createClient({
    url: front.url,
    username,
    password,
    database: 'mart',
    compression: { response: true },
    log: { level: ClickHouseLogLevel.OFF },
  });
  try {
    expect(await client.ping({ select: true })).toEqual({ success: true });
    const result = await client.query({
      query: 'SELECT id FROM visit WHERE id IN {ids:Array(String)}',
      query_params: { ids: ['a', "b'"] },
      format: 'JSONEachRow',
    });
    expect(await result.json()).toHaveLength(1);
    await expect(client.insert({ table: 'visit', values: [{ id: 'x' }], format: 'JSONEachRow' })).rejects.toMatchObject(
      {
        code: '497',
      },
    );
  } finally {
    await client.close();
  }
});

test('a table beneath the views does not', async () => {
  expect(await ask('SELECT count() FROM default.visit')).toMatch(/^Code: 497/);
  expect(await ask('SELECT count() FROM fact')).toMatch(/^Code: 60/);
});
