// The webhooks' door in front of a broker as a process, for tests that kill it. Arguments: broker, directory of its spool.
// Says "at <url>" when it serves. Its sources are named in SOURCES, of Calltouch, each with the token "token-of-<source>".
import { writeSync } from 'node:fs';
import { createKafkaLog, openSpool } from '@throughline/event-log';
import { TOPICS } from '@throughline/events';
import { createWebhooksApp } from '@throughline/ingest-webhooks';
import { normalisePhone } from '@throughline/lookups';
import { createHttpApp, createLogger, createMetrics } from '@throughline/runtime';
import { ensureWorkspace, hashToken, openSettings } from '@throughline/settings';

const [broker, path] = process.argv.slice(2);
const SOURCES = ['one', 'two', 'three'];

const eventLog = await createKafkaLog({
  brokers: [broker],
  clientId: 'door',
  replication: { factor: 1, minInSync: 1 },
  sessionTimeoutMs: 6_000,
  topics: Object.values(TOPICS).map((name) => ({ name, partitions: name === 'raw' ? 2 : 1, retentionMs: -1 })),
});
const settings = await openSettings(eventLog, Buffer.alloc(32, 7));
await ensureWorkspace(settings, { id: 'main', timeZone: 'Europe/Moscow', country: 'RU', currency: 'RUB' });
for (const id of SOURCES) {
  if (settings.state().source(id) !== null) continue;
  const tokenHash = hashToken(`token-of-${id}`);
  const about = { workspace: 'main', provider: 'calltouch', name: id, role: 'call_tracking', settings: {} };
  await settings.put('source', id, { ...about, tokenHash, enabled: true, createdAt: 0 });
}
const logger = createLogger({ level: 'warn', name: 'door' });
const app = createWebhooksApp({
  eventLog,
  spool: await openSpool({ path, now: Date.now, segmentBytes: 20_000 }),
  settings,
  normalisePhone,
  logger,
  metrics: createMetrics({ defaults: false }),
  authenticate: () => null,
  now: Date.now,
  publicUrl: null,
});
const http = createHttpApp({ logger, routes: app.routes });
const port = await http.listen(0, '127.0.0.1');
await app.start();
writeSync(1, `at http://127.0.0.1:${port}\n`);
