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
import { logMetrics } from '../metrics/log-metrics.ts';
import { principalOf } from '../settings-views.ts';
import { VERSION } from '../version.ts';
import { clientName } from './client-name.ts';
import { masterKey, type ClusterConfig } from './cluster-config.ts';
import { clusterTopics } from './cluster-topics.ts';
import type { Stint } from './during-stints.ts';
import { followSpread } from './follow-spread.ts';
import { NotPreparedError } from './not-prepared-error.ts';
import { presentDatabase } from './present-database.ts';
import { copySettings } from './settings-copy.ts';

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
  /** The log as it is spread now; it follows the epochs. A process that writes dues opens one for each (`openLog`). */
  readonly log: EventLog;
  readonly settings: SettingsStore;
  readonly authenticate: Authenticator;
  /** How dues are spread. @throws NotPreparedError */
  readonly epoch: () => Epoch;
  /** How dues are spread, and which database rows go to. @throws NotPreparedError */
  readonly stint: () => Stint;
  /** A log that spreads dues as an epoch says; whoever opens it closes it. */
  readonly openLog: (epoch: Epoch) => Promise<EventLog>;
}

const METADATA_MAX_AGE_MS = 10_000;
const SETTINGS_EVERY_MS = 1_000;

/**
 * Opens log and settings. `parts` is told how to close what was opened, also when the rest then fails.
 * @param settingsCopy directory of a copy of the settings: a process that has one begins without the brokers
 * @throws LogUnavailableError, NotPreparedError, TopicConfigError, WrongMasterKeyError
 */
export async function openCluster(deps: ProcessDeps, parts: Lifecycle, settingsCopy?: string): Promise<Cluster> {
  const { config, logger, now } = deps;
  const settingsTopics = clusterTopics().filter(({ name }) => name === TOPICS.settings);
  const settingsLog = followSpread(
    () => 1,
    () => createKafkaLog({ ...connection(deps), topics: settingsTopics }).catch(missing),
  );
  parts.onStop('settings log', () => settingsLog.close());
  const copy = settingsCopy === undefined ? null : await copySettings(settingsLog, settingsCopy, now);
  if (copy === null) await settingsLog.opened();
  else parts.onStop('settings copy', () => copy.close());
  const outages = createOutageLog(logger, now);
  const settings = await openSettings(copy ?? settingsLog, masterKey(config), {
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
  const log = followSpread(
    () => epoch().partitions,
    () => openLog(epoch()),
  );
  parts.onStop('log', () => log.close());
  if (copy === null) await log.opened();
  const stint = (): Stint => ({ epoch: epoch(), database: presentDatabase(config, settings.state()) });
  return { ...deps, log, settings, authenticate: authenticator(settings), epoch, stint, openLog };
}

/** A key that is unknown here may have been made by another process a moment ago: the settings are read on before the no. */
function authenticator(settings: SettingsStore): Authenticator {
  const known = keyAuthenticator(principalOf(settings, null), () => settings.state().version);
  return (bearer) => known(bearer) ?? settings.refresh().then(() => known(bearer));
}

export const warehouseConfig = (config: ClusterConfig, database: string) =>
  ({
    kind: 'server',
    url: config.CLICKHOUSE_URL,
    user: config.CLICKHOUSE_USER,
    password: config.CLICKHOUSE_PASSWORD,
    database,
  }) as const;

export const connection = ({
  config,
  logger,
}: Pick<ProcessDeps, 'config' | 'logger'>): Omit<KafkaLogOptions, 'topics'> => ({
  brokers: config.KAFKA_BROKERS,
  clientId: clientName(VERSION),
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
