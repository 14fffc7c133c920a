/** Reports over random facts, compared with an independent program that follows the definitions word by word. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MODELS } from '@throughline/domain';
import type { Fact } from '@throughline/domain';
import {
  aCall,
  aDeal,
  factsOf,
  queryString,
  referenceReport,
  reportDifferences,
  scenario,
  TEST_RUN,
} from '@throughline/testing';
import type { ReferenceQuery } from '@throughline/testing';
import fc from 'fast-check';
import { fillFromFacts } from '../test/fill-from-facts.ts';
import { aWorkspace, serve } from '../test/serve.ts';
import { openTestWarehouse } from '../test/warehouse.ts';

const SEEDS = [1, 2026, 31_337];
const SIZE = 60;
const QUERIES = 14;

let opened: Awaited<ReturnType<typeof openTestWarehouse>>;
beforeAll(async () => {
  opened = await openTestWarehouse();
});
afterAll(() => opened.remove());

const dimensions = [
  'channel', 'source', 'medium', 'campaign', 'ad_group', 'term', 'content', 'landing_page', 'device', 'country', 'city', 'day', 'week', 'month', 'hour', 'weekday', 'manager', 'pipeline', 'call_source', 'category',
] as const; // prettier-ignore

const queries: fc.Arbitrary<ReferenceQuery> = fc.record(
  {
    from: fc.constantFrom('2026-05-01', '2026-08-01', '2026-08-15', '2026-07-01'),
    to: fc.constantFrom('2026-08-31', '2026-08-15', '2026-09-30', '2026-12-31'),
    tz: fc.constantFrom('Europe/Moscow', 'UTC', 'America/New_York', 'Asia/Vladivostok'),
    by: fc.uniqueArray(fc.constantFrom(...dimensions), { minLength: 1, maxLength: 3 }),
    model: fc.constantFrom(...MODELS),
    dateMode: fc.constantFrom('sale' as const, 'lead' as const, 'touch' as const),
    refunds: fc.constantFrom('own_date' as const, 'sale_date' as const),
    journeyEnd: fc.constantFrom('enquiry' as const, 'enquiry' as const, 'conversion' as const),
    lookbackDays: fc.constantFrom(90, 90, 30, 1),
    filter: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          [{ dimension: 'source' as const, operator: 'eq' as const, value: 'yandex' }],
          [{ dimension: 'source' as const, operator: 'neq' as const, value: 'yandex' }],
          [{ dimension: 'campaign' as const, operator: 'dnc' as const, value: 'set' }],
          [{ dimension: 'hour' as const, operator: 'gte' as const, value: '12' }],
          [{ dimension: 'day' as const, operator: 'lt' as const, value: '2026-08-20' }],
        ),
      },
    ),
  },
  { requiredKeys: ['from', 'to', 'tz', 'by', 'model', 'dateMode', 'refunds'] },
);

describe.each(SEEDS)('scenario %i', (seed) => {
  let facts: readonly Fact[];
  const workspace = `w${seed}`;
  let service: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    facts = factsOf(scenario(seed, SIZE));
    await fillFromFacts(opened.warehouse, workspace, facts, TEST_RUN);
    service = await serve(opened.warehouse, {
      workspaces: (id) => aWorkspace({ id, run: TEST_RUN }),
      authenticate: () => ({ id: 'all', scopes: ['read'], workspaces: 'all' }),
    });
  });
  afterAll(() => service.close());

  const check = async (name: 'roi' | 'revenue-by-source', query: ReferenceQuery): Promise<void> => {
    const text = queryString(query, workspace);
    const answer = await service.get(`/v1/reports/${name}?${text}`);
    expect([text, answer.status]).toEqual([text, 200]);
    const differences = reportDifferences(answer.json, referenceReport(name, facts, TEST_RUN, query), query.by);
    expect([name, text, differences.slice(0, 5)]).toEqual([name, text, []]);
  };

  test.each(
    fc
      .sample(
        queries.filter(({ from, to }) => from <= to),
        { numRuns: QUERIES, seed },
      )
      .map((query, index) => [index, query] as const),
  )('question %i says what the definitions say', async (index, query) => {
    await check(index % 4 === 3 ? 'revenue-by-source' : 'roi', query);
  });

  test('and as it was known before', async () => {
    const instants = facts.map(({ knownAt }) => knownAt).toSorted((a, b) => a - b);
    for (const part of [0.3, 0.7]) {
      const asOf = instants[Math.floor(instants.length * part)] ?? 0;
      await check('roi', {
        from: '2026-05-01',
        to: '2026-12-31',
        tz: 'UTC',
        by: ['source', 'campaign'],
        model: 'linear',
        dateMode: 'sale',
        refunds: 'own_date',
        asOf,
      });
    }
  });
});

test('a deal knows whose call it came of, also where the journey is computed anew and the call lies before the period', async () => {
  const phone = '+79000000101';
  const facts = factsOf([
    aCall({ call: 'c1', source: 'tracker', phone, at: Date.UTC(2026, 6, 31, 12) }),
    aDeal({ deal: 'd1', phone, at: Date.UTC(2026, 7, 2, 12), status: 'open' }),
  ]);
  await fillFromFacts(opened.warehouse, 'before', facts, TEST_RUN);
  const service = await serve(opened.warehouse, {
    workspaces: (id) => aWorkspace({ id, run: TEST_RUN }),
    authenticate: () => ({ id: 'all', scopes: ['read'], workspaces: 'all' }),
  });
  const asked = '/v1/reports/roi?workspace=before&from=2026-08-01&to=2026-08-31&tz=UTC&by=call_source&lookback_days=1';
  const { json } = await service.get(asked);
  await service.close();
  expect(json.rows.map((row: any) => [row.call_source, row.deals])).toEqual([['tracker', 1]]);
});
