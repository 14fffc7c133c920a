import { logAnswers, warehouseAnswers } from '../checks.ts';
import { holdWarehouse } from '../hold-warehouse.ts';
import { openCluster } from '../open-cluster.ts';
import type { OpenRole } from '../role.ts';
import { workLine } from '../work-line.ts';

/** A worker of the line, over the warehouse that answers. */
export const openAttribution: OpenRole = async (deps, parts) => {
  const cluster = await openCluster(deps, parts);
  const held = await holdWarehouse(cluster, cluster.stint().database, parts);
  parts.onStop('pipeline', await workLine(cluster, { stint: cluster.stint, warehouse: held.moveTo }));
  return { checks: { log: logAnswers(cluster), warehouse: warehouseAnswers(() => held.present().warehouse) } };
};
