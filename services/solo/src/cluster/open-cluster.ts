import { TOPICS } from '@throughline/events';
import {
  createKafkaAdmin,
  createKafkaLog,
  observeLog,
  type EventLog,
  type KafkaLogOptions,
  type TopicConfig,
} from '@throughline/event-log';
import {
  createOutageLog,
  keyAuthenticator,
  type Authenticator,
  type Lifecycle,
  type Logger,
  type Metrics,
} from '@throughline/runtime';
import { openSettings, type Epoch, type SettingsStore } from '@throughline/settings';
import { createWarehouse, type Warehouse } from '@throughline/warehouse';
import { logMetrics } from '../metrics/log-metrics.ts';
import { warehouseMetrics } from '../metrics/warehouse-metrics.ts';
import { principalOf } from '../settings-views.ts';
import { masterKey, type ClusterConfig } from './cluster-config.ts';
import { clusterTopics } from './cluster-topics.ts';
import { NotPreparedError } from './not-prepared-error.ts';

/** What a process is given before it reaches for anything. */
export interface ProcessDeps {
  readonly config: ClusterConfig;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** What the processes of a cluster share, open in one of them. */
export interface Cluster extends ProcessDeps {
  /** The log as it is spread now. A process that writes dues opens one for each epoch (`openLog`). */
  readonly log: EventLog;
  readonly settings: SettingsStore;
  readonly authenticate: Authenticator;
  /** How dues are spread. @throws NotPreparedError */
  readonly epoch: () => Epoch;
  /** A log that spreads dues as an epoch says; whoever opens it closes it. */
  readonly openLog: (epoch: Epoch) => Promise<EventLog>;
}

const METADATA_MAX_AGE_MS = 10_000;
const SETTINGS_EVERY_MS = 1_000;

/**
 * Opens log and settings. `parts` is told how to close what was opened, also when the rest then fails.
 * @throws LogUnavailableError, NotPreparedError, TopicConfigError, WrongMasterKeyError
 */
export async function openCluster(deps: ProcessDeps, parts: Lifecycle): Promise<Cluster> {
  const { config, logger, now } = deps;
  const settingsTopics = clusterTopics().filter(({ name }) => name === TOPICS.settings);
  const settingsLog = await createKafkaLog({ ...connection(deps), topics: settingsTopics }).catch(missing);
  parts.onStop('settings log', () => settingsLog.close());
  const outages = createOutageLog(logger, now);
  const settings = await openSettings(settingsLog, masterKey(config), {
    refreshEveryMs: SETTINGS_EVERY_MS,
    onError: (error) => outages.failed('settings', error),
    onRead: () => outages.worked('settings'),
    onForeign: (offset) => logger.warn({ offset }, 'a record of topic settings is none of ours: it is passed over'),
  });
  parts.onStop('settings', () => settings.stop());
  const epoch = (): Epoch => {
    const found = settings.state().epoch();
    if (found === null) throw new NotPreparedError('there are no settings yet');
    return found;
  };
  const openLog = async (of: Epoch): Promise<EventLog> => {
    const topics = await spreadTopics(deps, of);
    return observeLog(await createKafkaLog({ ...connection(deps), topics }), logMetrics(deps.metrics));
  };
  const log = await openLog(epoch());
  parts.onStop('log', () => log.close());
  return { ...deps, log, settings, authenticate: authenticator(settings), epoch, openLog };
}

/** A key that is unknown here may have been made by another process a moment ago: the settings are read on before the no. */
function authenticator(settings: SettingsStore): Authenticator {
  const known = keyAuthenticator(principalOf(settings, null), () => settings.state().version);
  return (bearer) => known(bearer) ?? settings.refresh().then(() => known(bearer));
}

/** Opens the warehouse, of which the schema must be there. @throws NotPreparedError; WarehouseError */
export async function openClusterWarehouse(
  { config, metrics }: Pick<ProcessDeps, 'config' | 'metrics'>,
  parts: Lifecycle,
): Promise<Warehouse> {
  const warehouse = await createWarehouse(warehouseConfig(config), warehouseMetrics(metrics));
  parts.onStop('warehouse', () => warehouse.close());
  const pending = (await warehouse.migrationStatus()).filter(({ state }) => state !== 'applied');
  if (pending.length > 0) throw new NotPreparedError(`the warehouse lacks ${pending.length} migrations`);
  return warehouse;
}

export const warehouseConfig = (config: ClusterConfig) =>
  ({
    kind: 'server',
    url: config.CLICKHOUSE_URL,
    user: config.CLICKHOUSE_USER,
    password: config.CLICKHOUSE_PASSWORD,
    database: config.CLICKHOUSE_DATABASE,
  }) as const;

export const connection = ({
  config,
  logger,
}: Pick<ProcessDeps, 'config' | 'logger'>): Omit<KafkaLogOptions, 'topics'> => ({
  brokers: config.KAFKA_BROKERS,
  clientId: 'throughline',
  replication: null,
  sessionTimeoutMs: config.KAFKA_SESSION_SECONDS * 1_000,
  metadataMaxAgeMs: METADATA_MAX_AGE_MS,
  onTrouble: (message) => logger.debug({ message }, 'the Kafka client is in trouble'),
});

/**
 * Topics with the partitions that the epoch writes to, never more: whoever asks how far the line is knows of those.
 * @throws NotPreparedError
 */
async function spreadTopics(deps: ProcessDeps, epoch: Epoch): Promise<TopicConfig[]> {
  const topics = clusterTopics();
  const admin = await createKafkaAdmin(connection(deps));
  const found = await admin.partitions(topics.map(({ name }) => name)).finally(() => admin.close());
  return topics.map((topic) => {
    const count = found.get(topic.name);
    if (count === undefined) throw new NotPreparedError(`topic "${topic.name}" is missing on the brokers`);
    return topic.partitions === 1 ? topic : { ...topic, partitions: Math.min(count, epoch.partitions) };
  });
}

/** Before anything was prepared there is no topic of settings. */
function missing(error: unknown): never {
  if (error instanceof Error && 'code' in error && error.code === 'topic_config')
    throw new NotPreparedError(error.message);
  throw error;
}
