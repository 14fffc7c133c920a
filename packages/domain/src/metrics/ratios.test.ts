import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addAdditives, NO_ADDITIVES } from './additives.ts';
import type { Additives } from './additives.ts';
import { hasMeaning, meaningful } from './dimension.ts';
import { ADDITIVE_METRICS, DERIVED_METRICS, METRICS } from './metric.ts';
import { metricValues, minorToDecimal, ratios } from './ratios.ts';

const BILLION = 1_000_000_000n;
const row = (over: Partial<Additives> = {}): Additives => ({
  visits: 200n,
  enquiries: 30n * BILLION,
  leads: 20n * BILLION,
  deals: 10n * BILLION,
  sales: 4n * BILLION,
  first_time_buyers: 2n * BILLION,
  revenue: 1_000_000n,
  cost: 200_000n,
  cost_of_goods: 300_000n,
  clicks: 250n,
  impressions: 10_000n,
  ...over,
});

test('every ratio of section 5 on round numbers', () => {
  expect(ratios(row(), 2)).toEqual({
    profit: '5000.00',
    cpc: 8,
    cpl: 100,
    cpo: 500,
    cac: 1000,
    average_check: 2500,
    visit_to_lead: 0.1,
    visit_to_sale: 0.02,
    lead_to_sale: 0.2,
    roas: 5,
    drr: 0.2,
    romi: 2.5,
    roi: 1,
    margin: 0.7,
  });
});

test('ratios are not rounded', () => {
  expect(ratios(row({ revenue: 100n, cost: 300n }), 2).roas).toBe(1 / 3);
  expect(ratios(row({ leads: 3n * BILLION }), 2).cpl).toBe(2000 / 3);
});

describe('an unknown cost', () => {
  const printed = metricValues(row({ cost: null, clicks: null, impressions: null }), 2);
  test.each([
    'cost',
    'clicks',
    'impressions',
    'profit',
    'cpc',
    'cpl',
    'cpo',
    'cac',
    'roas',
    'drr',
    'romi',
    'roi',
  ] as const)('makes %s null', (key) => expect(printed[key]).toBeNull());
  test('leaves what does not read it', () => {
    expect([printed.revenue, printed.average_check, printed.margin, printed.visit_to_lead]).toEqual([
      '10000.00',
      2500,
      0.7,
      0.1,
    ]);
  });
});

test.each([
  ['cpc', { clicks: 0n }],
  ['cpl', { leads: 0n }],
  ['cpo', { sales: 0n }],
  ['average_check', { sales: 0n }],
  ['cac', { first_time_buyers: 0n }],
  ['visit_to_lead', { visits: 0n }],
  ['visit_to_sale', { visits: null }],
  ['lead_to_sale', { leads: 0n }],
  ['roas', { cost: 0n }],
  ['romi', { cost: 0n }],
  ['drr', { revenue: 0n }],
  ['margin', { revenue: 0n }],
  ['roi', { cost: 0n, cost_of_goods: 0n }],
] as const)('%s of a zero or unknown denominator is null', (key, over) => {
  expect(ratios(row(over), 2)[key]).toBeNull();
});

test('a cost of zero is a known cost', () => {
  const printed = metricValues(row({ cost: 0n }), 2);
  expect([printed.cost, printed.profit, printed.cpc, printed.drr]).toEqual(['0.00', '7000.00', 0, 0]);
});

test('money keeps the digits of the currency', () => {
  expect([
    minorToDecimal(-5n, 2),
    minorToDecimal(0n, 2),
    minorToDecimal(1234n, 0),
    minorToDecimal(-1234n, 3),
    minorToDecimal(123_456_789_012_345_678n, 2),
  ]).toEqual(['-0.05', '0.00', '1234', '-1.234', '1234567890123456.78']);
});

test('credit-weighted counts have up to 9 decimals', () => {
  const printed = metricValues(row({ leads: 333_333_333n, sales: 12_345_678_333_333_334n }), 2);
  expect([printed.leads, String(printed.sales)]).toEqual([0.333333333, '12345678.333333334']);
});

test('sums sum the known', () => {
  const total = [row({ cost: null }), row(), NO_ADDITIVES].reduce(addAdditives, NO_ADDITIVES);
  expect([total.cost, total.revenue, NO_ADDITIVES.cost]).toEqual([200_000n, 2_000_000n, null]);
});

test('adding is associative and commutative, whatever is unknown', () => {
  const part = fc.option(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }));
  const additives = fc.record(
    Object.fromEntries(ADDITIVE_METRICS.map((key) => [key, part])),
  ) as fc.Arbitrary<Additives>;
  fc.assert(
    fc.property(additives, additives, additives, (a, b, c) => {
      expect(addAdditives(addAdditives(a, b), c)).toEqual(addAdditives(a, addAdditives(c, b)));
    }),
  );
});

test('the catalogue lists every metric once', () => {
  expect(METRICS.map(({ key }) => key).toSorted()).toEqual([...ADDITIVE_METRICS, ...DERIVED_METRICS].toSorted());
});

test.each([
  ['visits', ['channel', 'day'], true],
  ['visits', ['manager'], false],
  ['leads', ['manager', 'call_source'], true],
  ['leads', ['pipeline'], false],
  ['cost', ['hour', 'device'], true],
  ['profit', ['category'], false],
  ['margin', ['category', 'source'], true],
  ['lead_to_sale', ['department'], false],
] as const)('%s by %j: %s', (metric, dimensions, expected) => {
  expect(hasMeaning(metric, dimensions)).toBe(expected);
});

test('meaningful metrics of the default grouping are all of them', () => {
  expect([...meaningful(['channel', 'source', 'campaign'])]).toEqual([...ADDITIVE_METRICS]);
});
