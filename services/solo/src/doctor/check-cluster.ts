import { createPipelineStatus, groupsOf } from '@throughline/attribution';
import { GROUPS } from '@throughline/events';
import {
  createKafkaAdmin,
  createKafkaLog,
  inspectKafka,
  LogUnavailableError,
  TopicConfigError,
} from '@throughline/event-log';
import type { EventLog, KafkaConnection, TopicConfig } from '@throughline/event-log';
import { clientName } from '../cluster/client-name.ts';
import { masterKey, type ClusterConfig } from '../cluster/cluster-config.ts';
import { clusterTopics } from '../cluster/cluster-topics.ts';
import { warehouseConfig } from '../cluster/open-cluster.ts';
import { presentDatabase } from '../cluster/present-database.ts';
import { VERSION } from '../version.ts';
import { checkBrokerClock } from './check-broker-clock.ts';
import { checkClickHouse } from './check-clickhouse.ts';
import { checkDoors } from './check-doors.ts';
import { checkEvents } from './check-events.ts';
import { lagFinding } from './check-instance.ts';
import { checkKafka } from './check-kafka.ts';
import { checkLog } from './check-log.ts';
import { checkVersions, type Running } from './check-versions.ts';
import { findingsOf, type Finding } from './finding.ts';
import { readSettings } from './read-settings.ts';

/** A server that is silent for longer is told of. */
const PATIENCE_MS = 20_000;

export interface ClusterSight {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Between two looks at how far the line is behind. */
  readonly pause: () => Promise<void>;
}

/** Looks at the engines of a cluster from where this process is: brokers, topics, log, settings, lags, ClickHouse. */
export async function checkCluster(config: ClusterConfig, sight: ClusterSight): Promise<Finding[]> {
  const { findings, database } = await checkLogOf(config, sight);
  const clickhouse = { ...warehouseConfig(config, database), patienceMs: PATIENCE_MS };
  const { CLICKHOUSE_ANALYST_USER: user, CLICKHOUSE_ANALYST_PASSWORD: password } = config;
  const analyst = password === undefined ? null : { url: config.CLICKHOUSE_URL, user, password };
  return [
    ...findings,
    ...(await checkDoors(config.WEBHOOK_DOORS ?? [])),
    ...(await checkClickHouse(clickhouse, sight.now, analyst)),
  ];
}

interface LogSeen {
  readonly findings: Finding[];
  /** That of the warehouse, as far as the log says it. */
  readonly database: string;
}

/** @returns what can be seen: of a log that cannot be opened no more is */
async function checkLogOf(config: ClusterConfig, sight: ClusterSight): Promise<LogSeen> {
  const seen = (findings: Finding[], database = config.CLICKHOUSE_DATABASE): LogSeen => ({ findings, database });
  const topics = clusterTopics();
  const connection = { brokers: config.KAFKA_BROKERS, clientId: clientName(`${VERSION}-doctor`) };
  try {
    const report = await inspectKafka(connection, topics);
    const findings = checkKafka(report, topics);
    if (findings.some(({ check, state }) => check !== 'copies' && state === 'problem')) return seen(findings);
    const found = topics.map((topic, index) => ({ ...topic, partitions: report.topics[index]?.partitions ?? 0 }));
    const log = await createKafkaLog({ ...connection, topics: found, replication: null });
    try {
      const { settings, finding } = await readSettings(log, () => masterKey(config));
      const database = settings === null ? config.CLICKHOUSE_DATABASE : presentDatabase(config, settings.state());
      const opened = await checkOpen(log, found, finding, database, sight);
      return seen([...findings, ...opened, await versions(connection, database)], database);
    } finally {
      await log.close();
    }
  } catch (error) {
    if (error instanceof LogUnavailableError || error instanceof TopicConfigError)
      return seen([findingsOf('brokers').problem(error.message)]);
    throw error;
  }
}

async function checkOpen(
  log: EventLog,
  topics: readonly TopicConfig[],
  settings: Finding,
  database: string,
  { now, pause }: ClusterSight,
): Promise<Finding[]> {
  const status = createPipelineStatus(log, groupsOf(database), now);
  const first = await status.status();
  if (!first.caught_up) await pause();
  const second = first.caught_up ? first : await status.status();
  return [
    ...(await checkLog(log, topics)),
    await checkBrokerClock(log, now),
    await checkEvents(log),
    settings,
    lagFinding(first, second),
  ];
}

/** Of the processes that consume: the others the brokers do not know. */
async function versions(connection: KafkaConnection, database: string): Promise<Finding> {
  const admin = await createKafkaAdmin(connection);
  try {
    const running: Running[] = [];
    for (const [kind, group] of [
      ['ingest-webhooks', GROUPS.translate],
      ['attribution', groupsOf(database).record],
      ['jobs', GROUPS.jobs],
    ] as const)
      running.push({ kind, clients: await admin.clients(group) });
    return checkVersions(running, clientName(VERSION));
  } finally {
    await admin.close();
  }
}
