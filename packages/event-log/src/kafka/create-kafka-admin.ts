import type { TopicConfig } from '../event-log.ts';
import type { KafkaConnection } from './kafka-client.ts';
import type { Replication } from './prepare-topics.ts';

/** What prepares the brokers for the line, and changes them under it. Everything may be repeated. */
export interface KafkaAdmin {
  /** Partitions of each of the topics that is there. @throws LogUnavailableError */
  partitions(names: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Makes the topics that are missing, and checks those that are there. @throws TopicConfigError; LogUnavailableError */
  prepareTopics(topics: readonly TopicConfig[], replication: Replication): Promise<void>;
  /** Sees to it that a topic has at least so many partitions; there are never fewer again. @throws LogUnavailableError */
  raisePartitions(topic: string, count: number): Promise<void>;
  /** How many consumers a group has now. @throws LogUnavailableError */
  members(group: string): Promise<number>;
  /** What the consumers of a group call themselves (`clientId`), one each. @throws LogUnavailableError */
  clients(group: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** @throws LogUnavailableError no broker answers */
export async function createKafkaAdmin(connection: KafkaConnection): Promise<KafkaAdmin> {
  const { openKafkaAdmin } = await import('./open-kafka-admin.ts');
  return openKafkaAdmin(connection);
}
