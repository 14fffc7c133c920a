/** Reports by the finer dimensions of origin and by those of the CRM, against rows added by hand. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { at } from '../test/build/at.ts';
import { aDeal, anEnquiry } from '../test/build/conversions.ts';
import { aCost, aVisit } from '../test/build/facts.ts';
import { aTouch, DIRECT } from '../test/build/origins.ts';
import { serve } from '../test/serve.ts';
import { fill, openTestWarehouse } from '../test/warehouse.ts';

const EXACT = { adGroup: 'exact' } as const;
const BROAD = { adGroup: 'broad' } as const;
const MOSCOW = { country: 'ru', city: 'moscow' } as const;
const PERM = { country: 'ru', city: 'perm' } as const;
const ALMATY = { country: 'kz', city: 'almaty' } as const;
const NOWHERE = { country: '(not set)', city: '(not set)' } as const;

/** Of the enquiry and of the deal that came of it. */
const journey = [aTouch('2026-08-01T10:00:00Z', EXACT, MOSCOW), aTouch('2026-08-03T10:00:00Z', BROAD, ALMATY)];

let opened: Awaited<ReturnType<typeof openTestWarehouse>>;
let service: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  opened = await openTestWarehouse();
  await fill(opened.warehouse, 'main', {
    visits: [
      aVisit('2026-08-01T10:00:00Z', EXACT, MOSCOW),
      aVisit('2026-08-02T10:00:00Z', EXACT, PERM),
      aVisit('2026-08-03T10:00:00Z', BROAD, ALMATY),
      aVisit('2026-08-04T10:00:00Z', DIRECT, NOWHERE),
    ],
    costs: [aCost('2026-08-01', 30_00, EXACT), aCost('2026-08-02', 10_00, BROAD)],
    conversions: [
      anEnquiry('e1', '2026-08-03T11:00:00Z', { touches: journey, manager: 'anna' }),
      aDeal('d1', '2026-08-04T00:00:00Z', {
        touches: journey,
        saleAt: at('2026-08-05T00:00:00Z'),
        amount: 100_00,
        costOfGoods: 40_00,
        manager: 'anna',
        pipeline: 'retail',
      }),
      aDeal('d2', '2026-08-06T00:00:00Z', {
        touches: [aTouch('2026-08-02T10:00:00Z', EXACT, PERM)],
        saleAt: at('2026-08-07T00:00:00Z'),
        amount: 60_01,
        manager: 'boris',
        pipeline: 'wholesale',
      }),
      aDeal('d3', '2026-08-08T00:00:00Z', { manager: 'boris', pipeline: 'retail' }),
    ],
  });
  service = await serve(opened.warehouse);
});
afterAll(async () => {
  await service.close();
  await opened.remove();
});

const METRICS = ['visits', 'enquiries', 'leads', 'deals', 'sales', 'revenue', 'cost_of_goods', 'cost'] as const;
const line = (name: string, row: any): string => `${name} | ${METRICS.map((metric) => row[metric] ?? '-').join(' ')}`;

const report = async (query: string): Promise<any> => {
  const answer = await service.get(`/v1/reports/roi?from=2026-08-01&to=2026-08-31&${query}`);
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.json;
};
const rows = async (query: string): Promise<string[]> => {
  const { rows, dimensions } = await report(query);
  return rows
    .map((row: any) => line(dimensions.map((dimension: string) => row[dimension]).join(' / '), row))
    .toSorted();
};

describe('origin', () => {
  test('ad groups have visits, credits and costs of their own', async () => {
    expect(await rows('by=ad_group&model=linear')).toEqual([
      '(not attributed) | 0 0 0 1 0 0.00 0.00 -',
      '(not set) | 1 0 0 0 0 0.00 0.00 -',
      'broad | 1 0.5 0.5 0.5 0.5 50.00 20.00 10.00',
      'exact | 2 0.5 0.5 1.5 1.5 110.01 20.00 30.00',
    ]);
  });

  test('a cost has no country: it counts under (not set)', async () => {
    expect(await rows('by=country&model=linear')).toEqual([
      '(not attributed) | 0 0 0 1 0 0.00 0.00 -',
      '(not set) | 1 0 0 0 0 0.00 0.00 40.00',
      'kz | 1 0.5 0.5 0.5 0.5 50.00 20.00 -',
      'ru | 2 0.5 0.5 1.5 1.5 110.01 20.00 -',
    ]);
  });

  test('cities within their countries, by the default model', async () => {
    expect(await rows('by=country,city')).toEqual([
      '(not attributed) / (not attributed) | 0 0 0 1 0 0.00 0.00 -',
      '(not set) / (not set) | 1 0 0 0 0 0.00 0.00 40.00',
      'kz / almaty | 1 1 1 1 1 100.00 40.00 -',
      'ru / moscow | 1 0 0 0 0 0.00 0.00 -',
      'ru / perm | 1 0 0 1 1 60.01 0.00 -',
    ]);
  });

  test.each([
    ['ad_group:eq:exact', 'yandex | 2 0.5 0.5 1.5 1.5 110.01 20.00 30.00'],
    ['country:eq:kz', 'yandex | 1 0.5 0.5 0.5 0.5 50.00 20.00 -'],
    ['city:c:mos', 'yandex | 1 0.5 0.5 0.5 0.5 50.00 20.00 -'],
  ])('only %s', async (filter, expected) => {
    expect(await rows(`by=source&model=linear&filter=${filter}`)).toEqual([expected]);
  });
});

describe('CRM, with a filter on a metric', () => {
  test('managers above a revenue', async () => {
    const anna = 'anna | - 1 1 1 1 100.00 40.00 -';
    const boris = 'boris | - 0 0 2 1 60.01 0.00 -';
    expect(await rows('by=manager')).toEqual([anna, boris]);
    expect(await rows('by=manager&filter=revenue:gte:60.01')).toEqual([anna, boris]);
    expect(await rows('by=manager&filter=revenue:gt:60.01')).toEqual([anna]);
    expect(await rows('by=manager&filter=deals:gte:2&filter=revenue:gt:1')).toEqual([boris]);
  });

  test('totals are of the rows that pass', async () => {
    const { totals, meta } = await report('by=manager&filter=revenue:gt:60.01');
    expect([line('total', totals), meta.row_count]).toEqual(['total | - 1 1 1 1 100.00 40.00 -', 1]);
  });

  test('pipelines by their deals; a metric without a meaning passes no filter', async () => {
    expect(await rows('by=pipeline')).toEqual([
      'retail | - - - 2 1 100.00 40.00 -',
      'wholesale | - - - 1 1 60.01 0.00 -',
    ]);
    expect(await rows('by=pipeline&filter=deals:lt:2')).toEqual(['wholesale | - - - 1 1 60.01 0.00 -']);
    expect(await rows('by=pipeline&filter=visits:gte:0')).toEqual([]);
    expect(await rows('by=manager,pipeline&filter=average_check:gt:70')).toEqual([
      'anna / retail | - - - 1 1 100.00 40.00 -',
    ]);
  });
});
