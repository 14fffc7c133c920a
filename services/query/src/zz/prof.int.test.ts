import { test } from '@jest/globals';
import { DEFAULT_RUN, meaningful } from '@throughline/domain';
import { createWarehouse, conversions, Sql, sql } from '@throughline/warehouse';
import { periodOf } from '../request/period.ts';
import { conversionLines } from '../sql/conversion-lines.ts';
import { visitLines } from '../sql/visit-lines.ts';
test('prof', async () => {
  const warehouse = await createWarehouse({ kind: 'chdb', path: '/tmp/tl-query-perf/w' });
  const time = async (name: string, s: Sql, lane: any = 'report') => {
    const ms: number[] = []; let rows = 0;
    for (let i = 0; i < 9; i++) { const t = performance.now(); rows = (await warehouse.select(s, { lane })).length; ms.push(performance.now() - t); }
    ms.sort((a, b) => a - b);
    console.log('T', name, ms[4]!.toFixed(0), 'min', ms[0]!.toFixed(0), 'rows', rows);
  };
  const q = (by: any, from: string, to: string, over: any = {}) => { const p = periodOf({ from, to }, 'Europe/Moscow', 0); if (!p.ok) throw 1; return { selection: { workspace: { id: 'main' }, period: p.value, model: 'last_non_direct', dateMode: 'sale', refunds: 'own_date', journeyEnd: 'enquiry', lookbackDays: 90, asOf: null, filters: { dimensions: [], metrics: [] }, ...over } as any, groupBy: by, filters: [], metrics: meaningful(by), perConversion: false, conversions }; };
  const by = ['channel', 'source', 'campaign'];
  const J: [string, string] = ['2026-07-01', '2026-07-30'], H: [string, string] = ['2026-03-01', '2026-08-27'];
  await time('one', sql`SELECT 1 AS x`);
  await time('visits 30', visitLines(q(by, ...J))!);
  await time('visits 180', visitLines(q(by, ...H))!);
  await time('conv 30 lnd', conversionLines(q(by, ...J))!);
  await time('conv 30 linear', conversionLines(q(by, ...J, { model: 'linear' }))!);
  await time('conv 30 touch', conversionLines(q(by, ...J, { dateMode: 'touch' }))!);
  await time('conv 180 lnd', conversionLines(q(by, ...H))!);
  await time('conv 30 day', conversionLines(q(['day'], ...J))!);
  await time('final count', sql`SELECT count() AS n FROM conversion FINAL WHERE workspace = 'main' AND present AND at > '2026-07-01'`);
  await time('nofinal count', sql`SELECT count() AS n FROM conversion WHERE workspace = 'main' AND present AND at > '2026-07-01'`);
  await time('final cols', sql`SELECT sum(length(last_non_direct_touch)) + sum(length(touch_channel)) AS n FROM conversion FINAL WHERE workspace = 'main' AND present AND at > '2026-07-01'`);
  await time('raw visits 30', sql`SELECT channel, source, campaign, count() AS n FROM visit WHERE workspace = 'main' AND day BETWEEN '2026-07-01' AND '2026-07-30' AND NOT retracted AND excluded = '' GROUP BY channel, source, campaign`);
  await time('raw visits 180', sql`SELECT channel, source, campaign, count() AS n FROM visit WHERE workspace = 'main' AND day BETWEEN '2026-03-01' AND '2026-08-27' AND NOT retracted AND excluded = '' GROUP BY channel, source, campaign`);
  console.log(await warehouse.select(Sql.trusted("SELECT table, count() AS parts, sum(rows) AS rows FROM system.parts WHERE active GROUP BY table")));
  await warehouse.close();
}, 300000);
