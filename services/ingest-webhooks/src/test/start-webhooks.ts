import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { decodeEvent, GROUPS, TOPICS, type Event } from '@throughline/events';
import {
  createMemoryLog,
  createMemoryStorage,
  type EventLog,
  type MemoryStorage,
  type Spool,
  type TopicConfig,
} from '@throughline/event-log';
import { normalisePhone } from '@throughline/lookups';
import { createHttpApp, createLogger, createMetrics, type Metrics, type Principal } from '@throughline/runtime';
import { ensureWorkspace, openSettings, type SettingsStore, type ValueOf } from '@throughline/settings';
import { createWebhooksApp, type ReadBackOptions, type WebhooksApp, type WebhooksDeps } from '../app.ts';
import { createProviderRegistry, PROVIDERS } from '../provider/registry.ts';
import type { BoundProvider } from '../provider/bind-provider.ts';
import type { Outcome } from '../translator/translated-records.ts';
import { RECEIVED_AT } from './translate-with.ts';

export const TOPIC_CONFIGS: readonly TopicConfig[] = Object.values(TOPICS).map((name) => {
  const single =
    name === TOPICS.settings || name === TOPICS.rejected || name === TOPICS.readBacksLater || name === TOPICS.listRuns;
  return { name, partitions: single ? 1 : 3, retentionMs: -1 };
});

/** One for all: a second instance reads the settings of the first. */
const MASTER_KEY = randomBytes(32);
const KEYS: Readonly<Record<string, Principal>> = {
  admin: { id: 'admin', scopes: ['admin'], workspaces: 'all' },
  read: { id: 'read', scopes: ['read'], workspaces: ['main'] },
};

export interface Harness {
  readonly url: string;
  readonly eventLog: EventLog;
  readonly settings: SettingsStore;
  readonly app: WebhooksApp;
  readonly storage: MemoryStorage;
  readonly metrics: Metrics;
  /** Everything that was logged by the process. */
  readonly logged: () => string;
  readonly outcomes: readonly Outcome[];
  readonly clock: { now: number };
  api(
    method: string,
    path: string,
    body?: unknown,
    key?: string,
  ): Promise<{ status: number; json: Record<string, unknown> }>;
  source(provider: string, settings?: object): Promise<{ id: string; token: string; hook: string }>;
  /** Changes fields of a source, as an administrator would. */
  change(id: string, fields: Partial<ValueOf['source']>): Promise<void>;
  /** Waits until the translator and the read-backs have nothing left. */
  settled(): Promise<void>;
  events(): Promise<Event[]>;
  stop(): Promise<void>;
}

export interface HarnessOptions {
  readonly providers?: readonly BoundProvider[];
  readonly readBack?: Partial<ReadBackOptions>;
  readonly lists?: WebhooksDeps['lists'];
  readonly lineLag?: () => Promise<number>;
  readonly spool?: Spool;
  /** How providers reach the service; default: as their requests say. */
  readonly publicUrl?: string;
  /** Default: a new log in memory. */
  readonly eventLog?: EventLog;
}

/** The service as it runs, on the memory log, over real HTTP. */
export async function startWebhooks(options: HarnessOptions = {}): Promise<Harness> {
  const clock = { now: RECEIVED_AT };
  const now = (): number => clock.now;
  const storage = createMemoryStorage();
  const eventLog = options.eventLog ?? createMemoryLog({ topics: TOPIC_CONFIGS, now, storage });
  const settings = await openSettings(eventLog, MASTER_KEY, { refreshEveryMs: 60_000 });
  await ensureWorkspace(settings, { id: 'main', timeZone: 'Europe/Moscow', country: 'RU', currency: 'RUB' });
  const outcomes: Outcome[] = [];
  let logged = '';
  const logger = createLogger({
    level: 'trace',
    name: 'test',
    destination: { write: (line: string) => void (logged += line) },
  });
  const metrics = createMetrics({ defaults: false });
  const app = createWebhooksApp({
    eventLog,
    settings,
    normalisePhone,
    authenticate: (bearer) => KEYS[bearer] ?? null,
    logger,
    metrics,
    now,
    publicUrl: options.publicUrl ?? null,
    onOutcome: (outcome) => void outcomes.push(outcome),
    // As it is in the code; how `GET /v1/events` writes it is another service's.
    presentEvent: (event) => ({ ...event }),
    providers: createProviderRegistry(options.providers ?? PROVIDERS),
    ...(options.readBack === undefined ? {} : { readBack: options.readBack }),
    ...(options.lists === undefined ? {} : { lists: options.lists }),
    ...(options.lineLag === undefined ? {} : { lineLag: options.lineLag }),
    ...(options.spool === undefined ? {} : { spool: options.spool }),
  });
  const http = createHttpApp({ logger, routes: app.routes });
  const port = await http.listen(0, '127.0.0.1');
  await app.start();
  const url = `http://127.0.0.1:${port}`;

  const harness: Harness = {
    url,
    eventLog,
    settings,
    app,
    storage,
    metrics,
    clock,
    outcomes,
    logged: () => logged,
    async api(method, path, body, key = 'admin') {
      const init = body === undefined ? {} : { body: JSON.stringify(body) };
      const response = await fetch(url + path, { method, headers: { authorization: `Bearer ${key}` }, ...init });
      return { status: response.status, json: (await response.json()) as Record<string, unknown> };
    },
    async source(provider, sourceSettings = {}) {
      const made = await harness.api('POST', '/v1/sources', { provider, name: provider, settings: sourceSettings });
      if (made.status !== 201) throw new Error(JSON.stringify(made.json));
      return { id: String(made.json['id']), token: String(made.json['token']), hook: String(made.json['hook_url']) };
    },
    async change(id, fields) {
      const source = settings.state().source(id);
      if (source?.tokenHash === undefined) throw new Error(`there is no source ${id} with hooks`);
      const { workspace, provider, name, role, tokenHash, createdAt } = source;
      const value = { workspace, provider, name, role, tokenHash, settings: source.settings, createdAt };
      await settings.put('source', id, { ...value, ...fields });
    },
    async settled() {
      for (let quiet = 0, turns = 0; quiet < 3; turns += 1) {
        if (turns > 2000) throw new Error('the consumers do not come to rest');
        quiet = (await isCaughtUp(eventLog)) ? quiet + 1 : 0;
        await delay(2);
      }
    },
    events: () => allEvents(eventLog),
    async stop() {
      await app.stop();
      await http.close(100);
      settings.stop();
      await eventLog.close();
    },
  };
  return harness;
}

const CONSUMERS = [
  [TOPICS.raw, GROUPS.translate],
  [TOPICS.readBacks, GROUPS.readBack],
  [TOPICS.readBacksLater, GROUPS.readBackLater],
] as const;

async function isCaughtUp(eventLog: EventLog): Promise<boolean> {
  for (const [topic, group] of CONSUMERS) {
    const [ends, committed] = await Promise.all([eventLog.endOffsets(topic), eventLog.committedOffsets(topic, group)]);
    if (ends.some((end, partition) => (committed[partition] ?? 0) < end)) return false;
  }
  return true;
}

/** Every event of the log, ordered as (at, id). */
export async function allEvents(eventLog: EventLog): Promise<Event[]> {
  const events: Event[] = [];
  for (const [partition, end] of (await eventLog.endOffsets(TOPICS.events)).entries()) {
    const records = await eventLog.read(TOPICS.events, partition, 0, end + 1);
    events.push(...records.map((record) => decodeEvent(record.value)));
  }
  return events.sort(
    (a, b) => a.occurredAt - b.occurredAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : a.generation - b.generation),
  );
}

/** Posts a form to a hook. */
export async function post(hook: string, form: string | Uint8Array<ArrayBuffer>): Promise<Response> {
  return fetch(hook, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form,
  });
}
