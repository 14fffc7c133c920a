import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { aCall, aCost, aDeal, anEnquiry, aVisit } from '../build/builders.ts';
import { at } from '../build/envelope.ts';
import { factsOf } from '../build/facts-of.ts';
import { TEST_RUN } from '../build/test-run.ts';
import { storiesArbitrary } from '../generate/arbitrary.ts';
import { HOUR } from '../reference/order.ts';
import { REFERENCE_CRM_DIMENSIONS, type ReferenceQuery } from './query.ts';
import { referenceReport } from './reference-report.ts';

/** Dimensions of the CRM and filters on metrics: what the reference says, by hand. */
const T = at('2026-08-10 12:00');
const item = (name: string, category: string | null, price: string) => ({
  ...{ name, category, quantity: 1 },
  price: { amount: price, currency: 'RUB' },
});
const facts = factsOf([
  aVisit({ id: 'v', visitor: 'a', at: T - HOUR, from: 'yandex/cpc/brand' }),
  aCost({ date: '2026-08-10', reportedAt: T, campaign: 'brand', cost: '5.00' }),
  anEnquiry({ id: 'e', at: T, visitor: 'a', manager: 'Olga' }),
  aCall({ source: 'ct', call: 'c', at: T, phone: '+79160000001', manager: 'Ivan' }),
  aDeal({
    ...{ id: '1', deal: 'd1', at: T + HOUR, visitor: 'a', status: 'won', amount: '0.05', costOfGoods: null },
    ...{ manager: 'Ivan', department: 'Retail', pipeline: '' },
    items: [item('Chair', 'Furniture', '1.00'), item('Lamp', null, '1.00'), item('Gift', 'Gifts', '0.00')],
  }),
  aDeal({
    ...{
      id: '2',
      deal: 'd2',
      at: T + HOUR,
      phone: '+79160000001',
      status: 'won',
      amount: '10.00',
      costOfGoods: '4.00',
    },
    ...{ pipeline: 'Main' },
  }),
]);
const ask = (query: Partial<ReferenceQuery>) =>
  referenceReport('roi', facts, TEST_RUN, {
    ...{ from: '2026-08-01', to: '2026-08-31', tz: 'Europe/Moscow', by: ['manager'] },
    ...{ model: 'last_touch', dateMode: 'sale', refunds: 'own_date', ...query },
  });
const shown = (query: Partial<ReferenceQuery>, ...keys: readonly string[]): unknown[] =>
  ask(query).rows.map((row) => keys.map((key) => row[key]));

test("an enquiry is its manager's, a deal its own manager's; visits and costs are nobody's", () => {
  expect(shown({}, 'manager', 'enquiries', 'deals', 'revenue', 'visits', 'cost', 'profit')).toEqual([
    ['(not set)', 0, 1, '10.00', null, null, null],
    ['Ivan', 1, 1, '0.05', null, null, null],
    ['Olga', 1, 0, '0.00', null, null, null],
  ]);
});

test('an enquiry has no pipeline and no department; empty is not set', () => {
  expect(shown({ by: ['pipeline', 'department'] }, 'pipeline', 'department', 'enquiries', 'leads', 'sales')).toEqual([
    ['(not set)', 'Retail', null, null, 1],
    ['Main', '(not set)', null, null, 1],
  ]);
});

test('the source of a call is that of the deal it began', () => {
  expect(shown({ by: ['call_source'] }, 'call_source', 'enquiries', 'sales')).toEqual([
    ['(not set)', 1, 1],
    ['ct', 1, 1],
  ]);
});

test('items share out a sale by what they cost; what gets none of it tells nothing of its cost of goods', () => {
  expect(
    shown({ by: ['product', 'category'] }, 'product', 'category', 'sales', 'revenue', 'cost_of_goods_known'),
  ).toEqual([
    ['(not set)', '(not set)', 1, '10.00', true],
    ['Chair', 'Furniture', 0.5, '0.03', false],
    ['Lamp', '(not set)', 0.5, '0.02', false],
  ]);
});

test('a filter on a dimension takes the meaning of metrics too, and hides no row of nobody', () => {
  const filter = [{ dimension: 'manager' as const, operator: 'eq' as const, value: 'Olga' }];
  expect(shown({ by: ['source'], filter }, 'source', 'visits', 'enquiries', 'cost')).toEqual([
    ['(not attributed)', null, 0, null],
    ['yandex', null, 1, null],
  ]);
});

test('several eq on one dimension are alternatives', () => {
  const eq = (value: string) => ({ dimension: 'manager' as const, operator: 'eq' as const, value });
  expect(shown({ filter: [eq('Olga'), eq('Ivan')] }, 'manager')).toEqual([['Ivan'], ['Olga']]);
});

test('a filter on a metric leaves rows out of the totals; the unknown passes neq only', () => {
  const metric = (key: string, operator: 'gt' | 'neq', value: number) => [{ metric: key, operator, value }];
  const report = ask({ metricFilter: metric('revenue', 'gt', 1) });
  expect(report.rows.map(({ manager }) => manager)).toEqual(['(not set)']);
  expect(report.totals).toMatchObject({ revenue: '10.00', sales: 1, enquiries: 0 });
  expect(ask({ metricFilter: metric('cost', 'gt', -1) }).rows).toEqual([]);
  expect(ask({ metricFilter: metric('cost', 'neq', 0) }).rows).toHaveLength(3);
});

test('rows by any dimension of the CRM sum to what the report says without it', () => {
  const year = { from: '2026-01-01', to: '2027-12-31', tz: 'UTC', dateMode: 'sale', model: 'linear' } as const;
  const minor = (value: unknown): bigint => BigInt(String(value).replace('.', ''));
  fc.assert(
    fc.property(storiesArbitrary(10), fc.constantFrom(...REFERENCE_CRM_DIMENSIONS), (stories, dimension) => {
      const told = factsOf(stories.flatMap(({ events }) => events));
      const by = (...keys: ReferenceQuery['by']) =>
        referenceReport('roi', told, TEST_RUN, { ...year, refunds: 'own_date', by: keys });
      const [split, whole] = [by(dimension), by('month').totals];
      for (const key of ['revenue', 'cost_of_goods'])
        expect(split.rows.map((row) => minor(row[key])).reduce((a, b) => a + b, 0n)).toBe(minor(whole[key]));
      expect(split.totals).toMatchObject({ sales: whole['sales'], deals: whole['deals'], visits: null, cost: null });
    }),
    { numRuns: 40 },
  );
});
