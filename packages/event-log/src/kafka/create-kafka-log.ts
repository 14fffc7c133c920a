import type { EventLog, TopicConfig } from '../event-log.ts';
import type { KafkaConnection } from './kafka-client.ts';
import type { Replication } from './prepare-topics.ts';

export interface KafkaLogOptions extends KafkaConnection {
  readonly topics: readonly TopicConfig[];
  /** Of topics made when the log is opened; null: a missing topic is an error. */
  readonly replication: Replication | null;
  /** A consumer that is silent for so long loses its partitions. Default 30 s. */
  readonly sessionTimeoutMs?: number;
  /** How soon a partition added on the brokers is found. Default 60 s. */
  readonly metadataMaxAgeMs?: number;
  /** Most bytes for each topic that may wait for the brokers; beyond them appends fail. Default 256 MB. */
  readonly maxPendingBytes?: number;
}

/**
 * The log on Apache Kafka (tried against 4.1): acknowledged when on all in-sync replicas, consumed by consumer groups. Every
 * process of a group works on partitions of its own. An append that fails may be in the log all the same, when only its
 * answer was lost: whoever tries again writes it twice, which what reads the log must bear.
 * @throws LogUnavailableError no broker answers; TopicConfigError a topic is missing or not as it should be
 */
export async function createKafkaLog(options: KafkaLogOptions): Promise<EventLog> {
  // One process on its own disk never needs the client, and need not load it.
  const { openKafkaLog } = await import('./open-kafka-log.ts');
  return openKafkaLog(options);
}
