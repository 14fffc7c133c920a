import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { VisitFact } from '@throughline/domain';
import fc from 'fast-check';
import { insertVisits, recordVisits } from '../record-visits.ts';
import { sql } from '../sql/sql.ts';
import { visitRow } from '../table/visit.ts';
import { aVisit, DAY, HOUR, NOON } from '../test/contents.ts';
import { temporaryWarehouse } from '../test/temporary-warehouse.ts';
import type { TableName } from '../table/tables.ts';
import type { Warehouse } from '../warehouse.ts';
import { createFactReader } from './fact-reader.ts';
import { hasVisitConflicts, noteAllVisitConflicts } from './visit-conflicts.ts';
import { visitsInRange, visitWeightsInRange } from './visits-in-range.ts';

let warehouse: Warehouse;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ warehouse, close } = await temporaryWarehouse());
});
afterAll(() => close());

let workspaces = 0;
const newWorkspace = (): string => `w${(workspaces += 1)}`;
const record = (workspace: string, visits: readonly VisitFact[]): Promise<void> =>
  recordVisits(
    warehouse,
    visits.map((visit, offset) => visitRow(workspace, visit, { partition: 0, offset })),
  );

interface Range {
  readonly from: number;
  readonly before: number;
  readonly knownAt?: number;
}
const counted = async (workspace: string, range: Range): Promise<string[]> => {
  const rows = await warehouse.select<{ e: string; visitor: string }>(
    sql`SELECT id AS e, visitor FROM (${visitsInRange({ workspace, ...range, columns: ['id', 'visitor'] })}) ORDER BY e, visitor`,
  );
  return rows.map((row) => `${row.e} ${row.visitor}`);
};
const weighed = async (workspace: string, range: Range): Promise<string[]> => {
  const noted = await hasVisitConflicts(warehouse, workspace);
  const rows = await warehouse.select<{ e: string; visitor: string; n: string }>(
    sql`SELECT id AS e, visitor, sum(weight) AS n FROM (${visitWeightsInRange({ workspace, ...range, columns: ['id', 'visitor'] }, noted)}) GROUP BY e, visitor HAVING n != 0 ORDER BY e, visitor`,
  );
  return rows.flatMap((row) => Array.from({ length: Number(row.n) }, () => `${row.e} ${row.visitor}`));
};
/** Has the engine merge a table's parts now; only tests ask for that. */
const merge = (table: TableName): Promise<void> => warehouse.merge(table);
const AUGUST: Range = { from: Date.UTC(2026, 7, 1), before: Date.UTC(2026, 8, 1) };

describe('a visit counts once', () => {
  test('when its batch failed after it had shown, and is repeated', async () => {
    const workspace = newWorkspace();
    const rows = [visitRow(workspace, aVisit({ id: 'a', at: NOON, visitor: 'v:ann' }), { partition: 0, offset: 1 })];
    while (warehouse.noteVisitKeys([randomBytes(16).toString('hex')]).length > 0) await sleep(5);
    // Whatever else of their batch failed: nobody came to note them.
    await insertVisits(warehouse, rows);
    await recordVisits(warehouse, rows);
    expect(await counted(workspace, AUGUST)).toEqual(['a v:ann']);
    expect(await weighed(workspace, AUGUST)).toEqual(['a v:ann']);
  });

  test('when its event moved in day and visitor', async () => {
    const workspace = newWorkspace();
    await record(workspace, [aVisit({ id: 'a', at: NOON, visitor: 'v:ann' })]);
    await record(workspace, [aVisit({ id: 'a', at: NOON + 3 * DAY, visitor: 'v:bob', generation: 1 })]);
    expect(await counted(workspace, AUGUST)).toEqual(['a v:bob']);
    expect(await weighed(workspace, AUGUST)).toEqual(['a v:bob']);
    expect(await counted(workspace, { from: NOON - HOUR, before: NOON + HOUR })).toEqual([]);
    expect(await counted(workspace, { from: NOON + 3 * DAY, before: NOON + 3 * DAY + 1 })).toEqual(['a v:bob']);
  });

  test('when the winning content tells of another visit than the losing one', async () => {
    const workspace = newWorkspace();
    await record(workspace, [aVisit({ id: 'a', visitId: 'one', generation: 1 })]);
    await record(workspace, [aVisit({ id: 'a', visitId: 'two', visitor: 'v:bob' })]);
    expect(await counted(workspace, AUGUST)).toEqual(['a v:ann']);
  });

  test('when equal contents were inserted twice, merged or not', async () => {
    const workspace = newWorkspace();
    const visit = aVisit({ id: 'a' });
    await record(workspace, [visit]);
    await record(workspace, [visit]);
    expect(await counted(workspace, AUGUST)).toEqual(['a v:ann']);
    expect(await weighed(workspace, AUGUST)).toEqual(['a v:ann']);
    await merge('visit');
    expect(await counted(workspace, AUGUST)).toEqual(['a v:ann']);
    expect(await weighed(workspace, AUGUST)).toEqual(['a v:ann']);
  });

  test('when several events tell of it: the earliest', async () => {
    const workspace = newWorkspace();
    await record(workspace, [
      aVisit({ id: 'late', visitId: 'x', at: NOON + HOUR }),
      aVisit({ id: 'early', visitId: 'x', at: NOON }),
      aVisit({ id: 'other', visitId: 'y', at: NOON }),
    ]);
    expect(await counted(workspace, AUGUST)).toEqual(['early v:ann', 'other v:ann']);
    expect(await weighed(workspace, { from: NOON + 1, before: NOON + DAY })).toEqual([]);
  });

  test('and not at all when retracted or excluded', async () => {
    const workspace = newWorkspace();
    await record(workspace, [aVisit({ id: 'a' }), aVisit({ id: 'bot', excluded: 'bot' })]);
    await record(workspace, [aVisit({ id: 'a', retracted: true, generation: 1 })]);
    expect(await counted(workspace, AUGUST)).toEqual([]);
    expect(await weighed(workspace, AUGUST)).toEqual([]);
  });
});

test('of equal contents the one known first is kept, whatever the order of inserts', async () => {
  const workspace = newWorkspace();
  for (const knownAt of [NOON + 2, NOON + 1, NOON + 3]) await record(workspace, [aVisit({ id: 'a', knownAt })]);
  const reader = createFactReader(warehouse, workspace);
  expect((await reader.visitsOf(['v:ann'])).map((visit) => visit.knownAt)).toEqual([NOON + 1]);
  await merge('visit');
  expect((await reader.visitsOf(['v:ann'])).map((visit) => visit.knownAt)).toEqual([NOON + 1]);
  expect(await counted(workspace, { ...AUGUST, knownAt: NOON })).toEqual([]);
  expect(await counted(workspace, { ...AUGUST, knownAt: NOON + 1 })).toEqual(['a v:ann']);
});

test('a visit is read back as it was recorded', async () => {
  const workspace = newWorkspace();
  const visit = aVisit({
    id: "o'neil\\\u0000",
    visitor: "v:x'y",
    claim: true,
    generation: 7 * 2 ** 20 + 3,
    landingPage: 'магазин.рф/скидки',
    origin: {
      channel: 'Paid Search',
      source: 'yandex',
      medium: 'cpc',
      campaign: 'лето',
      adGroup: 'g',
      term: 't',
      content: 'c',
      clickId: 'yclid=1',
    },
  });
  await record(workspace, [visit]);
  expect(await createFactReader(warehouse, workspace).visitsOf(["v:x'y"])).toEqual([visit]);
});

test('the visits of a visitor come with everything that may outdo them', async () => {
  const workspace = newWorkspace();
  const mine = aVisit({ id: 'a', visitId: 'x', visitor: 'v:ann', at: NOON });
  const moved = aVisit({ id: 'a', visitId: 'x', visitor: 'v:bob', at: NOON + 40 * DAY, generation: 1 });
  const sharing = aVisit({ id: 'b', visitId: 'x', visitor: 'v:cid', at: NOON - HOUR });
  const sharingMoved = aVisit({ id: 'b', visitId: 'z', visitor: 'v:dan', at: NOON - DAY, generation: 2 });
  const foreign = aVisit({ id: 'c', visitor: 'v:eve' });
  await record(workspace, [mine, moved, sharing, sharingMoved, foreign]);
  const read = await createFactReader(warehouse, workspace).visitsOf(['v:ann']);
  expect(new Set(read.map((visit) => visit.contentHash))).toEqual(
    new Set([mine, moved, sharing, sharingMoved].map((visit) => visit.contentHash)),
  );
});

/** The rule as it reads, slowly. */
const reference = (contents: readonly VisitFact[], range: Range): string[] => {
  const known = contents.filter((c) => range.knownAt === undefined || c.knownAt <= range.knownAt);
  const byRank = (a: VisitFact, b: VisitFact): number =>
    b.generation - a.generation ||
    b.at - a.at ||
    (a.contentHash < b.contentHash ? 1 : a.contentHash > b.contentHash ? -1 : 0);
  const winners = [...new Set(known.map((c) => c.eventId))]
    .map((eventId) => known.filter((c) => c.eventId === eventId).toSorted(byRank)[0]!)
    .filter((c) => !c.retracted);
  const earliest = winners.filter(
    (c) => !winners.some((o) => o.visitId === c.visitId && (o.at < c.at || (o.at === c.at && o.id < c.id))),
  );
  return earliest
    .filter((c) => c.excluded === '' && c.at >= range.from && c.at < range.before)
    .map((c) => `${c.id} ${c.visitor}`)
    .sort();
};

const anyVisit = fc
  .record({
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    visitId: fc.constantFrom('x', 'y', 'z', 'u'),
    visitor: fc.constantFrom('v:1' as const, 'v:2' as const),
    at: fc.integer({ min: 0, max: 5 }).map((n) => NOON + n * 13 * HOUR),
    knownAt: fc.integer({ min: 0, max: 3 }).map((n) => NOON + n),
    generation: fc.integer({ min: 0, max: 2 }),
    retracted: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    excluded: fc.oneof(
      { weight: 4, arbitrary: fc.constant('' as const) },
      { weight: 1, arbitrary: fc.constant('bot' as const) },
    ),
  })
  .map(aVisit);

/** Batches of one workspace, a range by hours, and what is known. */
const scenario = fc.record({
  batches: fc.array(fc.array(anyVisit, { minLength: 0, maxLength: 6 }), { minLength: 4, maxLength: 4 }),
  start: fc.integer({ min: 0, max: 70 }),
  length: fc.integer({ min: 1, max: 50 }),
  known: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
});

test.each(['batch by batch', 'all at the end'])(
  'any contents in any batches count as the rule says, conflicts noted %s',
  async (when) => {
    // Many scenarios share the inserts, each in a workspace of its own: inserts are what costs time here.
    await fc.assert(
      fc.asyncProperty(fc.array(scenario, { minLength: 15, maxLength: 15 }), async (scenarios) => {
        const named = scenarios.map((one) => ({ ...one, workspace: newWorkspace() }));
        for (let batch = 0; batch < 4; batch += 1) {
          const rows = named.flatMap(({ workspace, batches }) =>
            (batches[batch] ?? []).map((visit, offset) => visitRow(workspace, visit, { partition: 0, offset })),
          );
          await (when === 'batch by batch' ? recordVisits(warehouse, rows) : insertVisits(warehouse, rows));
        }
        if (when === 'all at the end') await noteAllVisitConflicts(warehouse);
        for (const { workspace, batches, start, length, known } of named) {
          const from = NOON - DAY + start * HOUR;
          const range = {
            from,
            before: from + length * HOUR,
            ...(known === undefined ? {} : { knownAt: NOON + known }),
          };
          const expected = reference(batches.flat(), range);
          expect(await counted(workspace, range)).toEqual(expected);
          expect(await weighed(workspace, range)).toEqual(expected);
        }
      }),
      { numRuns: 3 },
    );
  },
);
