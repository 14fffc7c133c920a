import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createPipelineStatus, groupsOf, type PipelineStatus } from '@throughline/attribution';
import { TOPICS } from '@throughline/events';
import {
  createMemoryLog,
  createMemoryStorage,
  openSpool,
  type EventLog,
  type MemoryStorage,
} from '@throughline/event-log';
import { createWebhooksApp } from '@throughline/ingest-webhooks';
import { normalisePhone } from '@throughline/lookups';
import { createHttpApp, createLogger, createMetrics } from '@throughline/runtime';
import { ensureWorkspace, hashToken, openSettings } from '@throughline/settings';
import { temporaryDirectory } from '../test/process/temporary-directory.ts';
import { withDoors } from './with-doors.ts';

/** A door over real HTTP, its spool on disk; the log behind it takes nothing while `storage.full`. */
let storage: MemoryStorage;
let log: EventLog;
let door: string;
let now: number;
let stop: () => Promise<void>;
const status = (...doors: string[]): PipelineStatus =>
  withDoors(
    createPipelineStatus(log, groupsOf('test'), () => now),
    doors,
  );

beforeEach(async () => {
  now = Date.UTC(2026, 7, 1);
  const directory = temporaryDirectory('doors');
  storage = createMemoryStorage();
  const topics = Object.values(TOPICS).map((name) => ({ name, partitions: 1, retentionMs: -1 }));
  log = createMemoryLog({ topics, now: () => now, storage });
  const settings = await openSettings(log, randomBytes(32));
  await ensureWorkspace(settings, { id: 'main', timeZone: 'Europe/Moscow', country: 'RU', currency: 'RUB' });
  const about = {
    workspace: 'main',
    provider: 'calltouch',
    name: 'Calls',
    role: 'call_tracking',
    settings: {},
  } as const;
  await settings.put('source', 'calls', { ...about, tokenHash: hashToken('token'), enabled: true, createdAt: 0 });
  const spool = await openSpool({ path: directory.path, now: () => now });
  const logger = createLogger({ level: 'silent', name: 'test' });
  const app = createWebhooksApp({
    eventLog: log,
    spool,
    settings,
    normalisePhone,
    logger,
    metrics: createMetrics({ defaults: false }),
    authenticate: () => null,
    now: () => now,
    publicUrl: null,
  });
  const http = createHttpApp({ logger, routes: app.routes });
  door = `http://localhost:${await http.listen(0, '127.0.0.1')}`;
  await app.start();
  stop = async () => {
    await http.close(0);
    await app.stop();
    await spool.close();
    settings.stop();
    await log.close();
    directory.remove();
  };
});
afterEach(() => stop());

const post = () => fetch(`${door}/v1/hooks/calls/token`, { method: 'POST', body: 'nothing that is understood' });
async function eventually(line: PipelineStatus): Promise<void> {
  while (!(await line.status()).caught_up) await new Promise((resolve) => setTimeout(resolve, 20));
}

test('what waits on a door is not caught up, and `complete_until` stays before it', async () => {
  const line = status(door);
  expect(await line.status()).toMatchObject({ caught_up: true, lag: { forward: 0 } });
  const before = new Date(now).toISOString();
  storage.full = true;
  now += 60_000;
  expect((await post()).status).toBe(202);
  now += 60_000;
  // The log behind has nothing to do: alone it would call itself complete.
  for (let turn = 0; turn < 2; turn += 1)
    expect(await line.status()).toMatchObject({ caught_up: false, lag: { forward: 1 }, complete_until: before });
  storage.full = false;
  await eventually(line);
  expect(await line.status()).toMatchObject({ lag: { forward: 0 }, complete_until: new Date(now).toISOString() });
});

test.each([['http://127.0.0.1:1'], ['http://no-such-name.invalid']])(
  'the door %s, which does not answer, may hold something',
  async (silent) => {
    expect(await status(door, silent).status()).toMatchObject({ caught_up: false, lag: { forward: 1 } });
  },
);

test('what answers and is no door says nothing of what it holds', async () => {
  const other = createHttpApp({ logger: createLogger({ level: 'silent', name: 'test' }), routes: () => undefined });
  const port = await other.listen(0, '127.0.0.1');
  expect((await status(`http://127.0.0.1:${port}`).status()).caught_up).toBe(false);
  await other.close(0);
});
