import { TOPICS } from '@throughline/events';
import { createKafkaAdmin, createKafkaLog, type KafkaAdmin } from '@throughline/event-log';
import { EPOCH_ID, ensureAdminKey, ensureWorkspace, openSettings, type SettingsState } from '@throughline/settings';
import { createWarehouse, openDatabases, type MigrationResult } from '@throughline/warehouse';
import { noteRules } from './built-rules.ts';
import { masterKey, type ClusterConfig } from './cluster-config.ts';
import { clusterTopics } from './cluster-topics.ts';
import { presentDatabase } from './present-database.ts';
import { connection, warehouseConfig, type ProcessDeps } from './open-cluster.ts';

export interface Prepared extends MigrationResult {
  /** A new admin key, to be shown once; null when there was one, or the configuration names it. */
  readonly newAdminKey: string | null;
}

/**
 * Prepares the engines of a cluster: topics, database and schema of the warehouse and the rules it is filled under, the
 * first workspace, the admin key, the first epoch.
 * The one command that makes any of it; the processes wait for it. It may be repeated, also by several at once: what is
 * there stays, of two keys or workspaces made at once everybody takes the same one.
 * @throws LogUnavailableError, TopicConfigError, WarehouseError, WrongMasterKeyError
 */
export async function prepareCluster(deps: Pick<ProcessDeps, 'config' | 'logger'>): Promise<Prepared> {
  const { config } = deps;
  const admin = await createKafkaAdmin(connection(deps));
  try {
    await prepareTopics(admin, config);
    const { newAdminKey, state } = await prepareSettings(deps, admin);
    return { ...(await migrated(config, state)), newAdminKey };
  } finally {
    await admin.close();
  }
}

/** Topics that are there keep their partitions, whatever is configured: raising them is the epoch tool's. */
async function prepareTopics(admin: KafkaAdmin, { KAFKA_PARTITIONS, KAFKA_REPLICATION }: ClusterConfig): Promise<void> {
  const topics = clusterTopics();
  const found = await admin.partitions(topics.map(({ name }) => name));
  const wanted = topics.map((topic) => ({
    ...topic,
    partitions: found.get(topic.name) ?? (topic.partitions === 1 ? 1 : (KAFKA_PARTITIONS ?? topic.partitions)),
  }));
  await admin.prepareTopics(wanted, { factor: KAFKA_REPLICATION, minInSync: Math.max(1, KAFKA_REPLICATION - 1) });
}

async function prepareSettings(
  deps: Pick<ProcessDeps, 'config' | 'logger'>,
  admin: KafkaAdmin,
): Promise<{ newAdminKey: string | null; state: SettingsState }> {
  const { config } = deps;
  const topics = clusterTopics().filter(({ name }) => name === TOPICS.settings);
  const log = await createKafkaLog({ ...connection(deps), topics });
  try {
    const settings = await openSettings(log, masterKey(config));
    try {
      const { TIMEZONE: timeZone, COUNTRY: country, CURRENCY: currency } = config;
      await ensureWorkspace(settings, { id: 'main', timeZone, country, currency });
      if (settings.state().epoch() === null) {
        const partitions = (await admin.partitions([TOPICS.conversionsDue])).get(TOPICS.conversionsDue) ?? 1;
        await settings.put('epoch', EPOCH_ID, { number: 0, partitions });
      }
      const newAdminKey = await ensureAdminKey(settings, config.ADMIN_KEY);
      return { newAdminKey, state: settings.state() };
    } finally {
      settings.stop();
    }
  } finally {
    await log.close();
  }
}

async function migrated(config: ClusterConfig, settings: SettingsState): Promise<MigrationResult> {
  const target = warehouseConfig(config, presentDatabase(config, settings));
  const databases = await openDatabases(target);
  await databases.make(target.database).finally(() => databases.close());
  const warehouse = await createWarehouse(target);
  try {
    const result = await warehouse.migrate();
    await noteRules(warehouse, settings);
    return result;
  } finally {
    await warehouse.close();
  }
}
