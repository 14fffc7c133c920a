import { setTimeout as sleep } from 'node:timers/promises';
import { INGEST_WEB_PART } from '@throughline/ingest-web';
import { createRejectedIndex, WEBHOOKS_PART } from '@throughline/ingest-webhooks';
import { createQueryRoutes } from '@throughline/query';
import { OPERATIONAL_PART } from '@throughline/runtime';
import { KEYS_PART } from '../../keys/keys-part.ts';
import { watchLine } from '../../metrics/line-metrics.ts';
import { workspaceOfReports } from '../../settings-views.ts';
import { VERSION } from '../../version.ts';
import { logAnswers, warehouseAnswers } from '../checks.ts';
import { clusterStatus } from '../cluster-status.ts';
import { openCluster, openClusterWarehouse } from '../open-cluster.ts';
import type { OpenRole } from '../role.ts';

/** Reports, explanations, pages, the status of the line. */
export const openQuery: OpenRole = async (deps, parts) => {
  const warehouse = await openClusterWarehouse(deps, parts);
  const cluster = await openCluster(deps, parts);
  const { log, settings, authenticate, now } = cluster;
  const pipeline = clusterStatus(cluster, parts);
  watchLine(deps.metrics, pipeline);
  const rejected = createRejectedIndex(log);
  const routes = createQueryRoutes({
    warehouse,
    authenticate,
    now,
    version: VERSION,
    schemaRegistry: deps.config.SCHEMA_REGISTRY === 'on',
    openApiParts: [INGEST_WEB_PART, WEBHOOKS_PART, KEYS_PART, OPERATIONAL_PART],
    workspaces: (id) => workspaceOfReports(settings, id),
    status: {
      async status(id) {
        const { events, ...status } = await pipeline.status();
        return { ...status, events: { ...events, rejected: await rejected.count(id) } };
      },
      caughtUp: (position) => pipeline.caughtUp(position),
    },
    sleep: (ms) => sleep(ms),
  });
  return { routes, checks: { log: logAnswers(cluster), warehouse: warehouseAnswers(warehouse) } };
};
