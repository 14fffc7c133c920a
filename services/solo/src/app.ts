import { randomBytes, randomUUID } from 'node:crypto';
import { startJobs } from '@throughline/jobs';
import { createEmbeddedLog, observeLog } from '@throughline/event-log';
import { createIngestWeb, INGEST_WEB_PART, presentEvent } from '@throughline/ingest-web';
import { createReconciler, createWebhooksApp, WEBHOOKS_PART, type WebhooksDeps } from '@throughline/ingest-webhooks';
import { normalisePhone, registeredDomain } from '@throughline/lookups';
import { createQueryRoutes } from '@throughline/query';
import {
  createHttpApp,
  createLifecycle,
  createMetrics,
  createOutageLog,
  keyAuthenticator,
  OPERATIONAL_PART,
  operationalRoutes,
  type HttpApp,
  type Lifecycle,
  type Logger,
} from '@throughline/runtime';
import { ensureAdminKey, ensureWorkspace, openSettings } from '@throughline/settings';
import { collectorConfig } from './collector-config.ts';
import type { SoloConfig } from './config.ts';
import { campaignMappings } from './campaign-mappings.ts';
import { openDataDirectory } from './data-directory/data-directory.ts';
import { announceInstance } from './data-directory/instance-file.ts';
import { deliveriesOf } from './deliveries.ts';
import { KEYS_PART } from './keys/keys-part.ts';
import { keyRoutes } from './keys/key-routes.ts';
import { lineLag } from './line-lag.ts';
import { openLine } from './line.ts';
import { listen } from './listen.ts';
import { measuredJobs, sweepMetrics } from './metrics/job-metrics.ts';
import { watchLine } from './metrics/line-metrics.ts';
import { logMetrics } from './metrics/log-metrics.ts';
import { healedMetric, warehouseMetrics } from './metrics/warehouse-metrics.ts';
import { principalOf, workspaceOfDoor, workspaceOfReports } from './settings-views.ts';
import { REBUILD_PART } from './rebuild/rebuild-part.ts';
import { rebuildRoutes } from './rebuild/rebuild-routes.ts';
import { replayOther } from './replay-other.ts';
import { freshnessJob, reconcileJob, retentionJob, sweepJob } from './scheduled-jobs.ts';
import { SOLO_TOPICS } from './solo-topics.ts';
import { startFailure } from './start-failure.ts';
import { statusOfReports } from './status-of-reports.ts';
import { VERSION } from './version.ts';
import { WORKSPACE_PART } from './workspace/workspace-part.ts';
import { workspaceRoutes } from './workspace/workspace-routes.ts';

export interface SoloApp {
  /** Where it serves, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  /** A new admin key, to be shown once; null when there was one. */
  readonly newAdminKey: string | null;
  /** The server with its routes. */
  readonly http: HttpApp;
  readonly lifecycle: Lifecycle;
}

export interface SoloOptions {
  readonly config: SoloConfig;
  readonly logger: Logger;
  readonly now: () => number;
  /** Opens the pages without a key: for the demo's own data, where only this machine reaches it. */
  readonly guest?: boolean;
  readonly readBack?: WebhooksDeps['readBack'];
}

/**
 * The whole system in one process on embedded engines: log, settings, doors, line, reports and jobs, on one port.
 * @throws StartError in one line: the directory is in use or cannot be written, the port is taken, the key is wrong
 */
export async function startSolo(options: SoloOptions): Promise<SoloApp> {
  const { logger } = options;
  const lifecycle = createLifecycle(logger);
  try {
    return await compose(options, lifecycle);
  } catch (error) {
    await lifecycle.stop();
    throw startFailure(error, options.config.DATA_DIR) ?? error;
  }
}

async function compose(
  { config, logger, now, guest = false, readBack }: SoloOptions,
  lifecycle: Lifecycle,
): Promise<SoloApp> {
  const directory = openDataDirectory(config.DATA_DIR, config.MASTER_KEY);
  const metrics = createMetrics();
  const log = observeLog(
    await createEmbeddedLog({ path: directory.log, topics: SOLO_TOPICS, now }),
    logMetrics(metrics),
  );
  lifecycle.onStop('log', () => log.close());
  const outages = createOutageLog(logger, now);
  const settings = await openSettings(log, directory.masterKey(), {
    onError: (error) => outages.failed('settings', error),
    onRead: () => outages.worked('settings'),
    onForeign: (offset) => logger.warn({ offset }, 'a record of topic settings is none of ours: it is passed over'),
  });
  lifecycle.onStop('settings', () => settings.stop());
  await ensureWorkspace(settings, {
    id: 'main',
    timeZone: config.TIMEZONE,
    country: config.COUNTRY,
    currency: config.CURRENCY,
  });
  const newAdminKey = await ensureAdminKey(settings, config.ADMIN_KEY);

  const line = await openLine({
    directory,
    log,
    settings,
    logger,
    now,
    onStatement: warehouseMetrics(metrics),
    onHealed: healedMetric(metrics),
  });
  lifecycle.onStop('line', () => line.stop());
  watchLine(metrics, line.slot.status);
  const localKey = randomBytes(32).toString('base64url');
  const authenticate = keyAuthenticator(principalOf(settings, localKey), () => settings.state().version);

  const workspace = (id: string) => workspaceOfDoor(settings, id);
  const web = createIngestWeb({
    log,
    logger,
    metrics,
    authenticate,
    now,
    normalisePhone,
    workspace,
    settings,
    registeredDomain,
    ...collectorConfig(config),
    randomId: randomUUID,
  });
  const hooks = createWebhooksApp({
    eventLog: log,
    settings,
    normalisePhone,
    authenticate,
    logger,
    metrics,
    now,
    publicUrl: config.PUBLIC_URL ?? null,
    replayOther: replayOther(settings),
    presentEvent: (event) => presentEvent(event, null),
    lineLag: lineLag(line.slot.status),
    ...(readBack === undefined ? {} : { readBack }),
  });
  const query = createQueryRoutes({
    warehouse: line.slot.warehouse,
    authenticate,
    now,
    version: VERSION,
    openApiParts: [INGEST_WEB_PART, WEBHOOKS_PART, REBUILD_PART, WORKSPACE_PART, KEYS_PART, OPERATIONAL_PART],
    workspaces: (id) => workspaceOfReports(settings, line.settings(), id),
    sites: (workspace) => settings.state().sites(workspace),
    status: statusOfReports(line.slot.status, hooks.rejected, () => line.rebuildNews()),
    deliveries: deliveriesOf(settings, hooks.rejected, hooks.health),
    mappings: campaignMappings(settings),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    guest: guest ? { id: 'guest', scopes: ['read'], workspaces: ['main'] } : null,
  });

  const http = createHttpApp({
    logger,
    metrics,
    hot: web.hot,
    proxies: config.PROXIES,
    routes(app) {
      operationalRoutes(app, {
        metrics,
        version: VERSION,
        checks: { line: async () => (await line.slot.status.status()).ready, warehouse: () => !line.isDamaged() },
      });
      web.routes(app);
      hooks.routes(app);
      keyRoutes(app, { authenticate, settings });
      workspaceRoutes(app, { authenticate, settings, normalisePhone });
      rebuildRoutes(app, { authenticate, rebuild: (onProgress) => line.rebuild(onProgress) });
      query(app);
    },
  });
  const url = await listen(http, config);
  lifecycle.onStop('http', () => http.close());
  // Before the server, which waits for the request that asked for it.
  lifecycle.onStop('rebuild', () => line.cancelRebuild());
  await hooks.start();
  lifecycle.onStop('webhooks', () => hooks.stop());
  const jobs = startJobs({
    jobs: measuredJobs(
      [
        sweepJob(() => line.sweepDeps(), logger, sweepMetrics(metrics)),
        freshnessJob(line.slot.status, logger),
        retentionJob(log, logger, now),
        reconcileJob(createReconciler({ eventLog: log, settings, now, randomId: randomUUID }), logger),
      ],
      metrics,
    ),
    timeZone: config.TIMEZONE,
    onError: (job, err) => logger.error({ err, job }, 'a job failed'),
  });
  lifecycle.onStop('jobs', () => jobs.stop());
  lifecycle.onStop('instance file', announceInstance(directory.path, { url, key: localKey, pid: process.pid }));
  return { url, newAdminKey, http, lifecycle };
}
