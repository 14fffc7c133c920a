import { test } from '@jest/globals';
import { Sql } from '@throughline/warehouse';
import { aDeal, anEnquiry, at, aTouch, aVisit } from '../test/builders.ts';
import { fill, openTestWarehouse } from '../test/warehouse.ts';
test('probe', async () => {
  const { warehouse, remove } = await openTestWarehouse();
  const touches = [aTouch('2026-08-01T10:00:00Z')];
  await fill(warehouse, 'main', { visits: [aVisit('2026-08-01T10:00:00Z')], conversions: [anEnquiry('e1', '2026-08-03T11:00:00Z', { touches }), aDeal('d1', '2026-08-04T00:00:00Z', { touches, saleAt: at('2026-08-05T00:00:00Z'), amount: 1 })] });
  const time = async (name: string, s: string) => {
    const ms: number[] = [];
    for (let i = 0; i < 15; i++) { const t = performance.now(); await warehouse.select(Sql.trusted(s)); ms.push(performance.now() - t); }
    ms.sort((a, b) => a - b);
    console.log('T', name, ms[7]!.toFixed(1), ms[0]!.toFixed(1));
  };
  const na = "'(not attributed)'";
  const read = "SELECT id AS conversion_id, kind AS conversion_kind, toInt64(NOT cost_of_goods_known) AS u, arrayMap(i -> assumeNotNull(sale_at), `linear_touch`) AS t, arrayMap(i -> if(i < 0, '(not attributed)', `touch_channel`[i + 1]), `linear_touch`) AS d_channel, arrayMap(i -> if(i < 0, '(not attributed)', `touch_source`[i + 1]), `linear_touch`) AS d_source, arrayMap(i -> if(i < 0, '(not attributed)', `touch_campaign`[i + 1]), `linear_touch`) AS d_campaign, arrayMap(x -> toInt64(x), `linear_sale_share`) AS s_a, arrayMap(x -> toInt64(if(first_time, x, 0)), `linear_sale_share`) AS s_b, `linear_amount` AS s_c, `linear_cost_of_goods` AS s_d FROM conversion FINAL WHERE workspace = 'main' AND present AND kind = 'deal' AND is_sale";
  await time('read', read);
  await time('read nofinal', read.replace(' FINAL', ''));
  await time('cols', "SELECT linear_touch, touch_channel, touch_source, touch_campaign, linear_sale_share, linear_amount, linear_cost_of_goods, first_time, sale_at FROM conversion FINAL WHERE workspace = 'main' AND present AND kind = 'deal' AND is_sale");
  await time('cols nofinal', "SELECT linear_touch, touch_channel, touch_source, touch_campaign, linear_sale_share, linear_amount, linear_cost_of_goods, first_time, sale_at FROM conversion WHERE workspace = 'main' AND present AND kind = 'deal' AND is_sale");
  await time('joined', `SELECT * FROM (${read}) ARRAY JOIN t, d_channel, d_source, d_campaign, s_a, s_b, s_c, s_d`);
  await time('grouped', `SELECT d_channel, d_source, d_campaign, sum(s_a), sum(s_b), sum(s_c), sum(s_d) FROM (SELECT * FROM (${read}) ARRAY JOIN t, d_channel, d_source, d_campaign, s_a, s_b, s_c, s_d) GROUP BY d_channel, d_source, d_campaign`);
  await time('grouped thr1', `SELECT d_channel, d_source, d_campaign, sum(s_a), sum(s_b), sum(s_c), sum(s_d) FROM (SELECT * FROM (${read}) ARRAY JOIN t, d_channel, d_source, d_campaign, s_a, s_b, s_c, s_d) GROUP BY d_channel, d_source, d_campaign`);
  // touches as an array of tuples
  const read2 = "SELECT arrayMap((i, s, a, g) -> (if(i < 0, '(not attributed)', touch_channel[i + 1]), if(i < 0, '(not attributed)', touch_source[i + 1]), if(i < 0, '(not attributed)', touch_campaign[i + 1]), s, if(first_time, s, 0), a, g), linear_touch, linear_sale_share, linear_amount, linear_cost_of_goods) AS x, sale_at AS t FROM conversion FINAL WHERE workspace = 'main' AND present AND kind = 'deal' AND is_sale";
  await time('tuples', `SELECT x.1, x.2, x.3, sum(x.4), sum(x.5), sum(x.6), sum(x.7) FROM (${read2}) ARRAY JOIN x GROUP BY x.1, x.2, x.3`);
  const v = "SELECT channel, source, campaign, toInt8(1) AS weight FROM visit WHERE workspace = 'main' AND day >= 20665 AND day <= 20690 AND NOT retracted AND excluded = ''";
  await time('v1', `SELECT channel, source, campaign, sum(weight) FROM (${v}) GROUP BY channel, source, campaign`);
  await time('v2', `SELECT channel, source, campaign, sum(weight) FROM (${v} UNION ALL ${v} AND visit_key IN (SELECT visit_key FROM visit_conflict WHERE workspace = 'main')) GROUP BY channel, source, campaign`);
  await remove();
}, 120000);
