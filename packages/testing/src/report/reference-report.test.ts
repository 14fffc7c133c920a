import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MODELS } from '@throughline/domain';
import type { Event } from '@throughline/events';
import { aCost, aDeal, anEnquiry, aRefund, aVisit, BOT } from '../build/builders.ts';
import { at } from '../build/envelope.ts';
import { factsOf } from '../build/facts-of.ts';
import { TEST_RUN } from '../build/test-run.ts';
import { storiesArbitrary } from '../generate/arbitrary.ts';
import { DAY, HOUR } from '../reference/order.ts';
import { decimal, quotient } from './cells.ts';
import { reportDifferences } from './differences.ts';
import type { ReferenceQuery, ReportRow } from './query.ts';
import { referenceReport } from './reference-report.ts';

const T = at('2026-08-10 12:00');
const august: ReferenceQuery = {
  from: '2026-08-01', to: '2026-08-31', tz: 'Europe/Moscow', by: ['source'], model: 'last_non_direct', dateMode: 'sale',
  refunds: 'own_date',
}; // prettier-ignore
const roi = (events: Event[], query: Partial<ReferenceQuery> = {}) =>
  referenceReport('roi', factsOf(events), TEST_RUN, { ...august, ...query });
const rowOf = (report: { rows: readonly ReportRow[] }, key: string, value: string | number): ReportRow | undefined =>
  report.rows.find((row) => row[key] === value);

/** A visit from yandex and one from vk, an enquiry, a sale in September's first hours Moscow time, a refund later. */
const story: Event[] = [
  aVisit({ id: 'a', visitor: 'v', at: T - 2 * DAY, from: 'yandex/cpc/brand' }),
  aVisit({ id: 'b', visitor: 'v', at: T - DAY, from: 'vk/cpc/summer' }),
  anEnquiry({ id: 'e', at: T, visitor: 'v' }),
  aDeal({ deal: 'd', at: T + HOUR, visitor: 'v' }),
  aDeal({ deal: 'd', at: at('2026-09-01 00:00'), status: 'won', amount: '100.01', costOfGoods: '40.00' }),
  aRefund({ deal: 'd', at: at('2026-09-20 10:00'), amount: '10.00' }),
  aCost({
    date: '2026-08-05',
    reportedAt: T,
    adSource: 'yandex',
    campaign: 'brand',
    cost: '20.00',
    clicks: 10,
    impressions: 1000,
  }),
  aCost({
    date: '2026-08-05',
    reportedAt: T + 1,
    adSource: 'yandex',
    campaign: 'brand',
    cost: '25.00',
    clicks: 12,
    impressions: 1100,
  }),
];

describe('roi, a small story', () => {
  test('each fact on its own date: August knows the enquiry and the cost, September the money', () => {
    const linear = roi(story, { model: 'linear' });
    expect(linear.rows).toEqual([
      expect.objectContaining({
        source: '(not attributed)',
        visits: 0,
        enquiries: 0,
        revenue: '0.00',
        cost: null,
        profit: null,
      }),
      expect.objectContaining({
        source: 'vk',
        visits: 1,
        enquiries: 0.5,
        leads: 0.5,
        deals: 0.5,
        sales: 0,
        cost: null,
        profit: null,
        cpl: null,
      }),
      expect.objectContaining({
        source: 'yandex',
        visits: 1,
        enquiries: 0.5,
        leads: 0.5,
        deals: 0.5,
        cost: '25.00',
        clicks: 12,
        impressions: 1100,
        profit: '-25.00',
        cpl: 50,
        visit_to_lead: 0.5,
        roi: -1,
        cpc: 25 / 12,
        cpo: null,
        drr: null,
        margin: null,
      }),
    ]);
    expect(linear.totals).toMatchObject({ visits: 2, enquiries: 1, cost: '25.00', cpl: 25, profit: '-25.00' });

    const september = roi(story, { model: 'linear', from: '2026-09-01', to: '2026-09-30' });
    // 10001 kopecks halved: 5001 to the earlier; the refund halves evenly
    expect(rowOf(september, 'source', 'yandex')).toMatchObject({
      sales: 0.5,
      first_time_buyers: 0.5,
      revenue: '45.01',
      cost_of_goods: '20.00',
      average_check: 90.02,
      margin: 2501 / 4501,
    });
    expect(rowOf(september, 'source', 'vk')).toMatchObject({ revenue: '45.00' });
    expect(september.totals).toMatchObject({
      sales: 1,
      revenue: '90.01',
      cost: null,
      profit: null,
      cost_of_goods_known: true,
    });
  });

  test.each<[Partial<ReferenceQuery>, string | null]>([
    [{ dateMode: 'sale', tz: 'Europe/Moscow' }, '0.00'],
    [{ dateMode: 'sale', tz: 'Europe/Berlin' }, '100.01'], // there it is still 31 August
    [{ dateMode: 'sale', tz: 'Europe/Berlin', refunds: 'sale_date' }, '90.01'],
    [{ dateMode: 'lead' }, '90.01'],
    [{ dateMode: 'touch' }, '90.01'],
    [{ dateMode: 'touch', from: '2026-08-09' }, '90.01'],
    [{ dateMode: 'touch', from: '2026-08-10' }, '0.00'],
    [{ dateMode: 'lead', from: '2026-08-11' }, '0.00'],
  ])('revenue of vk in August under %j is %s', (query, revenue) => {
    expect(roi(story, query).totals['revenue']).toBe(revenue);
  });

  test('date_mode=lead: the deal and its money stand where its lead does, the enquiry where it does', () => {
    const asked = (id: string, when: string): Event => anEnquiry({ id, at: at(when), contact: 'c' });
    const events = [
      asked('lead', '2026-07-20 10:00'),
      asked('later', '2026-08-05 10:00'),
      aDeal({ deal: 'd', at: at('2026-08-06 10:00'), contact: 'c', status: 'won', amount: '7.00' }),
    ];
    const days = roi(events, { dateMode: 'lead', by: ['day'], from: '2026-07-01' });
    expect(days.rows.map((row) => [row['day'], row['enquiries'], row['leads'], row['deals'], row['revenue']])).toEqual([
      ['2026-07-20', 1, 1, 1, '7.00'],
      ['2026-08-05', 1, 0, 0, '0.00'],
    ]);
  });

  test('time dimensions use the date that decides the period', () => {
    const days = roi(story, { by: ['day'], to: '2026-09-30' });
    expect(days.rows.map((row) => [row['day'], row['visits'], row['revenue'], row['cost']])).toEqual([
      ['2026-08-05', 0, '0.00', '25.00'],
      ['2026-08-08', 1, '0.00', null],
      ['2026-08-09', 1, '0.00', null],
      ['2026-08-10', 0, '0.00', null],
      ['2026-09-01', 0, '100.01', null],
      ['2026-09-20', 0, '-10.00', null],
    ]);
    const hours = roi(story, { by: ['hour'] });
    expect(hours.rows.map((row) => row['hour'])).toEqual(['(not set)', 12, 13]);
  });

  test('as of a moment, only what was known', () => {
    const known = factsOf(story);
    const before = referenceReport('roi', known, TEST_RUN, {
      ...august,
      to: '2026-09-30',
      asOf: at('2026-09-10 00:00'),
    });
    expect(before.totals['revenue']).toBe('100.01');
  });

  test('filters', () => {
    const only = roi(story, { filter: [{ dimension: 'source', operator: 'eq', value: 'yandex' }] });
    expect(only.rows.map((row) => row['source'])).toEqual(['yandex']);
    expect(only.totals).toMatchObject({ visits: 1, enquiries: 0 });
    const not = roi(story, { filter: [{ dimension: 'source', operator: 'c', value: 'an' }] });
    expect(not.rows.map((row) => row['source'])).toEqual(['yandex']);
  });
});

describe('rows and values', () => {
  test('a campaign id of a cost row of the same source becomes its campaign, told last', () => {
    const costs = (campaign: string, reportedAt: number, date: string): Event =>
      aCost({ date, reportedAt, adSource: 'google', campaign, campaignId: '12345', cost: '1.00' });
    const events = [
      aVisit({ id: 'a', visitor: 'v', at: T, from: 'google/cpc/12345' }),
      aVisit({ id: 'b', visitor: 'v', at: T, from: 'yandex/cpc/12345' }),
      costs('summer', T, '2026-08-05'),
      costs('autumn', T + 1, '2026-08-06'),
    ];
    const report = roi(events, { by: ['source', 'campaign'] });
    expect(report.rows.map((row) => [row['source'], row['campaign'], row['visits'], row['cost']])).toEqual([
      ['(not attributed)', '(not attributed)', 0, null],
      ['google', 'autumn', 1, '1.00'],
      ['google', 'summer', 0, '1.00'],
      ['yandex', '12345', 1, null],
    ]);
  });

  test.each<[string, Event[], Partial<ReportRow>]>([
    [
      'of one report time the greater cost',
      [
        aCost({ id: 'x', date: '2026-08-05', reportedAt: T, cost: '3.00' }),
        aCost({ id: 'y', date: '2026-08-05', reportedAt: T, cost: '2.00' }),
      ],
      { cost: '3.00', clicks: null, cpc: null },
    ],
    [
      'other keywords are other keys',
      [
        aCost({ id: 'x', date: '2026-08-05', reportedAt: T, cost: '3.00', keyword: 'a' }),
        aCost({ id: 'y', date: '2026-08-05', reportedAt: T, cost: '2.00', clicks: 4 }),
      ],
      { cost: '5.00', clicks: 4, cpc: 1.25 },
    ],
    [
      'a cost of nothing is a cost',
      [aCost({ date: '2026-08-05', reportedAt: T, cost: '0.00' })],
      { cost: '0.00', profit: '0.00', roas: null },
    ],
  ])('costs: %s', (_, events, cells) => {
    expect(rowOf(roi(events), 'source', 'yandex')).toMatchObject(cells);
  });

  test('excluded visits do not count, a sale without a cost of goods is told', () => {
    const events = [
      aVisit({ id: 'a', visitor: 'v', at: T, userAgent: BOT, from: 'yandex/cpc' }),
      aDeal({ deal: 'd', at: T, contact: 'c', status: 'won', amount: '5.00' }),
    ];
    const report = roi(events);
    expect(report.rows).toHaveLength(1);
    expect(report.rows[0]).toMatchObject({
      source: '(not attributed)',
      visits: 0,
      enquiries: 1,
      leads: 1,
      sales: 1,
      cost_of_goods_known: false,
    });
  });

  test('revenue by source, with its share', () => {
    const events = [...story, aDeal({ deal: 'x', at: T, contact: 'c', status: 'won', amount: '9.99' })];
    const report = referenceReport('revenue-by-source', factsOf(events), TEST_RUN, { ...august, to: '2026-09-30' });
    expect(report.rows).toEqual([
      { source: '(not attributed)', sales: 1, revenue: '9.99', share: 0.0999, average_check: 9.99 },
      { source: 'vk', sales: 1, revenue: '90.01', share: 0.9001, average_check: 90.01 },
    ]);
  });

  test.each([[-5n, 2, '-0.05'], [1234n, 2, '12.34'], [7n, 0, '7'], [0n, 2, '0.00'], [1001n, 3, '1.001']] as const)(
    '%d minor units with %d digits are %s', (minor, digits, text) => {
      expect(decimal(minor, digits)).toBe(text);
    },
  ); // prettier-ignore
  test.each([
    [1n, 3n, 1 / 3],
    [-2n, 3n, -2 / 3],
    [5n, 0n, null],
    [null, 1n, null],
    [0n, 5n, 0],
  ] as const)('%p / %p', (n, d, value) => {
    expect(quotient(n, d)).toBe(value);
  });
});

test('differences: equal reports have none, a kopeck is one', () => {
  const report = roi(story, { model: 'linear' });
  expect(reportDifferences(report, report, ['source'])).toEqual([]);
  const other = roi([...story, aRefund({ deal: 'd', at: at('2026-09-01 00:00'), amount: '0.01' })], {
    model: 'linear',
    to: '2026-09-30',
  });
  const differences = reportDifferences(other, roi(story, { model: 'linear', to: '2026-09-30' }), ['source']);
  expect(differences).toContain('totals: revenue is "90.00", expected "90.01"');
  expect(reportDifferences({ rows: [], totals: report.totals }, report, ['source'])).toHaveLength(3);
});

test('for every model, grouping and date mode rows sum to the same totals', () => {
  const minor = (value: unknown): bigint => BigInt(String(value).replace('.', ''));
  const groupings = [
    ['channel'],
    ['source', 'campaign'],
    ['day', 'source'],
    ['hour', 'weekday'],
    ['landing_page', 'device'],
  ] as const;
  fc.assert(
    fc.property(
      storiesArbitrary(10),
      fc.constantFrom(...MODELS),
      fc.constantFrom(...groupings),
      fc.constantFrom('sale' as const, 'lead' as const, 'touch' as const),
      fc.constantFrom('Europe/Moscow', 'Europe/Berlin', 'America/New_York'),
      (stories, model, by, dateMode, tz) => {
        const facts = factsOf(stories.flatMap(({ events }) => events));
        const query = { ...august, model, by, dateMode, tz };
        const { rows, totals } = referenceReport('roi', facts, TEST_RUN, query);
        for (const key of ['revenue', 'cost_of_goods']) {
          expect(rows.map((row) => minor(row[key])).reduce((a, b) => a + b, 0n)).toBe(minor(totals[key]));
        }
        for (const key of ['visits', 'enquiries', 'leads', 'deals', 'sales', 'first_time_buyers']) {
          const billionths = rows.map((row) => BigInt(Math.round(Number(row[key]) * 1e9)));
          expect(billionths.reduce((a, b) => a + b, 0n)).toBe(BigInt(Math.round(Number(totals[key]) * 1e9)));
        }
        if (dateMode !== 'sale') return;
        // "rows sum to the CRM's totals exactly": the model moves nothing in or out of the period
        expect(
          referenceReport('roi', facts, TEST_RUN, { ...query, model: 'first_touch', by: [] }).totals['revenue'],
        ).toBe(totals['revenue']);
      },
    ),
    { numRuns: 60 },
  );
});
