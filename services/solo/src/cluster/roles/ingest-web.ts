import { randomUUID } from 'node:crypto';
import { createIngestWeb } from '@throughline/ingest-web';
import { normalisePhone, registeredDomain } from '@throughline/lookups';
import { collectorConfig } from '../../collector-config.ts';
import { workspaceOfDoor } from '../../settings-views.ts';
import { logAnswers } from '../checks.ts';
import { openCluster } from '../open-cluster.ts';
import type { OpenRole } from '../role.ts';

/** The door of first-party events and costs, the public collector, sites. */
export const openIngestWeb: OpenRole = async (deps, parts) => {
  const cluster = await openCluster(deps, parts);
  const { hot, routes } = createIngestWeb({
    ...cluster,
    normalisePhone,
    registeredDomain,
    ...collectorConfig(cluster.config),
    workspace: (id) => workspaceOfDoor(cluster.settings, id),
    randomId: randomUUID,
  });
  return { hot, routes, checks: { log: logAnswers(cluster) } };
};
