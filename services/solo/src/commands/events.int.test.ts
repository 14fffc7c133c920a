import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createMemoryLog, type EventLog } from '@throughline/event-log';
import { encodeRejected, NO_WEBHOOK, TOPICS } from '@throughline/events';
import { createWebhooksApp } from '@throughline/ingest-webhooks';
import { normalisePhone } from '@throughline/lookups';
import { createHttpApp, createLogger, createMetrics } from '@throughline/runtime';
import { ensureWorkspace, openSettings, type SettingsStore } from '@throughline/settings';
import { eventsReplay } from './events.ts';
import { instanceClient } from './instance-client.ts';

const AT = Date.UTC(2026, 2, 2);
let log: EventLog;
let settings: SettingsStore;
let http: ReturnType<typeof createHttpApp>;
let said: { printed: string[]; progress: string[] };
let replay: () => Promise<Record<string, number>>;
beforeEach(async () => {
  const topics = Object.values(TOPICS).map((name) => ({ name, partitions: 1, retentionMs: -1 }));
  log = createMemoryLog({ topics, now: () => AT });
  settings = await openSettings(log, randomBytes(32));
  await ensureWorkspace(settings, { id: 'main', timeZone: 'Europe/Moscow', country: 'RU', currency: 'RUB' });
  const logger = createLogger({ level: 'silent', name: 'test' });
  const hooks = createWebhooksApp({
    eventLog: log,
    settings,
    normalisePhone,
    logger,
    metrics: createMetrics({ defaults: false }),
    authenticate: () => ({ id: 'k', scopes: ['admin'], workspaces: 'all' }),
    now: () => AT,
    publicUrl: null,
  });
  http = createHttpApp({ logger, routes: hooks.routes });
  const port = await http.listen(0, '127.0.0.1');
  said = { printed: [], progress: [] };
  const context = {
    client: () => instanceClient({ dataDirectory: '', url: `http://127.0.0.1:${port}`, key: 'key' }),
    print: (text: string) => void said.printed.push(text),
    progress: (text: string) => void said.progress.push(text),
  };
  replay = async () => {
    await eventsReplay(context as unknown as Parameters<typeof eventsReplay>[0], { json: true });
    return JSON.parse(said.printed.join('')) as Record<string, number>;
  };
});
afterEach(async () => {
  await http.close(0);
  settings.stop();
  await log.close();
});

/** Records on topic `rejected`: nobody can read those of `elsewhere`; those of `gone` are rejected as often as read. */
async function reject(count: number, source: 'elsewhere' | 'gone'): Promise<void> {
  const value = encodeRejected({
    ...NO_WEBHOOK,
    workspace: 'main',
    source,
    reason: 'unknown_source',
    detail: '',
    receivedAt: AT,
    method: source === 'gone' ? 'POST' : '',
  });
  await log.append(
    TOPICS.rejected,
    Array.from({ length: count }, () => ({ key: null, value })),
  );
}

test('goes on behind a thousand that cannot be settled', async () => {
  await reject(1_100, 'elsewhere');
  await reject(20, 'gone');
  expect(await replay()).toEqual({
    replayed: 20,
    accepted: 0,
    read_backs: 0,
    still_rejected: 20,
    not_replayable: 1_100,
    remaining: 0,
  });
  expect(said.progress).toEqual(['120 to go']);
});

test('ends where everything is rejected again, and has reached each once', async () => {
  await reject(2_500, 'gone');
  expect(await replay()).toMatchObject({ replayed: 2_500, still_rejected: 2_500, remaining: 0 });
  expect(said.progress).toEqual(['1500 to go', '500 to go']);
});

test('with nothing rejected says so', async () => {
  expect(await replay()).toMatchObject({ replayed: 0, not_replayable: 0, remaining: 0 });
});
