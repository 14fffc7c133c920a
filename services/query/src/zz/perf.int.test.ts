import { test } from '@jest/globals';
import { createWarehouse, Sql } from '@throughline/warehouse';
import { aWorkspace, serve } from '../test/serve.ts';
test('perf', async () => {
  const warehouse = await createWarehouse({ kind: 'chdb', path: '/tmp/tl-query-perf/w' }); await warehouse.migrate();
  const [have] = await warehouse.select<any>(Sql.trusted('SELECT count() AS n FROM visit'));
  const N = 10_000_000;
  if (have.n === '0') {
  const t0 = performance.now();
  const ch = "['Paid Search','Organic Search','Direct','Paid Social','Referral'][number % 5 + 1]";
  const src = "['yandex','google','(direct)','vk','site.example'][number % 5 + 1]";
  const at = (salt: string, n: string) => `toDateTime64('2026-03-01 00:00:00', 3, 'UTC') + toIntervalMillisecond(cityHash64('${salt}', ${n}) % (180 * 86400000))`;
  for (let i = 0; i < 10; i++) {
    const f = `FROM (SELECT number + ${i * N / 10} AS number, ${at('v', `number + ${i * N / 10}`)} AS t FROM numbers(${N / 10}))`;
    await warehouse.command(Sql.trusted(`INSERT INTO visit SELECT 'main', toDate(t), MD5(toString(number)), concat(MD5(toString(number)), MD5('x')), MD5(concat('k', toString(number))), toString(number), toString(number), concat('v:', toString(number % 4000000)), 'api', t, t, 0, false, false, '', ${ch}, ${src}, 'cpc', concat('campaign ', toString(number % 40)), '(not set)', concat('t', toString(number % 200)), '(not set)', '', concat('shop.example/', toString(number % 50)), 'desktop', 'ru', 'moscow', 0, number ${f}`), { maxSeconds: 300, maxMemoryMb: 6000 });
  }
  console.log('visits', performance.now() - t0);
  const conv = (kind: string, n: number) => `INSERT INTO conversion (workspace, kind, id, version, person, present, at, end, data_source, is_lead, enquiry_kind, sale_end, status, is_sale, sale_at, lead_at, first_time, amount, cost_of_goods, cost_of_goods_known, touch_id, touch_at, touch_channel, touch_source, touch_medium, touch_campaign, touch_ad_group, touch_term, touch_content, touch_click_id, touch_landing_page, touch_device, touch_country, touch_city, touch_evidence, touch_event_id, linear_touch, linear_share, linear_sale_share, linear_amount, linear_cost_of_goods, linear_refunds, last_non_direct_touch, last_non_direct_share, last_non_direct_sale_share, last_non_direct_amount, last_non_direct_cost_of_goods, last_non_direct_refunds)
   SELECT 'main', '${kind}', toString(number), 1, 'p', true, t, t, 'api', number % 3 != 0, 'form', t, 'won', ${kind === 'deal'} AND number % 5 != 0, t + toIntervalDay(2), t, true, 1000, 500, true,
   [toString(number),'b','c'], [t - toIntervalDay(3), t - toIntervalDay(2), t - toIntervalDay(1)], [${ch}, 'Direct', 'Paid Search'], [${src}, '(direct)', 'yandex'], ['cpc','(none)','cpc'], [concat('campaign ', toString(number % 40)), 'x','y'], ['','',''], ['','',''], ['','',''], ['','',''], ['','',''], ['','',''], ['','',''], ['','',''], ['visit','visit','visit'], [MD5('1'), MD5('2'), MD5('3')],
   [0,1,2], [333333334,333333333,333333333], [333333334,333333333,333333333], [334,333,333], [167,167,166], [[],[],[]], [2],[1000000000],[1000000000],[1000],[500],[[]]
   FROM (SELECT number, ${at(kind, 'number')} AS t FROM numbers(${n}))`;
  await warehouse.command(Sql.trusted(conv('enquiry', 300_000)), { maxSeconds: 300, maxMemoryMb: 6000 });
  await warehouse.command(Sql.trusted(conv('deal', 75_000)), { maxSeconds: 300, maxMemoryMb: 6000 });
  await warehouse.command(Sql.trusted(`INSERT INTO cost SELECT 'main', MD5(concat('c', toString(number))), concat(MD5(toString(number)), MD5('x')), toString(number), 'api', toDateTime64('2026-03-01', 3, 'UTC'), toDateTime64('2026-03-01', 3, 'UTC'), 0, false, '', toDate('2026-03-01') + intDiv(number, 50), 'yandex', 'cpc', concat('campaign ', toString(number % 50)), '(not set)', '(not set)', '', 10000, 'RUB', 10, 100, toDateTime64('2026-03-01', 3, 'UTC'), 0, number FROM numbers(9000)`));
  const noted = await warehouse.select(Sql.trusted('SELECT count() AS n, (SELECT count() FROM system.parts WHERE active AND table = \'visit\') AS parts FROM conversion'));
  console.log(noted, performance.now() - t0);
  }
  const service = await serve(warehouse, { workspaces: () => aWorkspace() });
  const time = async (name: string, path: string) => {
    const ms: number[] = [];
    for (let i = 0; i < 12; i++) { const t = performance.now(); const a = await service.get(path); if (a.status !== 200) console.log(a.text.slice(0, 500)); ms.push(performance.now() - t); }
    ms.sort((a, b) => a - b);
    console.log('T', name, ms[6]!.toFixed(0), 'min', ms[0]!.toFixed(0), 'max', ms[11]!.toFixed(0));
  };
  await time('roi 30d', '/v1/reports/roi?from=2026-07-01&to=2026-07-30');
  await time('roi 30d linear', '/v1/reports/roi?from=2026-07-01&to=2026-07-30&model=linear');
  await time('roi 30d touch', '/v1/reports/roi?from=2026-07-01&to=2026-07-30&date_mode=touch');
  await time('roi 30d day', '/v1/reports/roi?from=2026-07-01&to=2026-07-30&by=day');
  await time('roi 30d hour', '/v1/reports/roi?from=2026-07-01&to=2026-07-30&by=hour,weekday');
  await time('roi 30d filter', '/v1/reports/roi?from=2026-07-01&to=2026-07-30&filter=campaign:eq:campaign%203');
  await time('roi 30d term landing', '/v1/reports/roi?from=2026-07-01&to=2026-07-30&by=term,landing_page');
  await time('roi 180d', '/v1/reports/roi?from=2026-03-01&to=2026-08-27');
  await time('revenue 30d', '/v1/reports/revenue-by-source?from=2026-07-01&to=2026-07-30');
  await time('list 30d', '/v1/conversions?from=2026-07-01&to=2026-07-30');
  await service.close();
  await warehouse.close();
}, 580000);
