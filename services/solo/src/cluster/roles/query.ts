import { setTimeout as sleep } from 'node:timers/promises';
import { INGEST_WEB_PART } from '@throughline/ingest-web';
import { createRejectedIndex, WEBHOOKS_PART } from '@throughline/ingest-webhooks';
import { createQueryRoutes } from '@throughline/query';
import { OPERATIONAL_PART } from '@throughline/runtime';
import { campaignMappings } from '../../campaign-mappings.ts';
import { deliveriesOf } from '../../deliveries.ts';
import { KEYS_PART } from '../../keys/keys-part.ts';
import { watchLine } from '../../metrics/line-metrics.ts';
import { workspaceOfReports } from '../../settings-views.ts';
import { statusOfReports } from '../../status-of-reports.ts';
import { VERSION } from '../../version.ts';
import { WORKSPACE_PART } from '../../workspace/workspace-part.ts';
import { logAnswers, warehouseAnswers } from '../checks.ts';
import { clusterStatus } from '../cluster-status.ts';
import { followWarehouse } from '../follow-warehouse.ts';
import { openCluster } from '../open-cluster.ts';
import type { OpenRole } from '../role.ts';

/** Reports, explanations, pages, the status of the line. */
export const openQuery: OpenRole = async (deps, parts) => {
  const cluster = await openCluster(deps, parts);
  const { log, settings, authenticate, now } = cluster;
  const { warehouse, database, rules } = await followWarehouse(cluster, parts);
  const pipeline = clusterStatus(cluster, database, parts);
  watchLine(deps.metrics, pipeline);
  const rejected = createRejectedIndex(log);
  const routes = createQueryRoutes({
    warehouse,
    authenticate,
    now,
    version: VERSION,
    schemaRegistry: deps.config.SCHEMA_REGISTRY === 'on',
    openApiParts: [INGEST_WEB_PART, WEBHOOKS_PART, WORKSPACE_PART, KEYS_PART, OPERATIONAL_PART],
    workspaces: (id) => workspaceOfReports(settings, rules().settings, id),
    sites: (workspace) => settings.state().sites(workspace),
    status: statusOfReports(pipeline, rejected, () =>
      rules().isPresent() ? null : { reason: 'rules_changed', state: 'needed' },
    ),
    // What a provider repeats is seen where its webhooks are translated, which is another process.
    deliveries: deliveriesOf(settings, rejected, null),
    mappings: campaignMappings(settings),
    sleep: (ms) => sleep(ms),
  });
  return { routes, checks: { log: logAnswers(cluster), warehouse: warehouseAnswers(() => warehouse) } };
};
