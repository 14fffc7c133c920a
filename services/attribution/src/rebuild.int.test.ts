/** A rebuild by several threads makes the rows that one thread makes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMemoryLog, type EventLog } from '@throughline/event-log';
import { encodeEvent, partitionKey, TOPICS } from '@throughline/events';
import { scenario, TEST_RUN } from '@throughline/testing';
import { createWarehouse, sql, type OwnWarehouse } from '@throughline/warehouse';
import { rebuildWarehouse } from './rebuild.ts';
import type { LineSettings } from './settings/line-settings.ts';
import { localSteps, type Steps } from './steps/steps.ts';
import { threadSteps } from './thread/thread-steps.ts';

const directory = mkdtempSync(join(tmpdir(), 'throughline-rebuild-'));
const state: LineSettings = {
  version: 1,
  workspaces: new Map([
    [
      'main',
      {
        project: {
          hashKey: new Uint8Array(32).fill(1),
          country: 'RU',
          exclusions: { addresses: [], phones: [], visitors: [] },
          referrerExclusions: null,
          channelRules: [],
        },
        run: TEST_RUN,
      },
    ],
  ]),
};
const settings = { state: () => state, refresh: () => Promise.resolve(state) };
let log: EventLog;
beforeAll(async () => {
  log = createMemoryLog({ topics: [{ name: TOPICS.events, partitions: 4, retentionMs: -1 }], now: () => 1 });
  const events = [1, 2, 3].flatMap((seed) => scenario(seed, 60));
  await log.append(
    TOPICS.events,
    events.map((event) => ({ key: partitionKey(event), value: encodeEvent({ ...event, workspace: 'main' }) })),
  );
});
afterAll(async () => {
  await log.close();
  rmSync(directory, { recursive: true, force: true });
});

async function rebuilt(
  name: string,
  begin: (warehouse: OwnWarehouse) => Steps[],
  end: (steps: Steps[]) => Promise<void>,
) {
  const warehouse = await createWarehouse({ kind: 'chdb', path: join(directory, name) });
  await warehouse.migrate();
  const steps = begin(warehouse);
  try {
    const deps = { log, warehouse, steps, workspaces: ['main'], onProgress: () => undefined };
    const { events, candidates } = await rebuildWarehouse(deps);
    const rows = await warehouse.select(sql`SELECT * FROM conversion ORDER BY kind, id`);
    return { events, candidates, rows };
  } finally {
    await end(steps);
    await warehouse.close();
  }
}

test('three threads and one make the same rows', async () => {
  const one = await rebuilt(
    'one',
    (warehouse) => [localSteps({ warehouse, settings })],
    () => Promise.resolve(),
  );
  const threads: { stop(): Promise<void> }[] = [];
  const three = await rebuilt(
    'three',
    (warehouse) =>
      Array.from({ length: 3 }, () => {
        const steps = threadSteps(warehouse, settings);
        threads.push(steps);
        return steps;
      }),
    async () => {
      await Promise.all(threads.map((thread) => thread.stop()));
    },
  );
  expect(one.rows.length).toBeGreaterThan(50);
  expect(one.candidates).toBe(one.rows.length);
  expect(three).toEqual(one);
});
