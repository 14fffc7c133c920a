import { readFileSync } from 'node:fs';
import { createWarehouse, sql, Sql } from '@throughline/warehouse';
import { run } from '../shop/run.ts';
import { reportApp } from './report-app.ts';

/**
 * Reports over a filled warehouse, and `/raw-roi`: the same report by the one query of bench/raw-roi.sql, whose answer it
 * sends on. Both on one engine, over the same connections. Argument: directory of the warehouse.
 */
const [, , path = ''] = process.argv;
const warehouse = await createWarehouse({ kind: 'chdb', path });
const SCRIPT = readFileSync(new URL('../../raw-roi.sql', import.meta.url), 'utf8');

/** Raw facts in typed columns, as somebody who writes such a query would keep them: parsing JSON is no part of it. */
async function makeRawTables(): Promise<void> {
  const text = (name: string) => Sql.trusted(`ifNull(JSONExtract(body, '${name}', 'Nullable(String)'), '')`);
  const minor = (name: string) => Sql.trusted(`JSONExtract(body, '${name}', 'minor', 'Nullable(Int64)')`);
  await warehouse.command(sql`CREATE TABLE raw_enquiry ENGINE = MergeTree ORDER BY at AS
    SELECT sipHash64(event_id) AS event, id, at, ${text('visitor')} AS visitor, ${text('phone')} AS phone FROM fact WHERE type = 'enquiry'`);
  await warehouse.command(sql`CREATE TABLE raw_deal ENGINE = MergeTree ORDER BY deal_id AS
    SELECT sipHash64(event_id) AS event, id, at, ${text('dealId')} AS deal_id, ${text('status')} AS status, ${text('phone')} AS phone, ${text('enquiryId')} AS enquiry_id,
      ${minor('amount')} AS amount, ${minor('costOfGoods')} AS cost_of_goods FROM fact WHERE type = 'deal'`);
  await warehouse.command(sql`CREATE TABLE raw_refund ENGINE = MergeTree ORDER BY deal_id AS
    SELECT id, at, ${text('dealId')} AS deal_id, assumeNotNull(${minor('amount')}) AS amount FROM fact WHERE type = 'refund'`);
}
await makeRawTables();

const http = reportApp(warehouse, (app) => {
  app.get('/raw-roi', async (request, response) => {
    const given = (name: string): string => textOf(request.query[name]);
    const text = SCRIPT.replaceAll('{from}', given('from'))
      .replaceAll('{before}', given('before'))
      .replaceAll('{zone}', run.timeZone);
    const rows = await warehouse.select(Sql.trusted(`${text}\nSETTINGS enable_materialized_cte = 1`), {
      maxSeconds: 120,
      maxMemoryMb: 8_192,
    });
    response.json(rows);
  });
});
process.stdout.write(`http://127.0.0.1:${await http.listen(0, '127.0.0.1')}\n`);
process.once(
  'SIGTERM',
  () =>
    void http
      .close(0)
      .then(() => warehouse.close())
      .then(() => process.exit(0)),
);

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
