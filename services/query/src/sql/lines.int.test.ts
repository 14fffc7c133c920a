import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DEFAULT_RUN, DIMENSIONS, meaningful, MODELS } from '@throughline/domain';
import type { Dimension } from '@throughline/domain';
import { conversions, list, sql } from '@throughline/warehouse';
import type { Warehouse } from '@throughline/warehouse';
import fc from 'fast-check';
import { DATE_MODES, REFUND_MODES } from '../report/report-request.ts';
import type { Selection } from '../report/report-request.ts';
import { OPERATORS, passes } from '../request/filter.ts';
import { periodOf } from '../request/period.ts';
import { at } from '../test/build/at.ts';
import { aDeal, anEnquiry } from '../test/build/conversions.ts';
import { aVisit } from '../test/build/facts.ts';
import { aTouch } from '../test/build/origins.ts';
import { split } from '../test/build/split.ts';
import { fill, openTestWarehouse } from '../test/warehouse.ts';
import { conversionLines } from './conversion-lines.ts';
import type { FactLine } from './fact-query.ts';
import { filterCondition } from './filter-sql.ts';
import { splitByWeights } from './split-sql.ts';
import { visitLines } from './visit-lines.ts';

let opened: Awaited<ReturnType<typeof openTestWarehouse>>;
let warehouse: Warehouse;
beforeAll(async () => {
  opened = await openTestWarehouse();
  warehouse = opened.warehouse;
  const touches = [
    aTouch('2026-08-01T10:00:00Z'),
    aTouch('2026-08-02T10:00:00Z', { source: 'google' }),
    aTouch('2026-08-03T10:00:00Z'),
  ];
  await fill(warehouse, 'main', {
    visits: [aVisit('2026-08-01T10:00:00Z'), aVisit('2026-08-31T20:59:59.999Z'), aVisit('2026-08-31T21:00:00Z')],
    conversions: [
      anEnquiry('e1', '2026-08-03T11:00:00Z', { touches }),
      aDeal('d1', '2026-08-04T00:00:00Z', {
        touches,
        saleAt: at('2026-08-05T00:00:00Z'),
        leadAt: at('2026-08-03T11:00:00Z'),
        originEnquiryId: 'e1',
        amount: 100_01,
        costOfGoods: 50_00,
        refunds: [{ id: 'r1', at: at('2026-08-06T00:00:00Z'), amount: 10_00 }],
        items: [
          { name: 'lamp', category: 'light', quantity: 1, price: 2 },
          { name: 'desk', category: null, quantity: 2, price: 2 },
        ],
      }),
    ],
  });
});
afterAll(() => opened.remove());

const selection = (over: Partial<Selection> = {}): Selection => {
  const period = periodOf({ from: '2026-08-01', to: '2026-08-31' }, 'Europe/Moscow', 0);
  if (!period.ok) throw new Error('bad period');
  const workspace = {
    id: 'main',
    timeZone: 'Europe/Moscow',
    currency: 'RUB',
    run: DEFAULT_RUN,
    digits: 2,
    runId: 'run',
    channelOf: () => 'Other',
    campaignRules: () => null,
    convert: () => null,
    sources: [],
  };
  return {
    workspace,
    period: period.value,
    model: 'linear',
    dateMode: 'sale',
    refunds: 'own_date',
    journeyEnd: 'enquiry',
    lookbackDays: 90,
    asOf: null,
    filters: { dimensions: [], metrics: [] },
    ...over,
  };
};

const read = async (
  groupBy: readonly Dimension[],
  over: Partial<Selection> = {},
  perConversion = false,
): Promise<FactLine[]> => {
  const query = {
    selection: selection(over),
    groupBy,
    filters: [],
    conversions,
    metrics: meaningful(groupBy),
    perConversion,
  };
  const statements = [perConversion ? null : visitLines(query, true), conversionLines(query)].filter(
    (statement) => statement !== null,
  );
  return (await Promise.all(statements.map((statement) => warehouse.select<FactLine>(statement)))).flat();
};

/** `<keys> | V E L D S N R G`. */
const text = ({ k, sums }: FactLine): string => `${k.join(' ')} | ${sums.join(' ')}`;
const money = (lines: readonly FactLine[]): number => lines.reduce((sum, line) => sum + Number(line.sums[6]), 0);

test('facts of a period by source, split by the linear model', async () => {
  expect((await read(['source'])).map(text).toSorted()).toEqual([
    'google | 0 333333333 333333333 333333333 333333333 0 3001 1667',
    'yandex | 0 666666667 666666667 666666667 666666667 0 6000 3333',
    'yandex | 2 0 0 0 0 0 0 0',
  ]);
});

test('every dimension groups in every date mode, and nothing gets lost', async () => {
  for (const dateMode of DATE_MODES) {
    for (const refunds of REFUND_MODES) {
      for (const dimension of DIMENSIONS) {
        expect([dimension, dateMode, money(await read([dimension], { dateMode, refunds }))]).toEqual([
          dimension,
          dateMode,
          9_001,
        ]);
      }
    }
  }
});

test('every model is read from its own columns', async () => {
  const expected: Record<string, number> = { linear: 6_000, position_based: 7_201, time_decay: 6_000 };
  for (const model of MODELS) {
    const yandex = (await read(['source'], { model })).filter(({ k }) => k[0] === 'yandex');
    expect([model, money(yandex)]).toEqual([model, expected[model] ?? 9_001]);
  }
});

test('calendar keys', async () => {
  const keys = async (dimension: Dimension): Promise<unknown> =>
    (await read([dimension])).find(({ sums }) => sums[4] !== '0')?.k[0];
  expect([
    await keys('day'),
    await keys('week'),
    await keys('month'),
    await keys('hour'),
    await keys('weekday'),
  ]).toEqual(['2026-08-05', '2026-08-03', '2026-08-01', '3', '3']);
});

test('items share a sale by price and quantity', async () => {
  const lines = await read(['product', 'category'], { model: 'last_touch', refunds: 'own_date' });
  expect(lines.map(text).toSorted()).toEqual([
    'desk (not set) | 0 0 0 666666667 666666667 0 6000 3333',
    'lamp light | 0 0 0 333333333 333333333 0 3001 1667',
  ]);
});

test('a line of a sale that is worth nothing has no share in it, and so misses no cost of goods', async () => {
  const touches = [aTouch('2026-08-01T10:00:00Z')];
  const sold = { touches, saleAt: at('2026-08-05T00:00:00Z'), amount: 100_00 };
  const items = [
    { name: 'lamp', category: 'light', quantity: 1, price: 2 },
    { name: 'card', category: 'gift', quantity: 1, price: 0 },
  ];
  await fill(warehouse, 'gifts', { conversions: [aDeal('d1', '2026-08-04T00:00:00Z', { ...sold, items })] });
  const lines = await read(['category'], { workspace: { ...selection().workspace, id: 'gifts' } });
  expect(lines.map(({ k, unknown_goods }) => [...k, unknown_goods]).toSorted()).toEqual([
    ['gift', '0'],
    ['light', '1'],
  ]);
});

test('per conversion the lines name it and say when', async () => {
  const lines = await read([], {}, true);
  expect(lines.map(({ conversion, at_ms }) => [conversion, new Date(Number(at_ms)).toISOString()]).toSorted()).toEqual([
    ['deal:d1', '2026-08-06T00:00:00.000Z'],
    ['enquiry:e1', '2026-08-03T11:00:00.000Z'],
  ]);
});

test('largest remainder in SQL equals the obvious one', async () => {
  const cases = fc.sample(
    fc.tuple(
      fc.integer({ min: -(10 ** 12), max: 10 ** 12 }),
      fc.array(fc.integer({ min: 0, max: 10 ** 9 }), { minLength: 1, maxLength: 7 }),
    ),
    { numRuns: 60, seed: 7 },
  );
  for (const [amount, weights] of cases) {
    if (weights.every((weight) => weight === 0)) continue;
    const literal = sql`arrayMap(x -> toInt64(x), array${list(weights)})`;
    const [row] = await warehouse.select<{ parts: string[] }>(
      sql`SELECT ${splitByWeights(sql`toInt64(${amount})`, literal)} AS parts`,
    );
    expect(row?.parts.map(Number)).toEqual(split(amount, weights));
  }
});

test('filters say the same in SQL and in the process', async () => {
  const values = ['yandex', 'Yandex Direct', '(not set)', '', 'я', 'b%_\\', "o'hara", '5', '23'];
  for (const dimension of ['source', 'hour'] as const) {
    for (const operator of OPERATORS) {
      for (const value of dimension === 'hour' ? ['5', '12'] : values) {
        const filter = { dimension, operator, value };
        const rows = await warehouse.select<{ v: string }>(
          sql`SELECT v FROM (SELECT arrayJoin(array${list(values)}) AS v) WHERE ${filterCondition([filter], sql`v`)}`,
        );
        expect([operator, value, rows.map(({ v }) => v).toSorted()]).toEqual([
          operator,
          value,
          values.filter((candidate) => passes(filter, candidate)).toSorted(),
        ]);
      }
    }
  }
});
