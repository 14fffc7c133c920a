import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CostFact } from '@throughline/domain';
import { sql } from '../sql/sql.ts';
import { costRow } from '../table/cost.ts';
import { aCost, NOON } from '../test/contents.ts';
import { temporaryWarehouse } from '../test/temporary-warehouse.ts';
import type { Warehouse } from '../warehouse.ts';
import { costWinners } from './cost-winners.ts';

let warehouse: Warehouse;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ warehouse, close } = await temporaryWarehouse());
});
afterAll(() => close());

const rub = (minor: number) => ({ minor, currency: 'RUB' });
const AUGUST = { from: '2026-08-01', to: '2026-08-31' };

const CASES: readonly {
  name: string;
  contents: readonly CostFact[];
  range?: { from?: string; to?: string; knownAt?: number };
  expected: readonly string[];
}[] = [
  {
    name: 'the latest report of a key wins, whichever event says it',
    contents: [
      aCost({ id: 'a', cost: rub(1), reportedAt: NOON }),
      aCost({ id: 'b', cost: rub(2), reportedAt: NOON - 1 }),
    ],
    expected: ['1'],
  },
  {
    name: 'reported at one instant: the greater cost',
    contents: [aCost({ id: 'a', cost: rub(1) }), aCost({ id: 'b', cost: rub(2) })],
    expected: ['2'],
  },
  {
    name: 'other keys add up',
    contents: [
      aCost({ id: 'a', cost: rub(1) }),
      aCost({ id: 'b', cost: rub(2), keyword: 'shoes' }),
      aCost({ id: 'c', cost: rub(3), campaignId: '7' }),
    ],
    expected: ['1', '2', '3'],
  },
  {
    name: 'a content of a greater generation replaces the event, even out of the range',
    contents: [aCost({ id: 'a', cost: rub(1) }), aCost({ id: 'a', cost: rub(2), date: '2026-09-01', generation: 1 })],
    expected: [],
  },
  {
    name: 'a retracted or excluded event does not count',
    contents: [
      aCost({ id: 'a', cost: rub(1) }),
      aCost({ id: 'a', cost: rub(1), retracted: true, generation: 1 }),
      aCost({ id: 'b', cost: rub(2), excluded: 'provider_test' }),
    ],
    expected: [],
  },
  {
    name: 'inserted twice, it counts once',
    contents: [aCost({ id: 'a', cost: rub(5) }), aCost({ id: 'a', cost: rub(5), knownAt: NOON + 1 })],
    expected: ['5'],
  },
  {
    name: 'as it was known',
    contents: [
      aCost({ id: 'a', cost: rub(1) }),
      aCost({ id: 'b', cost: rub(2), reportedAt: NOON + 5, knownAt: NOON + 5 }),
    ],
    range: { ...AUGUST, knownAt: NOON },
    expected: ['1'],
  },
  {
    name: 'without a range: all dates',
    contents: [
      aCost({ id: 'a', cost: rub(1), date: '2020-02-29' }),
      aCost({ id: 'b', cost: rub(10 ** 15), date: '2026-12-31' }),
    ],
    range: {},
    expected: ['1', '1000000000000000'],
  },
];

test.each(CASES)('$name', async ({ name, contents, range = AUGUST, expected }) => {
  await warehouse.insert(
    'cost',
    contents.map((content, offset) => costRow(name, content, { partition: 0, offset })),
  );
  const read = async (): Promise<string[]> => {
    const rows = await warehouse.select<{ cost: string }>(
      sql`SELECT cost FROM (${costWinners({ workspace: name, ...range })}) ORDER BY cost`,
    );
    return rows.map((row) => row.cost);
  };
  expect(await read()).toEqual(expected);
  const mart = await warehouse.select<{ n: string }>(sql`SELECT count() AS n FROM mart.cost WHERE workspace = ${name}`);
  if (range === AUGUST && expected.length > 0) expect(mart[0]?.n).toBe(String(expected.length));
});
