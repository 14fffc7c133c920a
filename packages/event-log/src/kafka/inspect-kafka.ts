import type { TopicConfig } from '../event-log.ts';
import type { KafkaConnection } from './kafka-client.ts';

/** What the brokers say of themselves and of our topics. */
export interface KafkaReport {
  /** Those of the cluster, by the addresses at which they tell clients to find them. */
  readonly brokers: readonly { readonly address: string; readonly isReachable: boolean }[];
  /** In the order they were asked for. */
  readonly topics: readonly TopicReport[];
}

export interface TopicReport {
  readonly name: string;
  /** 0: the topic is missing. */
  readonly partitions: number;
  /** Settings that differ from what the topic must have, as `name=found, not wanted`. */
  readonly wrongSettings: readonly string[];
  /** Brokers that keep each partition, by assignment, where there are fewest. */
  readonly copies: number;
  /** How many of them must have a record before it is acknowledged. */
  readonly minInSync: number;
  /** Partitions that nobody leads: neither read nor written now. */
  readonly leaderless: readonly number[];
  /** Partitions that fewer brokers keep now than `minInSync`: not written now. */
  readonly belowMinInSync: readonly number[];
}

/** Looks, and changes nothing. @throws LogUnavailableError no broker answers */
export async function inspectKafka(connection: KafkaConnection, topics: readonly TopicConfig[]): Promise<KafkaReport> {
  const { lookAtKafka } = await import('./look-at-kafka.ts');
  return lookAtKafka(connection, topics);
}
