import { join } from 'node:path';
import { createPipelineStatus, groupsOf } from '@throughline/attribution';
import { openSpool } from '@throughline/event-log';
import { presentEvent } from '@throughline/ingest-web';
import { createWebhooksApp } from '@throughline/ingest-webhooks';
import { normalisePhone } from '@throughline/lookups';
import { openDataDirectory } from '../../data-directory/data-directory.ts';
import { keyRoutes } from '../../keys/key-routes.ts';
import { lineLag } from '../../line-lag.ts';
import { replayOther } from '../../replay-other.ts';
import { workspaceRoutes } from '../../workspace/workspace-routes.ts';
import { openCluster } from '../open-cluster.ts';
import type { OpenRole } from '../role.ts';

/** The door of providers' webhooks, the translator behind it; sources, keys, the workspace and what was rejected. */
export const openIngestWebhooks: OpenRole = async (deps, parts) => {
  const { path } = openDataDirectory(deps.config.DATA_DIR, deps.config.MASTER_KEY);
  const cluster = await openCluster(deps, parts, join(path, 'settings'));
  const { log, settings, config, now } = cluster;
  const spool = await openSpool({ path: join(path, 'spool'), now });
  parts.onStop('spool', () => spool.close());
  const hooks = createWebhooksApp({
    ...cluster,
    eventLog: log,
    spool,
    normalisePhone,
    publicUrl: config.PUBLIC_URL ?? null,
    replayOther: replayOther(settings),
    presentEvent: (event) => presentEvent(event, null),
    lineLag: lineLag(createPipelineStatus(log, groupsOf(config.CLICKHOUSE_DATABASE), now)),
  });
  await hooks.start();
  parts.onStop('webhooks', () => hooks.stop());
  return {
    routes(app) {
      hooks.routes(app);
      keyRoutes(app, cluster);
      workspaceRoutes(app, { ...cluster, normalisePhone });
    },
    // It takes webhooks also while the brokers are away, and from a start without them.
    checks: {},
  };
};
