import { randomBytes, randomUUID } from 'node:crypto';
import { createEmbeddedLog } from '@throughline/event-log';
import { TOPICS } from '@throughline/events';
import { createIngestWeb } from '@throughline/ingest-web';
import { normalisePhone, registeredDomain } from '@throughline/lookups';
import { createHttpApp, createLogger, createMetrics, keyAuthenticator } from '@throughline/runtime';
import { ALL_WORKSPACES, ensureAdminKey, ensureWorkspace, openSettings } from '@throughline/settings';

/**
 * The door of events as a service of its own, as in a cluster: keys and workspace from settings, validation, an LMDB log
 * that is flushed before the answer; no line behind it. Arguments: log directory, admin key.
 */
const [, , path = '', adminKey = ''] = process.argv;
const topics = [TOPICS.events, TOPICS.settings, TOPICS.rejected].map((name) => ({
  name,
  partitions: 1,
  retentionMs: -1,
}));
const log = await createEmbeddedLog({ path, topics, now: Date.now });
const settings = await openSettings(log, randomBytes(32));
await ensureWorkspace(settings, { id: 'main', timeZone: 'Europe/Moscow', country: 'RU', currency: 'RUB' });
await ensureAdminKey(settings, adminKey);

const authenticate = keyAuthenticator(
  (hash) => {
    const key = settings.state().keyByHash(hash);
    if (key === null) return null;
    return {
      id: key.id,
      scopes: key.scopes,
      workspaces: key.workspaces.includes(ALL_WORKSPACES) ? 'all' : key.workspaces,
    };
  },
  () => settings.state().version,
);
const logger = createLogger({ level: 'warn', name: 'door' });
const web = createIngestWeb({
  log,
  logger,
  metrics: createMetrics(),
  authenticate,
  now: Date.now,
  randomId: randomUUID,
  normalisePhone,
  settings,
  registeredDomain,
  publicUrl: null,
  beaconRates: { perAddress: 1_000, perVisitor: 1_000 },
  workspace(id) {
    const state = settings.state();
    const workspace = state.workspace(id);
    if (workspace === null) return null;
    const { timeZone, country, currency } = workspace;
    return { id, timeZone, country, currency, settingsVersion: state.version };
  },
});
const http = createHttpApp({
  logger,
  hot: web.hot,
  routes(app) {
    web.routes(app);
    app.get('/end', (_request, response) => void log.endOffsets(TOPICS.events).then((ends) => response.json(ends)));
  },
});
process.stdout.write(`http://127.0.0.1:${await http.listen(0, '127.0.0.1')}\n`);
process.once(
  'SIGTERM',
  () =>
    void http
      .close(0)
      .then(() => log.close())
      .then(() => process.exit(0)),
);
