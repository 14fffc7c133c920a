import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DIMENSIONS, MODELS } from '@throughline/domain';
import type { Warehouse } from '@throughline/warehouse';
import { anEnquiry } from '../test/build/conversions.ts';
import { aCost, aVisit } from '../test/build/facts.ts';
import { aTouch } from '../test/build/origins.ts';
import { aWorkspace as aView, DONE, LATER, serve } from '../test/serve.ts';
import { SHOP } from '../test/shop.ts';
import { fill, openTestWarehouse } from '../test/warehouse.ts';

let opened: Awaited<ReturnType<typeof openTestWarehouse>>;
let warehouse: Warehouse;
let service: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  opened = await openTestWarehouse();
  warehouse = opened.warehouse;
  await fill(warehouse, 'main', SHOP);
  service = await serve(warehouse);
});
afterAll(async () => {
  await service.close();
  await opened.remove();
});

const AUGUST = 'from=2026-08-01&to=2026-08-31';
const METRICS = [
  'visits',
  'enquiries',
  'leads',
  'deals',
  'sales',
  'first_time_buyers',
  'revenue',
  'cost_of_goods',
  'cost',
];
const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '-');
const compact = (row: Record<string, unknown>, dimensions: readonly string[]): string =>
  `${dimensions.map((d) => text(row[d])).join(' / ')} | ${METRICS.map((m) => text(row[m])).join(' ')}`;

const report = async (query: string, name = 'roi'): Promise<any> => {
  const answer = await service.get(`/v1/reports/${name}?${query}`);
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.json;
};
const rows = async (query: string): Promise<string[]> => {
  const { rows, dimensions } = await report(query);
  return rows.map((row: Record<string, unknown>) => compact(row, dimensions)).toSorted();
};

test('August by source: every metric, by hand', async () => {
  expect(await rows(`${AUGUST}&by=source`)).toEqual([
    '(direct) | 1 0 0 0 0 0 0.00 0.00 -',
    '(not attributed) | 0 1 0 0 1 0 50.00 0.00 -',
    'google | 1 1 1 1 1 1 100.00 40.00 -',
    'vk | 0 0 0 0 0 0 0.00 0.00 5.00',
    'yandex | 2 0 0 1 0 0 0.00 0.00 30.00',
  ]);
  const { totals } = await report(`${AUGUST}&by=source`);
  expect(totals).toMatchObject({
    visits: 4,
    enquiries: 2,
    leads: 1,
    deals: 2,
    sales: 2,
    first_time_buyers: 1,
    revenue: '150.00',
    cost: '35.00',
    cost_of_goods: '40.00',
    profit: '75.00',
    clicks: 10,
    impressions: 100,
    cpl: 35,
    romi: 75 / 35,
    roi: 1,
    margin: 110 / 150,
    cost_of_goods_known: false,
  });
});

test('a cost of goods nobody stated counts as zero and is told', async () => {
  const { rows } = await report(`${AUGUST}&by=source`);
  const known = Object.fromEntries(rows.map((row: any) => [row.source, row.cost_of_goods_known]));
  expect(known).toMatchObject({ google: true, '(not attributed)': false, yandex: true });
});

describe('models', () => {
  test.each([
    ['first_touch', ['(not attributed) 50.00 1', 'yandex 100.00 1']],
    ['last_touch', ['(direct) 100.00 1', '(not attributed) 50.00 1']],
    ['last_non_direct', ['(not attributed) 50.00 1', 'google 100.00 1']],
    [
      'linear',
      [
        '(direct) 33.33 0.333333333',
        '(not attributed) 50.00 1',
        'google 33.33 0.333333333',
        'yandex 33.34 0.333333334',
      ],
    ],
    ['position_based', ['(direct) 40.00 0.4', '(not attributed) 50.00 1', 'google 20.00 0.2', 'yandex 40.00 0.4']],
    [
      'time_decay',
      [
        '(direct) 57.14 0.571428571',
        '(not attributed) 50.00 1',
        'google 28.57 0.285714286',
        'yandex 14.29 0.142857143',
      ],
    ],
  ])('%s', async (model, expected) => {
    const answer = await report(`${AUGUST}&by=source&model=${model}`);
    const sold = answer.rows
      .filter((row: any) => row.sales > 0)
      .map((row: any) => `${row.source} ${row.revenue} ${row.sales}`);
    expect(sold.toSorted()).toEqual(expected);
  });
});

describe('date modes', () => {
  test.each([
    // d2's sale is of August, its lead of July; the refund of September is of no August but by the lead.
    ['sale', AUGUST, '150.00', 2, 2],
    ['lead', AUGUST, '90.00', 1, 2],
    ['touch', AUGUST, '140.00', 2, 2],
    ['sale', 'from=2026-09-01&to=2026-09-30', '-10.00', 0, 0],
    ['lead', 'from=2026-07-01&to=2026-07-31', '50.00', 1, 1],
    ['touch', 'from=2026-08-02&to=2026-08-02', '90.00', 1, 1],
    ['sale', 'from=2026-08-02&to=2026-08-02', '0.00', 0, 0],
  ])('%s %s: revenue %s, sales %i, deals %i', async (mode, period, revenue, sales, deals) => {
    const { totals } = await report(`${period}&by=source&date_mode=${mode}`);
    expect([totals.revenue, totals.sales, totals.deals]).toEqual([revenue, sales, deals]);
  });

  test('a refund moves to the date of its sale when asked', async () => {
    const moved = await report(`${AUGUST}&by=source&refunds=sale_date`);
    const september = await report('from=2026-09-01&to=2026-09-30&by=source&refunds=sale_date');
    expect([moved.totals.revenue, september.totals.revenue]).toEqual(['140.00', '0.00']);
  });
});

test('the border of a day is midnight in the asked zone', async () => {
  const visits = async (zone: string): Promise<number> =>
    (await report(`from=2026-08-01&to=2026-08-01&by=source&tz=${zone}`)).totals.visits;
  expect([await visits('Europe/Moscow'), await visits('UTC'), await visits('Asia/Vladivostok')]).toEqual([2, 1, 3]);
  expect(await rows('from=2026-08-01&to=2026-08-01&by=day,hour')).toEqual([
    '2026-08-01 / (not set) | 0 0 0 0 0 0 0.00 0.00 30.00',
    '2026-08-01 / 0 | 1 0 0 0 0 0 0.00 0.00 -',
    '2026-08-01 / 13 | 1 0 0 0 0 0 0.00 0.00 -',
  ]);
  expect(await rows('from=2026-08-01&to=2026-08-01&by=day,hour&tz=UTC')).toEqual([
    '2026-08-01 / (not set) | 0 0 0 0 0 0 0.00 0.00 30.00',
    '2026-08-01 / 10 | 1 0 0 0 0 0 0.00 0.00 -',
  ]);
});

test('calendar dimensions use the date that decides', async () => {
  const { rows } = await report(`${AUGUST}&by=week,weekday&filter=week:eq:2026-W32&filter=weekday:lte:3`);
  expect(rows.map((row: any) => [row.week, row.weekday, row.enquiries, row.deals, row.sales])).toEqual([
    ['2026-W32', 1, 1, 0, 0],
    ['2026-W32', 2, 0, 1, 0],
    ['2026-W32', 3, 0, 0, 1],
  ]);
  const months = await report('from=2026-07-01&to=2026-09-30&by=month');
  expect(months.rows.map((row: any) => [row.month, row.visits, row.revenue, row.cost])).toEqual([
    ['2026-07', 1, '0.00', null],
    ['2026-08', 4, '150.00', '35.00'],
    ['2026-09', 1, '-10.00', '99.00'],
  ]);
});

describe('dimensions without a meaning', () => {
  test('visits and costs have no manager, enquiries no pipeline', async () => {
    expect(await rows(`${AUGUST}&by=manager`)).toEqual([
      '(not set) | - 0 0 0 1 0 50.00 0.00 -',
      'anna | - 1 0 1 1 1 100.00 40.00 -',
      'boris | - 1 1 1 0 0 0.00 0.00 -',
    ]);
    expect(await rows(`${AUGUST}&by=pipeline`)).toEqual([
      '(not set) | - - - 1 1 0 50.00 0.00 -',
      'retail | - - - 1 1 1 100.00 40.00 -',
    ]);
    const { totals } = await report(`${AUGUST}&by=pipeline`);
    expect([totals.visits, totals.leads, totals.cost, totals.profit, totals.lead_to_sale]).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  test('a filter takes the meaning away as well', async () => {
    const { totals } = await report(`${AUGUST}&by=source&filter=manager:eq:anna`);
    expect([totals.visits, totals.cost, totals.enquiries, totals.revenue]).toEqual([null, null, 1, '100.00']);
  });

  test('a cost that does not state a dimension is (not set) there', async () => {
    const { rows } = await report(`${AUGUST}&by=device`);
    expect(rows.find((row: any) => row.device === '(not set)')).toMatchObject({ cost: '35.00', visits: 0 });
  });
});

test('products share a sale by price and quantity', async () => {
  expect(await rows(`${AUGUST}&by=product`)).toEqual([
    '(not set) | - - - 1 1 0 50.00 0.00 -',
    'desk | - - - 0.75 0.75 0.75 75.00 30.00 -',
    'lamp | - - - 0.25 0.25 0.25 25.00 10.00 -',
  ]);
});

test('the call source of a deal is that of its origin enquiry', async () => {
  expect(await rows(`${AUGUST}&by=call_source`)).toEqual([
    '(not set) | - 1 1 1 2 1 150.00 40.00 -',
    'tracker | - 1 0 1 0 0 0.00 0.00 -',
  ]);
});

describe('campaigns', () => {
  test('an id becomes the name its costs report', async () => {
    expect(await rows(`${AUGUST}&by=campaign&filter=source:eq:yandex`)).toEqual([
      'brand | 2 0 0 1 0 0 0.00 0.00 30.00',
    ]);
  });
  test('a filter sees the name, not the id', async () => {
    expect((await report(`${AUGUST}&by=source&filter=campaign:eq:brand`)).totals.deals).toBe(1);
    expect((await report(`${AUGUST}&by=source&filter=campaign:eq:777`)).totals.deals).toBe(0);
  });
});

describe('filters', () => {
  test.each([
    ['source:eq:yandex', ['yandex']],
    ['source:neq:yandex', ['(direct)', '(not attributed)', 'google', 'vk']],
    ['source:c:OO', ['google']],
    ['source:dnc:o', ['(direct)', 'vk', 'yandex']],
    ['source:gt:google', ['vk', 'yandex']],
    ['source:gte:google', ['google', 'vk', 'yandex']],
    ['source:lt:google', ['(direct)', '(not attributed)']],
    ['source:lte:google', ['(direct)', '(not attributed)', 'google']],
    ['revenue:gt:50', ['google']],
    ['revenue:gte:50', ['(not attributed)', 'google']],
    ['cost:lt:30', ['vk']],
    ['cost:eq:30', ['yandex']],
    ['visits:neq:0', ['(direct)', 'google', 'yandex']],
    ['source:eq:vk&filter=source:eq:google', ['google', 'vk']],
    ['channel:eq:Paid Search&filter=source:neq:vk', ['yandex']],
    ['source:eq:it is "quoted" \\', []],
  ])('%s', async (filter, expected) => {
    const { rows } = await report(
      `${AUGUST}&by=source&filter=${filter.replaceAll(' ', '%20').replaceAll('\\', '%5C')}`,
    );
    expect(rows.map((row: any) => row.source).toSorted()).toEqual(expected);
  });

  test('totals are of the rows that pass', async () => {
    const { totals } = await report(`${AUGUST}&by=source&filter=revenue:gt:50`);
    expect([totals.revenue, totals.visits]).toEqual(['100.00', 1]);
  });
});

test('(not attributed) is always shown by origin dimensions, and only by them', async () => {
  const empty = 'from=2025-01-01&to=2025-01-02';
  expect(await rows(`${empty}&by=channel,source`)).toEqual([
    '(not attributed) / (not attributed) | 0 0 0 0 0 0 0.00 0.00 -',
  ]);
  expect(await rows(`${empty}&by=source,day`)).toEqual([]);
  expect(await rows(`${empty}&by=source&filter=source:eq:yandex`)).toEqual([]);
});

describe('order and pages', () => {
  const sources = async (query: string): Promise<string[]> =>
    (await report(`${AUGUST}&by=source&${query}`)).rows.map((row: any) => row.source);
  test('sort by metrics and dimensions, unknown last in both directions', async () => {
    expect(await sources('sort=cost')).toEqual(['vk', 'yandex', '(direct)', '(not attributed)', 'google']);
    expect(await sources('sort=-cost')).toEqual(['yandex', 'vk', '(direct)', '(not attributed)', 'google']);
    expect(await sources('sort=-source')).toEqual(['yandex', 'vk', 'google', '(not attributed)', '(direct)']);
    expect(await sources('sort=-sales,source')).toEqual(['(not attributed)', 'google', '(direct)', 'vk', 'yandex']);
    expect(await sources('')).toEqual(['google', '(not attributed)', '(direct)', 'vk', 'yandex']);
  });

  test('a cursor walks through all rows once, and belongs to its question', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await report(`${AUGUST}&by=source&limit=2&cursor=${cursor}`);
      expect(page.totals.revenue).toBe('150.00');
      seen.push(...page.rows.map((row: any) => row.source));
      cursor = page.meta.next_cursor ?? '';
    } while (cursor !== '');
    expect(seen).toEqual(await sources(''));
    const first = await report(`${AUGUST}&by=source&limit=2`);
    const other = await service.get(`/v1/reports/roi?${AUGUST}&by=channel&limit=2&cursor=${first.meta.next_cursor}`);
    expect([other.status, other.json.errors[0].code]).toEqual([400, 'stale_cursor']);
  });
});

test('rows sum to the totals for every model, dimension and date mode', async () => {
  const base = await report(`${AUGUST}&by=channel`);
  for (const model of MODELS) {
    for (const dimension of DIMENSIONS) {
      const { rows, totals } = await report(`${AUGUST}&by=${dimension}&model=${model}`);
      const cents = rows.reduce((sum: number, row: any) => sum + Math.round(Number(row.revenue) * 100), 0);
      const sales = rows.reduce((sum: number, row: any) => sum + Math.round(row.sales * 1e9), 0);
      expect([model, dimension, cents, sales]).toEqual([model, dimension, 150_00, 2e9]);
      expect([totals.revenue, totals.sales]).toEqual([base.totals.revenue, base.totals.sales]);
    }
  }
});

test('revenue by source: shares of all revenue', async () => {
  const { rows, metrics } = await report(AUGUST, 'revenue-by-source');
  expect(metrics.map(({ key }: any) => key)).toEqual(['sales', 'revenue', 'share', 'average_check']);
  expect(rows).toEqual([
    { source: 'google', sales: 1, revenue: '100.00', share: 100 / 150, average_check: 100 },
    { source: '(not attributed)', sales: 1, revenue: '50.00', share: 50 / 150, average_check: 50 },
  ]);
});

test('meta tells the question as understood', async () => {
  const { meta, metrics } = await report(`${AUGUST}&by=source`);
  expect(meta).toMatchObject({
    workspace: 'main',
    from: '2026-08-01',
    to: '2026-08-31',
    timezone: 'Europe/Moscow',
    currency: 'RUB',
    model: 'last_non_direct',
    date_mode: 'sale',
    lookback_days: 90,
    journey_end: 'enquiry',
    run: 'run-1',
    complete_until: '2026-09-01T00:00:00.000Z',
    rejected_events: 1,
  });
  expect(meta.formulas.romi).toBe('(R - G - A) / A');
  expect(metrics).toContainEqual({ key: 'revenue', unit: 'money' });
  const { meta: defaults } = await report('');
  expect([defaults.from, defaults.to]).toEqual(['2026-08-03', '2026-09-01']);
});

describe('bad parameters', () => {
  test.each([
    ['model=best', '/model', 'first_touch'],
    ['date_mode=x', '/date_mode', 'touch'],
    ['refunds=x', '/refunds', 'sale_date'],
    ['journey_end=x', '/journey_end', 'conversion'],
    ['by=channel,colour', '/by', 'source'],
    ['by=source,source', '/by', null],
    ['sort=-colour', '/sort', 'revenue'],
    ['filter=source:like:x', '/filter/0', 'dnc'],
    ['filter=colour:eq:x', '/filter/0', 'channel'],
    ['filter=source', '/filter/0', 'eq'],
    ['filter=revenue:c:1', '/filter/0', 'gt'],
    ['filter=source:eq:a&filter=revenue:gt:much', '/filter/1', null],
    ['filter=hour:gt:noon', '/filter/0', null],
    ['from=2026-02-30', '/from', null],
    ['from=2026-08-31&to=2026-08-01', '/to', null],
    ['to=yesterday', '/to', null],
    ['tz=Moscow', '/tz', null],
    ['tz=%2B03:00', '/tz', null],
    ['currency=EUR', '/currency', 'RUB'],
    ['run=old', '/run', 'run-1'],
    ['as_of=2026-08-01', '/as_of', null],
    ['lookback_days=-1', '/lookback_days', null],
    ['lookback_days=1e3', '/lookback_days', null],
    ['limit=0', '/limit', null],
    ['min_position=soon', '/min_position', null],
    ['cursor=AAAA', '/cursor', null],
    ['format=pdf', '/format', 'xlsx'],
    ['lang=de', '/lang', 'ru'],
    ['colour=red', '/colour', 'model'],
    ['model=linear&model=linear', '/model', null],
  ])('%s', async (query, pointer, allowed) => {
    const answer = await service.get(`/v1/reports/roi?${query}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      400,
      'application/problem+json; charset=utf-8',
    ]);
    expect(answer.json.errors.map((error: any) => error.pointer)).toEqual([pointer]);
    if (allowed !== null) expect(answer.json.errors[0].allowed).toContain(allowed);
  });

  test('of very many the first twenty are told', async () => {
    const query = Array.from({ length: 400 }, (_, n) => `a${n}=1`).join('&');
    const { status, json, text } = await service.get(`/v1/reports/roi?${query}&by=${'x,'.repeat(1_000)}`);
    expect([status, json.errors.length]).toEqual([400, 20]);
    expect(json.detail).toContain('and 380 more');
    expect(text.length).toBeLessThan(20_000);
    const listed = await service.get(`/v1/reports/roi?by=${'x,'.repeat(1_000)}`);
    expect(listed.json.errors).toHaveLength(20);
  });

  test('all of them are told at once', async () => {
    const { json } = await service.get('/v1/reports/roi?model=x&by=x&sort=x&filter=x&colour=x');
    expect(json.errors.map((error: any) => error.pointer).toSorted()).toEqual(['/colour', '/model']);
  });
});

test('unknown names and keys', async () => {
  expect((await service.get('/v1/reports/nothing')).status).toBe(404);
  expect((await service.get('/v1/reports/roi?workspace=other')).status).toBe(404);
  expect((await service.get('/v1/reports/roi?workspace=empty')).status).toBe(404);
  expect((await service.get('/v1/reports/roi', {})).status).toBe(401);
  expect((await service.get('/v1/reports/roi', { authorization: 'Bearer sender' })).status).toBe(403);
});

/** Reports of the interface that this release does not have. */
test.each(['funnel', 'sales', 'managers', 'calls', 'load', 'customers', 'cohorts', 'products', 'paths', 'models'])(
  '%s is no report yet, and the answer names those there are',
  async (name) => {
    const { status, headers, json } = await service.get(`/v1/reports/${name}?${AUGUST}`);
    expect([status, headers.get('content-type')]).toEqual([404, 'application/problem+json; charset=utf-8']);
    expect(json).toMatchObject({ type: 'urn:throughline:problem:report_unknown', status: 404, code: 'report_unknown' });
    expect(json.detail).toContain('roi, revenue-by-source');
  },
);

test('an unchanged report is 304', async () => {
  const first = await service.get(`/v1/reports/roi?${AUGUST}`);
  const etag = first.headers.get('etag') ?? '';
  const again = await service.get(`/v1/reports/roi?${AUGUST}`, {
    authorization: 'Bearer reader',
    'if-none-match': `"other", ${etag}`,
  });
  const other = await service.get(`/v1/reports/roi?${AUGUST}&model=linear`, {
    authorization: 'Bearer reader',
    'if-none-match': etag,
  });
  expect([again.status, again.text, other.status]).toEqual([304, '', 200]);
});

test('min_position waits for what shows and refuses what does not', async () => {
  expect((await service.get(`/v1/reports/roi?${AUGUST}&min_position=${DONE}`)).status).toBe(200);
  let clock = 0;
  const impatient = await serve(warehouse, { now: () => (clock += 3_000), sleep: () => Promise.resolve() });
  const answer = await impatient.get(`/v1/reports/roi?${AUGUST}&min_position=${LATER}`);
  expect([answer.status, answer.json.code]).toEqual([409, 'not_caught_up']);
  await impatient.close();
});

describe('csv', () => {
  test('keys, rows, empty cells for no value', async () => {
    const answer = await service.get(`/v1/reports/revenue-by-source?${AUGUST}&format=csv`);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.text.replace('\uFEFF', '').split('\r\n')).toEqual([
      'source,sales,revenue,share,average_check',
      'google,1,100.00,0.6666666666666666,100',
      'not attributed,1,50.00,0.3333333333333333,50'.replace('not attributed', '(not attributed)'),
      '',
    ]);
  });

  test('cells that a spreadsheet would run are defused', async () => {
    const evil = ['=1+1', '+7', '-cmd', '@x', 'a "b", c', '-5'];
    await fill(warehouse, 'empty', { visits: evil.map((campaign) => aVisit('2026-08-01T10:00:00Z', { campaign })) });
    const other = await serve(warehouse, { workspaces: () => ({ ...aView(), id: 'empty' }) });
    const { text } = await other.get(`/v1/reports/roi?workspace=empty&${AUGUST}&by=campaign&format=csv&sort=campaign`);
    await other.close();
    const cells = text
      .split('\r\n')
      .slice(1, -1)
      .map((line) => line.slice(0, line.indexOf(',1,')));
    expect(cells.filter((cell) => cell !== '')).toEqual(
      expect.arrayContaining(["'=1+1", "'-cmd", "'@x", '"a ""b"", c"', '-5']),
    );
    expect(cells).not.toContain('=1+1');
  });
});

test('ten thousand rows are sent in chunks', async () => {
  const visits = Array.from({ length: 10_500 }, (_, n) =>
    aVisit('2025-03-01T10:00:00Z', {}, { landingPage: `shop.example/${n}` }),
  );
  await fill(warehouse, 'main', { visits });
  const answer = await service.get('/v1/reports/roi?from=2025-03-01&to=2025-03-01&by=landing_page&sort=landing_page');
  expect([answer.status, answer.headers.get('content-length'), answer.json.rows.length]).toEqual([200, null, 10_501]);
});

test('costs in another currency are converted row by row; a missing rate is told, never 1:1', async () => {
  const foreign = (date: string, minor: number) =>
    aCost(date, 0, { adSource: 'meta', cost: { minor, currency: 'USD' } });
  await fill(warehouse, 'main', { costs: [foreign('2026-08-02', 150), foreign('2026-08-03', 100)] });
  const { rows, meta } = await report(`${AUGUST}&by=source&filter=source:eq:meta`);
  expect([rows[0].cost, meta.missing_rates]).toEqual(['120.00', ['USD 2026-08-03']]);
});

test("an enquiry of a workspace is not another workspace's", async () => {
  await fill(warehouse, 'stranger', {
    conversions: [anEnquiry('x', '2026-08-05T00:00:00Z', { touches: [aTouch('2026-08-05T00:00:00Z')] })],
  });
  expect((await report(`${AUGUST}&by=source`)).totals.enquiries).toBe(2);
});

test('meta says that the rows are made anew, and how far; the tag stays', async () => {
  const rebuild = { reason: 'rules_changed', state: 'building', events: 5, total: 7 } as const;
  const status = {
    ready: true,
    events: { accepted: 7, recorded: 7, rejected: 1 },
    lag: {},
    complete_until: null,
    caught_up: true,
    rebuild,
  };
  const other = await serve(warehouse, {
    status: { status: () => Promise.resolve(status), caughtUp: () => Promise.resolve(true) },
  });
  try {
    const [with_, without] = [
      await other.get(`/v1/reports/roi?${AUGUST}`),
      await service.get(`/v1/reports/roi?${AUGUST}`),
    ];
    expect(with_.json.meta.rebuild).toEqual(rebuild);
    expect(without.json.meta).not.toHaveProperty('rebuild');
    expect(with_.headers.get('etag')).toBe(without.headers.get('etag'));
    expect((await other.get('/v1/status')).json).toMatchObject({ rebuild });
    expect((await other.get('/?lang=en')).text).toContain('this report follows the former ones');
    expect((await service.get('/?lang=en')).text).not.toContain('this report follows the former ones');
  } finally {
    await other.close();
  }
});
