import { test } from '@jest/globals';
import { DEFAULT_RUN, meaningful } from '@throughline/domain';
import { conversions, sql } from '@throughline/warehouse';
import { periodOf } from '../request/period.ts';
import { aDeal, anEnquiry, at, aTouch, aVisit } from '../test/builders.ts';
import { fill, openTestWarehouse } from '../test/warehouse.ts';
import { factsQuery } from '../sql/facts-query.ts';
test('probe', async () => {
  const { warehouse, remove } = await openTestWarehouse();
  const touches = [aTouch('2026-08-01T10:00:00Z')];
  await fill(warehouse, 'main', { visits: [aVisit('2026-08-01T10:00:00Z')], conversions: [anEnquiry('e1', '2026-08-03T11:00:00Z', { touches }), aDeal('d1', '2026-08-04T00:00:00Z', { touches, saleAt: at('2026-08-05T00:00:00Z'), amount: 1 })] });
  const period = periodOf({ from: '2026-08-01', to: '2026-08-31' }, 'Europe/Moscow', 0);
  if (!period.ok) throw new Error();
  const workspace = { id: 'main', timeZone: 'Europe/Moscow', currency: 'RUB', run: DEFAULT_RUN, runId: 'run', campaignRules: [], channelRules: [] };
  const selection = { workspace, period: period.value, model: 'linear', dateMode: 'sale', refunds: 'own_date', journeyEnd: 'enquiry', lookbackDays: 90, asOf: null, filters: { dimensions: [], metrics: [] } } as const;
  const by = ['channel', 'source', 'campaign'] as const;
  const q = (parts: any, by: any = ['channel','source','campaign']) => factsQuery({ selection, groupBy: by, filters: [], conversions, metrics: parts, perConversion: false })!;
  const time = async (name: string, s: any) => {
    const ms: number[] = [];
    for (let i = 0; i < 15; i++) { const t = performance.now(); await warehouse.select(s); ms.push(performance.now() - t); }
    ms.sort((a, b) => a - b);
    console.log(name, ms[7]!.toFixed(1), ms[0]!.toFixed(1));
  };
  await time('one', sql`SELECT 1 AS x`);
  await time('final', sql`SELECT count() AS x FROM conversion FINAL WHERE workspace = 'main'`);
  await time('visit', q(new Set(['visits']))); await time('enquiry', q(new Set(['leads', 'sales', 'revenue','deals'])));
  await time('all', q(meaningful(by)));
  await time('day', q(new Set(['leads', 'sales', 'revenue','deals','cost_of_goods']),['day']));await time('day', q(new Set(['leads', 'sales', 'revenue','deals','cost_of_goods']),['category']));
  console.log(q(meaningful(by)).text);
  await remove();
}, 120000);
