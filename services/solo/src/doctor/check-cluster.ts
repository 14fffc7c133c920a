import { createPipelineStatus, groupsOf } from '@throughline/attribution';
import { createKafkaLog, inspectKafka, LogUnavailableError, TopicConfigError } from '@throughline/event-log';
import type { EventLog, TopicConfig } from '@throughline/event-log';
import { masterKey, type ClusterConfig } from '../cluster/cluster-config.ts';
import { clusterTopics } from '../cluster/cluster-topics.ts';
import { warehouseConfig } from '../cluster/open-cluster.ts';
import { checkClickHouse } from './check-clickhouse.ts';
import { checkEvents } from './check-events.ts';
import { lagFinding } from './check-instance.ts';
import { checkKafka } from './check-kafka.ts';
import { checkLog } from './check-log.ts';
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
  const clickhouse = { ...warehouseConfig(config), patienceMs: PATIENCE_MS };
  return [...(await checkLogOf(config, sight)), ...(await checkClickHouse(clickhouse, sight.now))];
}

/** @returns what can be seen: of a log that cannot be opened no more is */
async function checkLogOf(config: ClusterConfig, sight: ClusterSight): Promise<Finding[]> {
  const topics = clusterTopics();
  const connection = { brokers: config.KAFKA_BROKERS, clientId: 'throughline-doctor' };
  try {
    const report = await inspectKafka(connection, topics);
    const findings = checkKafka(report, topics);
    if (findings.some(({ check, state }) => check !== 'copies' && state === 'problem')) return findings;
    const found = topics.map((topic, index) => ({ ...topic, partitions: report.topics[index]?.partitions ?? 0 }));
    const log = await createKafkaLog({ ...connection, topics: found, replication: null });
    try {
      return [...findings, ...(await checkOpen(log, found, config, sight))];
    } finally {
      await log.close();
    }
  } catch (error) {
    if (error instanceof LogUnavailableError || error instanceof TopicConfigError)
      return [findingsOf('brokers').problem(error.message)];
    throw error;
  }
}

async function checkOpen(
  log: EventLog,
  topics: readonly TopicConfig[],
  config: ClusterConfig,
  { now, pause }: ClusterSight,
): Promise<Finding[]> {
  const { finding } = await readSettings(log, () => masterKey(config));
  const status = createPipelineStatus(log, groupsOf(config.CLICKHOUSE_DATABASE), now);
  const first = await status.status();
  if (!first.caught_up) await pause();
  const second = first.caught_up ? first : await status.status();
  return [...(await checkLog(log, topics)), await checkEvents(log), finding, lagFinding(first, second)];
}
