import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createWarehouse } from '../create-warehouse.ts';
import type { Statement } from '../engine/observe-engine.ts';
import { recordVisits } from '../record-visits.ts';
import { factByNodeRows } from '../table/fact-by-node.ts';
import { factRow, type BodyFact } from '../table/fact.ts';
import { visitKeysOf } from '../table/visit-by-key.ts';
import { visitRow } from '../table/visit.ts';
import { aDeal, aVisit } from '../test/contents.ts';
import { temporaryDirectory } from '../test/temporary-warehouse.ts';
import type { Warehouse } from '../warehouse.ts';
import { createFactReader } from './fact-reader.ts';

/** What an embedded warehouse that was opened again knows of its keys, from the real engine. */
const directory = temporaryDirectory();
const statements: Statement[] = [];
const open = async (): Promise<Warehouse> => {
  const opened = await createWarehouse({ kind: 'chdb', path: directory.path }, (statement) =>
    statements.push(statement),
  );
  await opened.migrate();
  return opened;
};
const store = async (content: BodyFact, nodes: string[]): Promise<void> => {
  await warehouse.insert('fact_by_node', factByNodeRows('w', content, nodes, []));
  await warehouse.insert('fact', [factRow('w', content, { partition: 0, offset: 0 })]);
};
const visits = Array.from({ length: 1_500 }, (_, n) =>
  visitRow('w', aVisit({ id: `visit ${n}`, visitId: `of ${n}` }), { partition: 0, offset: n }),
);
const deal = aDeal({ id: 'old' });
let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await open();
  await recordVisits(warehouse, visits);
  await store(deal, ['d:old', 'p:Анна']);
  await warehouse.close();
  warehouse = await open();
});
afterAll(async () => {
  await warehouse.close();
  directory.remove();
});

const digest = (): string => randomBytes(16).toString('hex');
/** Questions of the pipeline that `work` asks the engine. */
async function asked(work: () => Promise<unknown>): Promise<number> {
  statements.length = 0;
  await work();
  return statements.filter(({ lane, kind }) => lane === 'pipeline' && kind === 'query').length;
}
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(5);
}

describe('opened again', () => {
  test('it takes every key of a visit for one that may repeat until it has read them, and then those alone', async () => {
    const keys = visitKeysOf(visits);
    expect(keys).toHaveLength(3_000);
    await until(() => warehouse.noteVisitKeys([digest()]).length === 0);
    expect(warehouse.noteVisitKeys(keys)).toEqual(keys);
    const fresh = Array.from({ length: 1_000 }, digest);
    expect(warehouse.noteVisitKeys(fresh).length).toBeLessThan(10);
    expect(warehouse.noteVisitKeys(fresh)).toEqual(fresh);
  });

  test('it asks for names that were there, and not for new ones or what came with them', async () => {
    const names = Array.from({ length: 300 }, () => `v:${digest()}`);
    await until(async () => (await asked(() => warehouse.namedAmong('w', [`v:${digest()}`]))) === 0);
    expect(await warehouse.namedAmong('w', ['d:old', 'p:Анна', ...names])).toEqual(['d:old', 'p:Анна']);
    expect(await warehouse.factsById('w', [deal.eventId])).toMatchObject([{ id: 'old' }]);

    const fresh = aDeal({ id: 'fresh' });
    await store(fresh, ['d:fresh', names[0] ?? '']);
    const reader = createFactReader(warehouse, 'w');
    const questions = await asked(async () => {
      expect(await reader.factsById([fresh.eventId])).toMatchObject([{ id: 'fresh' }]);
      expect(await reader.factsNaming(['d:fresh'])).toMatchObject([{ id: 'fresh' }]);
      expect(await warehouse.namedAmong('w', names)).toEqual([names[0]]);
    });
    expect(questions).toBe(0);
    // Another content of what was there before is read with all the others.
    await store({ ...deal, contentHash: 'f'.repeat(64) }, ['d:old']);
    expect(await reader.factsById([deal.eventId])).toHaveLength(2);
  });
});
