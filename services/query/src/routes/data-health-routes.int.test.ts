/** `data-health` over a table of hand-counted facts, whatever order and however often they came. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  aCall,
  aCost,
  aDeal,
  aMark,
  anEnquiry,
  aRefund,
  at,
  aVisit,
  BOT,
  factsOf,
  TEST_RUN,
} from '@throughline/testing';
import type { Deliveries } from '../health/deliveries.ts';
import { dataHealth } from '../openapi/answers.ts';
import { fillFromFacts } from '../test/fill-from-facts.ts';
import { readWorkbook } from '../test/read-workbook.ts';
import { aWorkspace, serve } from '../test/serve.ts';
import { openTestWarehouse } from '../test/warehouse.ts';

const HOUR = 3_600_000;
const noon = at('2026-08-10 12:00');
/** When something came, seconds after noon. */
const came = (seconds: number) => ({ receivedAt: noon + seconds * 1_000 });
const ofPhone = (last: number) => ({ phone: `+7916000000${last}` });

const EVENTS = [
  aVisit({ visitor: 'ann', at: noon, ...came(2), from: 'yandex/cpc/brand' }),
  aVisit({ visitor: 'ann', at: noon + HOUR, ...came(3_604), from: 'yandex/organic' }),
  aVisit({ visitor: 'robot', at: noon, ...came(60), userAgent: BOT }),
  // The last millisecond of July and the first of September in Moscow.
  aVisit({ visitor: 'early', at: at('2026-08-01 00:00') - 1, ...came(0) }),
  aVisit({ visitor: 'late', at: at('2026-09-01 00:00'), receivedAt: at('2026-09-01 00:01') }),
  // Told in two ways under one id.
  aVisit({ visitor: 'bob', id: 'twice', at: noon, ...came(3), from: 'a/cpc' }),
  aVisit({ visitor: 'bob', id: 'twice', at: noon + 1, ...came(3), from: 'b/cpc' }),
  anEnquiry({ id: 'e1', at: noon, ...came(1), visitor: 'ann', ...ofPhone(1) }),
  anEnquiry({ id: 'e1', at: noon + 1, ...came(2), visitor: 'ann', ...ofPhone(1), manager: 'Ann' }),
  // Read again after a change of the source: at another time, and none any more.
  aCall({ source: 'ct', call: 'c1', at: noon, ...came(30), generation: 1, ...ofPhone(2) }),
  aCall({ source: 'ct', call: 'c1', at: noon - HOUR, ...came(30), generation: 2, ...ofPhone(2) }),
  aCall({ source: 'ct', call: 'c2', at: noon, ...came(30), generation: 1, ...ofPhone(3) }),
  aCall({ source: 'ct', call: 'c2', at: noon, ...came(30), generation: 2, retracted: true, ...ofPhone(3) }),
  // The same call as c1; and three phases of one that was the provider's test.
  aCall({ source: 'pbx', call: 'p1', at: noon - HOUR + 60_000, ...came(0), ...ofPhone(2) }),
  ...[1, 2, 3].map((n) => aCall({ source: 'pbx', call: 'p2', phase: `${n}`, at: noon + n, ...came(1), test: true })),
  aDeal({ deal: 'd1', at: noon, ...came(1), enquiryId: 'e1', ...ofPhone(1) }),
  aDeal({ deal: 'd2', at: noon, ...came(1), enquiryId: 'gone', ...ofPhone(9) }),
  aDeal({ deal: 'd2', at: noon + 1, ...came(1), enquiryId: 'gone', ...ofPhone(9) }),
  aDeal({ deal: 'd3', at: noon, ...came(1), mergedInto: 'd1' }),
  anEnquiry({ id: 'e2', at: noon, ...came(1), dealId: 'd404', ...ofPhone(8) }),
  aMark({ enquiry: 'ct/c1', at: noon, ...came(1) }),
  aMark({ enquiry: 'nobody', at: noon + 2, ...came(1) }),
  aRefund({ deal: 'd1', at: noon, ...came(1), amount: '1.00' }),
  aCost({ date: '2026-08-01', adSource: 'yandex', campaign: 'brand', cost: '10.00', reportedAt: noon }),
  aCost({ date: '2026-08-31', source: 'ads', adSource: 'vk', campaign: 'promo', cost: '5.00', reportedAt: noon }),
  aCost({ date: '2026-09-01', source: 'ads', adSource: 'vk', campaign: 'autumn', cost: '7.00', reportedAt: noon }),
];

const ZERO = {
  ...{ events: 0, duplicates: 0, rejected: 0, id_conflicts: 0, retranslated: 0, visits: 0, visits_without_utm: 0 },
  ...{ calls: 0, calls_without_visit: 0, deals: 0, deals_without_touchpoint: 0, costs_without_visits: 0 },
  ...{ merged_enquiries: 0, truncated_journeys: 0, missing_rates: 0, unresolved_references: 0, excluded_bot: 0 },
  ...{ excluded_address: 0, excluded_phone: 0, excluded_visitor: 0, excluded_provider_test: 0 },
};
const COUNTED = {
  ads: { ...ZERO, lag_seconds: null, events: 1, costs_without_visits: 1 },
  api: {
    ...{ ...ZERO, lag_seconds: 1, events: 14, id_conflicts: 2, visits: 3, visits_without_utm: 2, excluded_bot: 1 },
    ...{ deals: 2, deals_without_touchpoint: 1, unresolved_references: 3 },
  },
  ct: {
    ...{ ...ZERO, lag_seconds: 3_630, events: 1, duplicates: 5, rejected: 2, retranslated: 2 },
    ...{ calls: 1, calls_without_visit: 1, merged_enquiries: 1 },
  },
  pbx: { ...ZERO, lag_seconds: 1, events: 4, excluded_provider_test: 1 },
  silent: { ...ZERO, lag_seconds: null, last_event: null, last_received: null, complete_from: null },
};

const deliveries: Deliveries = {
  sources: () => ['ct', 'silent'],
  rejected: (_, from, before) =>
    Promise.resolve(new Map([['ct', from === at('2026-08-01 00:00') && before === at('2026-09-01 00:00') ? 2 : 0]])),
  duplicates: () => new Map([['ct', 5]]),
};
const AUGUST = 'from=2026-08-01&to=2026-08-31';
const PATH = `/v1/reports/data-health?${AUGUST}`;

let opened: Awaited<ReturnType<typeof openTestWarehouse>>;
const services: Awaited<ReturnType<typeof serve>>[] = [];
async function served(over: Parameters<typeof serve>[1]): ReturnType<typeof serve> {
  const service = await serve(opened.warehouse, over);
  services.push(service);
  return service;
}

beforeAll(async () => {
  opened = await openTestWarehouse();
  const facts = factsOf(EVENTS);
  await fillFromFacts(opened.warehouse, 'main', facts, TEST_RUN);
  await fillFromFacts(opened.warehouse, 'empty', [...facts.toReversed(), ...facts], TEST_RUN);
});
afterAll(async () => {
  for (const service of services) await service.close();
  await opened.remove();
});

describe('data-health', () => {
  test('counts each data source, those that are silent, too', async () => {
    const { json } = await (await served({ deliveries })).get(PATH);
    const rows = Object.fromEntries(json.rows.map(({ source, ...counts }: any) => [source, counts]));
    expect(rows).toEqual(
      Object.fromEntries(Object.entries(COUNTED).map(([source, counts]) => [source, expect.objectContaining(counts)])),
    );
    expect(json.totals).toMatchObject({
      ...{ last_event: rows.ads.last_event, lag_seconds: null, events: 20, duplicates: 5, rejected: 2 },
      ...{ merged_enquiries: 1, unresolved_references: 3, excluded_bot: 1 },
    });
    expect([rows.ct.complete_from, json.totals.complete_from]).toEqual([null, null]);
    // Whatever the period is.
    expect(rows.api.last_event).toBe('2026-08-31T21:00:00Z');
    expect(rows.ads.last_event).toBe('2026-09-01T00:00:00Z');
    expect(dataHealth.parse(json)).toEqual(json);
  });

  test('tells from when on a source is complete', async () => {
    const sources = [
      { id: 'ct', completeFrom: at('2026-07-01T00:00:00Z') },
      { id: 'pbx', completeFrom: at('2026-08-05T10:00:00Z') },
    ];
    const { json } = await (await served({ deliveries, workspace: aWorkspace({ sources }) })).get(PATH);
    const seen = Object.fromEntries(json.rows.map(({ source, complete_from: from }: any) => [source, from]));
    expect(seen).toMatchObject({ ct: '2026-07-01T00:00:00Z', pbx: '2026-08-05T10:00:00Z', api: null, silent: null });
    expect(json.totals.complete_from).toBe('2026-08-05T10:00:00Z');
  });

  test('lists what is behind the counts', async () => {
    const { details } = (await (await served({ deliveries })).get(PATH)).json;
    expect(details.unresolved_references).toEqual([
      { source: 'api', type: 'mark', id: expect.stringContaining('nobody'), field: 'enquiry_id', names: 'nobody' },
      { source: 'api', type: 'deal', id: expect.stringContaining('d2@'), field: 'enquiry_id', names: 'gone' },
      { source: 'api', type: 'enquiry', id: 'e2', field: 'deal_id', names: 'd404' },
    ]);
    expect(details.id_conflicts).toEqual([
      { source: 'api', type: 'visit', id: 'twice', contents: 2 },
      { source: 'api', type: 'enquiry', id: 'e1', contents: 2 },
    ]);
    expect(details.spend_without_visits).toEqual([
      { source: 'vk', medium: 'cpc', campaign: 'promo', campaign_ids: [], cost: '5.00' },
    ]);
  });

  test('says the same of the same facts in another order, and sent twice', async () => {
    const [one, other] = [
      await served({ deliveries }),
      await served({ deliveries, workspace: aWorkspace({ id: 'empty' }) }),
    ];
    const [a, b] = [(await one.get(PATH)).json, (await other.get(`${PATH}&workspace=empty`)).json];
    expect(b.rows).toEqual(a.rows);
    expect(b.details).toEqual(a.details);
  });

  test('leaves unknown what nobody tells it', async () => {
    const { rows, totals } = (await (await served({})).get(PATH)).json;
    expect(rows.map(({ source }: any) => source)).toEqual(['ads', 'api', 'ct', 'pbx']);
    expect([rows[2].duplicates, totals.duplicates, totals.rejected]).toEqual([null, null, 0]);
  });

  test('takes a period and a zone of its own', async () => {
    const service = await served({ deliveries });
    const only = async (query: string) => (await service.get(`/v1/reports/data-health?${query}`)).json.totals;
    expect(await only('from=2026-07-31&to=2026-07-31')).toMatchObject({ visits: 1, events: 1 });
    expect(await only('from=2026-07-31&to=2026-07-31&tz=Asia/Vladivostok')).toMatchObject({ visits: 0, events: 0 });
    expect(await only('from=2020-01-01&to=2020-01-02')).toMatchObject({
      visits: 0,
      events: 0,
      last_event: expect.any(String),
    });
  });

  test('takes filters and an order; totals are of what passes', async () => {
    const service = await served({ deliveries });
    const asked = async (query: string) => {
      const { rows, totals } = (await service.get(`${PATH}&${query}`)).json;
      return [rows.map(({ source }: any) => source), totals.events];
    };
    expect(await asked('sort=-events')).toEqual([['api', 'pbx', 'ads', 'ct', 'silent'], 20]);
    // What is not known comes last, whichever way.
    expect(await asked('sort=last_event')).toEqual([['ct', 'pbx', 'api', 'ads', 'silent'], 20]);
    expect(await asked('filter=source:eq:ads&filter=source:eq:ct')).toEqual([['ads', 'ct'], 2]);
    expect(await asked('filter=rejected:gt:0')).toEqual([['ct'], 1]);
    expect(await asked('filter=events:gt:1000')).toEqual([[], 0]);
    const refused = (await service.get(`${PATH}&filter=medium:eq:cpc&filter=events:c:1&sort=profit`)).json.errors;
    expect(refused.map(({ pointer }: any) => pointer)).toEqual(['/filter/0', '/sort']);
    expect(refused[0].allowed).toContain('source');
    expect((await service.get(`${PATH}&filter=last_event:gt:1`)).status).toBe(400);
    expect((await service.get(`${PATH}&filter=events:c:1`)).json.errors[0].pointer).toBe('/filter/0');
  });

  test('is a workbook of what was asked', async () => {
    const service = await served({ deliveries });
    const answer = await service.get(`${PATH}&filter=source:eq:ct&format=xlsx&lang=ru`);
    expect(answer.headers.get('content-disposition')).toContain(encodeURIComponent('Состояние данных'));
    const [report, about] = readWorkbook(answer.bytes);
    const columns = new Map([...report!.cells].map(([place, { value }]) => [place, value]));
    expect(['A1', 'B1', 'G1', 'A2', 'G2', 'A3', 'G3'].map((place) => columns.get(place))).toEqual(
      ['Источник данных', 'Последнее событие', 'Повторы', 'ct', 5, 'Итого', 5], // prettier-ignore
    );
    // Noon in Moscow, as the day and its part that a spreadsheet counts.
    expect(Number(columns.get('B2')) % 1).toBeCloseTo(0.5, 9);
    const told = [...about!.cells.values()].map(({ value }) => value);
    expect(told).toEqual(
      expect.arrayContaining(['Состояние данных (data-health)', 'Источник данных = ct', 'rejected']),
    );
    expect(told).not.toContain('Модель атрибуции');
    // Every column has a name.
    expect([...columns].filter(([place]) => /^[A-Z]+1$/.test(place)).map(([, value]) => value)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^[a-z_]+$/)]),
    );
  });

  test('is told among the reports, and refuses what it does not take', async () => {
    const service = await served({ deliveries });
    expect((await service.get('/v1/reports')).json.reports.map(({ name }: any) => name)).toContain('data-health');
    expect((await service.get('/v1/reports/nothing')).json.detail).toContain('data-health');
    expect((await service.get(`${PATH}&by=source`)).json.errors).toEqual([
      expect.objectContaining({ pointer: '/by', code: 'unknown_parameter' }),
    ]);
    expect((await service.get(PATH, { authorization: 'Bearer sender' })).status).toBe(403);
  });
});
