/** The thread of the steps: the same rows as in one thread, the settings of the moment, and an end in the middle. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DEFAULT_RUN } from '@throughline/domain';
import { encodeEvent, type Event } from '@throughline/events';
import { anEnquiry, aVisit } from '@throughline/testing';
import { createWarehouse, sql, type OwnWarehouse } from '@throughline/warehouse';
import type { LineSettings } from '../settings/line-settings.ts';
import type { EventBatch } from '../steps/steps.ts';
import { threadSteps, type ThreadSteps } from './thread-steps.ts';

const directory = mkdtempSync(join(tmpdir(), 'throughline-thread-'));
let warehouse: OwnWarehouse;
let steps: ThreadSteps;
let settings: LineSettings = { version: 1, workspaces: new Map() };
let refreshed: LineSettings | null = null;
beforeAll(async () => {
  warehouse = await createWarehouse({ kind: 'chdb', path: directory });
  await warehouse.migrate();
  steps = threadSteps(warehouse, { state: () => settings, refresh: async () => (settings = refreshed ?? settings) });
});
afterAll(async () => {
  await steps.stop();
  await warehouse.close();
  rmSync(directory, { recursive: true, force: true });
});

const rulesOf = (visitors: readonly string[]): LineSettings['workspaces'] =>
  new Map([
    [
      'main',
      {
        project: {
          hashKey: new Uint8Array(32).fill(1),
          country: 'RU',
          exclusions: { addresses: [], phones: [], visitors },
          referrerExclusions: null,
          channelRules: [],
        },
        run: { ...DEFAULT_RUN, rules: visitors.join() },
      },
    ],
  ]);
const AT = Date.UTC(2026, 7, 1);
const visit = (id: string): Event => aVisit({ id, at: AT, visitor: 'ann', from: 'avito' });
const batch = (...values: readonly (Event | string)[]): EventBatch => ({
  partition: 0,
  records: values.map((value, offset) => ({
    key: 'k',
    offset,
    appendedAt: AT + offset,
    value: typeof value === 'string' ? Buffer.from(value) : encodeEvent(value),
  })),
});
const between = (): Promise<void> => Promise.resolve();
const excluded = () =>
  warehouse.select<{ visit_id: string; excluded: string }>(
    sql`SELECT DISTINCT visit_id, excluded FROM visit ORDER BY visit_id`,
  );

test('an event of a workspace that was made a moment ago is projected; what is no event comes back with its bytes', async () => {
  refreshed = { version: 2, workspaces: rulesOf([]) };
  let betweens = 0;
  const { refused, dues } = await steps.record(batch(visit('1'), 'nonsense'), async () => void (betweens += 1));
  expect(dues).toEqual([]);
  expect(refused).toHaveLength(1);
  expect(Buffer.from(refused[0]!.value).toString()).toContain(Buffer.from('nonsense').toString('base64'));
  expect(await excluded()).toEqual([{ visit_id: '1', excluded: '' }]);
  expect(betweens).toBe(1);
});

test('settings that changed are those of the next batch', async () => {
  settings = { version: 3, workspaces: rulesOf(['ann']) };
  await steps.record(batch(visit('2')), between);
  expect(await excluded()).toEqual([
    { visit_id: '1', excluded: '' },
    { visit_id: '2', excluded: 'visitor' },
  ]);
});

test('dues of a batch are attributed to one row each', async () => {
  const enquiry = anEnquiry({ id: 'e', at: AT, visitor: 'bob' });
  const { dues } = await steps.record(batch(enquiry), between);
  expect(dues).toEqual([{ workspace: 'main', candidate: 'e:e' }]);
  await steps.attribute([{ workspace: 'main', candidate: 'e:e', version: 7n }], between);
  expect(await warehouse.select(sql`SELECT id, version FROM conversion`)).toEqual([{ id: 'e', version: '7' }]);
});

test('a thread that ends fails what is under way, and the next batch begins another', async () => {
  const underWay = expect(steps.record(batch(visit('3')), between)).rejects.toMatchObject({
    code: 'step_thread_ended',
  });
  await steps.stop();
  await underWay;
  await steps.record(batch(visit('3'), visit('4')), between);
  expect((await excluded()).map(({ visit_id }) => visit_id)).toEqual(['1', '2', '3', '4']);
});

test('a thread that failed, and whose exit is told late, does not take the one begun after it along', async () => {
  const workers: Worker[] = [];
  const source = { state: () => settings, refresh: () => Promise.resolve(settings) };
  const own = threadSteps(warehouse, source, (program, options) => {
    const worker = new Worker(program, options);
    workers.push(worker);
    return worker;
  });
  const [first] = workers;
  try {
    const underWay = expect(own.record(batch(visit('5')), between)).rejects.toMatchObject({
      code: 'step_thread_ended',
    });
    first!.emit('error', new Error('out of memory'));
    await underWay;
    await own.record(batch(visit('5')), between);
    await first!.terminate();
    await own.record(batch(visit('6')), between);
    expect(workers).toHaveLength(2);
    await own.stop();
    // The one at work is the one that was ended.
    expect(workers.map(({ threadId }) => threadId)).toEqual([-1, -1]);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
});
