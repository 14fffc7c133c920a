import { setTimeout as sleep } from 'node:timers/promises';
import { createPipelineStatus, groupsOf, lineSettings, type RebuildResult } from '@throughline/attribution';
import { encodePosition, TOPICS } from '@throughline/events';
import { createKafkaAdmin } from '@throughline/event-log';
import { RULES_HASH } from '@throughline/lookups';
import { createLifecycle, type Lifecycle } from '@throughline/runtime';
import { pinRules } from '@throughline/settings';
import { createWarehouse, openDatabases, type Databases } from '@throughline/warehouse';
import { fillWarehouse } from '../rebuild/fill-warehouse.ts';
import { StartError } from '../start-error.ts';
import { noteRules } from './built-rules.ts';
import { holdWarehouse } from './hold-warehouse.ts';
import { connection, openCluster, warehouseConfig, type Cluster, type ProcessDeps } from './open-cluster.ts';
import { RAISING_GROUP, REBUILDING_GROUP, standInGroup } from './stand-in-group.ts';
import { workLine } from './work-line.ts';

export interface ClusterRebuild {
  /** 12 hexadecimal digits that no rebuild had before: consumers of a database keep their positions under its name. */
  readonly id: string;
  readonly onProgress: (what: string) => void;
}

export interface RebuiltCluster extends Pick<RebuildResult, 'events' | 'candidates'> {
  readonly database: string;
  /** The one before; it stays as it is until the next rebuild. */
  readonly former: string;
}

const LOOK_MS = 200;

/**
 * Makes the warehouse of a cluster anew under the present rules: in a database of its own beside the one that answers, which
 * the processes move to once the new one has caught up. The last write alone moves them; ended before it, also by kill -9, it
 * leaves everything as it was, and a database that the next rebuild drops.
 * @throws StartError another rebuild or a raise of the epoch is under way; LogUnavailableError, WarehouseError
 */
export async function rebuildCluster(deps: ProcessDeps, { id, onProgress }: ClusterRebuild): Promise<RebuiltCluster> {
  const { config, logger } = deps;
  const base = config.CLICKHOUSE_DATABASE;
  const parts = createLifecycle(logger);
  try {
    const cluster = await openCluster(deps, parts);
    const { settings } = cluster;
    await standAlone(cluster, parts);
    const databases = await openDatabases(warehouseConfig(config, base));
    parts.onStop('databases', () => databases.close());
    const before = await settings.refresh();
    const version = before.versionOf('warehouse', base);
    const former = before.warehouse(base)?.database ?? base;
    await dropUnused(databases, base, former);

    const database = `${base}${MADE}${id}`;
    await databases.make(database);
    onProgress(`database ${database}`);
    const work = createLifecycle(logger);
    try {
      const { record, ...filled } = await fill(cluster, database, onProgress);
      const attribute = await cluster.log.endOffsets(TOPICS.conversionsDue);
      onProgress('what came meanwhile');
      await catchUp(cluster, database, { record, attribute }, work);
      if ((await settings.putAfter('warehouse', base, { database, former }, version)) === null) {
        throw new StartError('rebuilding', 'another rebuild has ended before this one: it answers now');
      }
      await publish(cluster, database);
      return { database, former, ...filled };
    } catch (error) {
      await work.stop();
      if (cluster.stint().database !== database) await databases.drop(database).catch(() => undefined);
      throw error;
    } finally {
      await work.stop();
    }
  } finally {
    await parts.stop();
  }
}

const MADE = '_r';

/** @throws StartError somebody else is at the same thing, or spreads dues anew */
async function standAlone(cluster: Cluster, parts: Lifecycle): Promise<void> {
  const admin = await createKafkaAdmin(connection(cluster));
  parts.onStop('admin', () => admin.close());
  await standInGroup(cluster.log, REBUILDING_GROUP);
  if ((await admin.members(REBUILDING_GROUP)) > 1) {
    throw new StartError('rebuilding', 'another rebuild is under way, or was killed less than a session ago');
  }
  if (cluster.epoch().paused || (await admin.members(RAISING_GROUP)) > 0) {
    throw new StartError('epoch', 'the epoch is being raised: try again after that');
  }
}

/** What rebuilds made that ended early, and what has been left twice. The one that is left now may still be read. */
async function dropUnused(databases: Databases, base: string, present: string): Promise<void> {
  const isMade = (name: string): boolean => /^[0-9a-f]{12}$/.test(name.slice(base.length + MADE.length));
  const made = (await databases.beginningWith(base + MADE)).filter(isMade);
  for (const name of made) if (name !== present) await databases.drop(name);
}

async function fill(
  cluster: Cluster,
  database: string,
  onProgress: ClusterRebuild['onProgress'],
): Promise<RebuildResult> {
  const { config, settings, log } = cluster;
  // Analysts go on reading from the former.
  const warehouse = await createWarehouse({ ...warehouseConfig(config, database), mart: null });
  try {
    await warehouse.migrate();
    const built = settings.state();
    await noteRules(warehouse, built);
    return await fillWarehouse({
      log,
      warehouse,
      rules: lineSettings(pinRules(settings, built), RULES_HASH),
      onProgress: (events, total) => onProgress(`events ${events} of ${total}`),
    });
  } finally {
    await warehouse.close();
  }
}

/** Works on the new database as the processes will; resolves when it shows all that had been accepted once it was filled. */
async function catchUp(
  cluster: Cluster,
  database: string,
  from: { readonly record: readonly number[]; readonly attribute: readonly number[] },
  parts: Lifecycle,
): Promise<void> {
  const { log, now } = cluster;
  const held = await holdWarehouse(cluster, database, parts);
  const stint = () => ({ ...cluster.stint(), database });
  parts.onStop('line', await workLine(cluster, { stint, warehouse: held.moveTo, from }));
  const status = createPipelineStatus(log, groupsOf(database), now);
  const position = encodePosition({ [TOPICS.events]: await log.endOffsets(TOPICS.events) });
  while (!(await status.caughtUp(position))) await sleep(LOOK_MS);
}

/** From now on analysts read from it, too. */
async function publish({ config }: Cluster, database: string): Promise<void> {
  const warehouse = await createWarehouse(warehouseConfig(config, database));
  try {
    await warehouse.migrate();
  } finally {
    await warehouse.close();
  }
}
