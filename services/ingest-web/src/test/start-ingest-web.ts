import { createMemoryLog, type EventLog } from '@throughline/event-log';
import { decodeEvent, type Event } from '@throughline/events';
import { createHttpApp, createLogger, createMetrics, type Metrics, type Principal } from '@throughline/runtime';
import { openSettings, type SettingsStore } from '@throughline/settings';
import { createIngestWeb } from '../app.ts';
import type { BeaconRates } from '../collect/beacon-limits.ts';

/** Receipt of everything in these tests. */
export const NOW = Date.UTC(2026, 7, 1, 12, 0, 0);

const KEYS: Readonly<Record<string, Principal>> = {
  ingest: { id: 'k1', scopes: ['ingest'], workspaces: ['main', 'other'] },
  read: { id: 'k2', scopes: ['read'], workspaces: ['main'] },
  admin: { id: 'k3', scopes: ['admin'], workspaces: 'all' },
};
const WORKSPACE = { timeZone: 'Europe/Moscow', country: 'RU', currency: 'RUB', settingsVersion: 3 };

export interface Started {
  readonly url: string;
  readonly port: number;
  readonly log: EventLog;
  readonly settings: SettingsStore;
  readonly metrics: Metrics;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  get(path: string, key?: string): Promise<Answer>;
  /** As a browser or a curious person asks: no key, and headers as they are. */
  raw(path: string, init?: RequestInit): Promise<Response>;
  /** Every event in the log, in the order of appending. */
  events(): Promise<Event[]>;
  /** The JSON of every record of topic `rejected`. */
  rejected(): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: any;
}

export interface StartOptions {
  readonly beaconRates?: BeaconRates;
  /** Proxies in front whose X-Forwarded-For is believed. */
  readonly proxies?: number;
  readonly publicUrl?: string;
}

/** ingest-web behind real HTTP on the memory log. `broken` may replace methods of the log. */
export async function startIngestWeb(
  broken: (log: EventLog) => Partial<EventLog> = () => ({}),
  { beaconRates = { perAddress: 1_000, perVisitor: 1_000 }, proxies = 0, publicUrl }: StartOptions = {},
): Promise<Started> {
  const topics = [
    ...['events', 'rejected', 'raw'].map((name) => ({ name, partitions: 2, retentionMs: -1 })),
    { name: 'settings', partitions: 1, retentionMs: -1 },
  ];
  let tick = NOW;
  const memory = createMemoryLog({ topics, now: () => tick++ });
  const log: EventLog = { ...memory, ...broken(memory) };
  const settings = await openSettings(memory, Buffer.alloc(32, 7), { refreshEveryMs: 600_000 });
  await settings.put('workspace', 'main', { timeZone: 'Europe/Moscow', country: 'RU', currency: 'RUB' });
  const metrics = createMetrics({ defaults: false });
  let id = 0;
  const web = createIngestWeb({
    log,
    logger: createLogger({ level: 'silent', name: 'test' }),
    metrics,
    authenticate: (bearer) => KEYS[bearer] ?? null,
    workspace: (name) => (name === 'main' || name === 'other' ? { id: name, ...WORKSPACE } : null),
    // The port's contract is enough here: E.164 for 11 digits, nothing else.
    normalisePhone: (text) => {
      const digits = text.replace(/\D/g, '');
      return digits.length === 11 ? `+7${digits.slice(1)}` : null;
    },
    settings,
    registeredDomain: (host) => (host.includes('.') ? host.split('.').slice(-2).join('.') : null),
    publicUrl: publicUrl ?? null,
    beaconRates,
    now: () => NOW,
    randomId: () => `random-${id++}`,
  });
  const app = createHttpApp({ logger: createLogger({ level: 'silent', name: 'test' }), proxies, ...web });
  const port = await app.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${port}`;

  async function call(path: string, init: RequestInit): Promise<Answer> {
    const response = await fetch(url + path, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, json: text === '' ? null : JSON.parse(text) };
  }
  async function values(topic: string): Promise<Uint8Array[]> {
    const ends = await memory.endOffsets(topic);
    const lists = await Promise.all(ends.map((end, partition) => memory.read(topic, partition, 0, Math.max(1, end))));
    return lists
      .flat()
      .sort((a, b) => a.appendedAt - b.appendedAt)
      .map((record) => record.value);
  }

  return {
    url,
    port,
    log,
    settings,
    metrics,
    raw: (path, init = {}) => fetch(url + path, init),
    post: (path, body, headers = {}) =>
      call(path, {
        method: 'POST',
        body: typeof body === 'string' ? body : body instanceof Uint8Array ? new Blob([body]) : JSON.stringify(body),
        headers: { authorization: 'Bearer ingest', 'content-type': 'application/json', ...headers },
      }),
    get: (path, key = 'read') => call(path, { headers: { authorization: `Bearer ${key}` } }),
    events: async () => (await values('events')).map(decodeEvent),
    rejected: async () =>
      (await values('rejected')).map(
        (value) => JSON.parse(Buffer.from(value).toString('utf8')) as Record<string, unknown>,
      ),
    stop: async () => {
      settings.stop();
      await app.close(0);
      await memory.close();
    },
  };
}
