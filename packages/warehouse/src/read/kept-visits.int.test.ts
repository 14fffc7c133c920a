/** The embedded warehouse keeps visits in memory; here against one that asks the engine each time. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createWarehouse } from '../create-warehouse.ts';
import type { Statement } from '../engine/observe-engine.ts';
import { insertVisits, recordVisits } from '../record-visits.ts';
import { visitRow } from '../table/visit.ts';
import { aVisit, NOON } from '../test/contents.ts';
import { temporaryDirectory } from '../test/temporary-warehouse.ts';
import type { OwnWarehouse } from '../warehouse.ts';
import { createFactReader } from './fact-reader.ts';
import { queriedVisits } from './stored-visits.ts';
import type { FactReader } from './fact-reader.ts';

const directory = temporaryDirectory();
const statements: Statement[] = [];
let warehouse: OwnWarehouse;
/** The same reader, one through what is kept and one past it. */
let kept: FactReader;
let asked: FactReader;

let offset = 0;
const rowOf = (visit: Parameters<typeof aVisit>[0], workspace = 'w') =>
  visitRow(workspace, aVisit(visit), { partition: 0, offset: offset++ });
const store = (...visits: Parameters<typeof aVisit>[0][]) =>
  recordVisits(
    warehouse,
    visits.map((visit) => rowOf(visit)),
  );
const questions = async (work: () => Promise<unknown>): Promise<number> => {
  statements.length = 0;
  await work();
  return statements.filter(({ lane, kind }) => lane === 'pipeline' && kind === 'query').length;
};
const VISITORS = ['v:ann', 'v:bob', 'v:new', 'v:nobody'] as const;
async function expectSame(): Promise<void> {
  const by = <T extends { contentHash: string }>(list: readonly T[]) =>
    list.toSorted((a, b) => (a.contentHash < b.contentHash ? -1 : 1));
  for (const visitors of [...VISITORS.map((visitor) => [visitor]), [...VISITORS], []]) {
    expect(by(await kept.visitsOf(visitors))).toEqual(by(await asked.visitsOf(visitors)));
  }
}

beforeAll(async () => {
  warehouse = await createWarehouse({ kind: 'chdb', path: directory.path }, (statement) => statements.push(statement));
  await warehouse.migrate();
  await store({ id: 'old', visitor: 'v:ann' });
  kept = createFactReader(warehouse, 'w');
  asked = createFactReader({ ...warehouse, ...queriedVisits(warehouse) }, 'w');
  // Until it knows which visitors there were.
  let stranger = 0;
  while ((await questions(() => kept.visitsOf([`v:stranger ${stranger++}`]))) > 0) await sleep(5);
});
afterAll(async () => {
  await warehouse.close();
  directory.remove();
});

test('of a new visitor nothing is asked; of one who was there once', async () => {
  await store({ id: 'first', visitor: 'v:new' }, { id: 'again', visitor: 'v:ann' });
  expect(await questions(() => kept.visitsOf(['v:new', 'v:nobody']))).toBe(0);
  expect(await questions(() => kept.visitsOf(['v:ann', 'v:new']))).toBe(1);
  expect(await questions(() => kept.visitsOf(['v:ann', 'v:new']))).toBe(0);
  await expectSame();
  expect((await kept.visitsOf(['v:ann'])).map(({ id }) => id).sort()).toEqual(['again', 'old']);
});

test('answers as the engine does, also of what is told twice, moves to another visitor, or is one visit in several events', async () => {
  await store({ id: 'first', visitor: 'v:new' });
  await expectSame();
  // The same content, known earlier.
  await store({ id: 'first', visitor: 'v:new', knownAt: NOON - 5 });
  await expectSame();
  expect((await kept.visitsOf(['v:new'])).map(({ knownAt }) => knownAt)).toEqual([NOON - 5]);
  await store({ id: 'moves', visitor: 'v:new' });
  await expectSame();
  await store({ id: 'moves', visitor: 'v:bob', generation: 1 });
  await expectSame();
  expect((await kept.visitsOf(['v:bob'])).map(({ visitor }) => visitor).sort()).toEqual(['v:bob', 'v:new']);
  await store({ id: 'one', visitId: 'shared', visitor: 'v:ann' });
  await expectSame();
  await store({ id: 'two', visitId: 'shared', visitor: 'v:bob', at: NOON + 1 });
  await expectSame();
  expect((await kept.visitsOf(['v:bob'])).map(({ id }) => id)).toContain('one');
});

test('other workspaces have visitors of their own', async () => {
  await recordVisits(warehouse, [rowOf({ id: 'theirs', visitor: 'v:new' }, 'other')]);
  expect((await createFactReader(warehouse, 'other').visitsOf(['v:new'])).map(({ id }) => id)).toEqual(['theirs']);
  await expectSame();
});

test('the past and reports ask the engine', async () => {
  expect(await questions(() => kept.visitsOf(['v:new']))).toBeLessThanOrEqual(2);
  expect(await createFactReader(warehouse, 'w', { knownAt: NOON - 6 }).visitsOf(['v:new'])).toEqual([]);
  const report = createFactReader(warehouse, 'w', { lane: 'report' });
  expect((await report.visitsOf(['v:new'])).length).toBe((await kept.visitsOf(['v:new'])).length);
  expect(statements.some(({ lane }) => lane === 'report')).toBe(true);
});

test('a failed insert that is tried again leaves nothing out', async () => {
  const row = rowOf({ id: 'twice', visitor: 'v:later' });
  await insertVisits(warehouse, [row]);
  await recordVisits(warehouse, [row]);
  expect((await kept.visitsOf(['v:later'])).map(({ id }) => id)).toEqual(['twice']);
});
