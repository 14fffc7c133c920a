import { join } from 'node:path';
import { openSpool } from '@throughline/event-log';
import { createWebhooksApp } from '@throughline/ingest-webhooks';
import { normalisePhone } from '@throughline/lookups';
import { openDataDirectory } from '../../data-directory/data-directory.ts';
import { keyRoutes } from '../../keys/key-routes.ts';
import { replayOther } from '../../replay-other.ts';
import { openCluster } from '../open-cluster.ts';
import type { OpenRole } from '../role.ts';

/** The door of providers' webhooks, the translator behind it; sources, keys and what was rejected. */
export const openIngestWebhooks: OpenRole = async (deps, parts) => {
  const cluster = await openCluster(deps, parts);
  const { log, settings, config, now } = cluster;
  const spool = await openSpool({
    path: join(openDataDirectory(config.DATA_DIR, config.MASTER_KEY).path, 'spool'),
    now,
  });
  parts.onStop('spool', () => spool.close());
  const hooks = createWebhooksApp({
    ...cluster,
    eventLog: log,
    spool,
    normalisePhone,
    publicUrl: config.PUBLIC_URL ?? null,
    replayOther: replayOther(settings),
  });
  await hooks.start();
  parts.onStop('webhooks', () => hooks.stop());
  return {
    routes(app) {
      hooks.routes(app);
      keyRoutes(app, cluster);
    },
    // It takes webhooks also while the brokers are away.
    checks: {},
  };
};
