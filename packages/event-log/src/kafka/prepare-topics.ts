import type { Admin } from 'kafkajs';
import { TopicConfigError } from '../errors.ts';
import type { TopicConfig } from '../event-log.ts';
import { reach } from './reach.ts';
import { topicSettings } from './topic-settings.ts';
import { wrongSettings } from './wrong-settings.ts';

export interface Replication {
  /** Brokers that keep each partition. */
  readonly factor: number;
  /** How many of them must have a record before it is acknowledged. */
  readonly minInSync: number;
}

/**
 * Makes the topics that are missing, and checks those that are there.
 * @param replication of topics made here; null: they must be there already
 * @throws TopicConfigError a topic is missing, has fewer partitions than it should, or other settings; LogUnavailableError
 */
export async function prepareTopics(
  admin: Admin,
  topics: readonly TopicConfig[],
  replication: Replication | null,
): Promise<void> {
  const there = new Set(await reach('list the topics', () => admin.listTopics()));
  const missing = topics.filter(({ name }) => !there.has(name));
  if (missing.length > 0) {
    const names = missing.map(({ name }) => `"${name}"`).join(', ');
    if (replication === null) throw new TopicConfigError(`Topics are missing on the brokers: ${names}`);
    await createTopics(admin, missing, replication);
  }
  await checkPartitions(admin, topics);
  await checkSettings(admin, topics);
}

/** Another process may make them at the same time: then its topics are checked like any others. */
async function createTopics(admin: Admin, topics: readonly TopicConfig[], replication: Replication): Promise<void> {
  const made = topics.map((topic) => ({
    topic: topic.name,
    numPartitions: topic.partitions,
    replicationFactor: replication.factor,
    configEntries: [...topicSettings(topic), ['min.insync.replicas', String(replication.minInSync)] as const].map(
      ([name, value]) => ({ name, value }),
    ),
  }));
  // A broker has heard of them when it tells their partitions, as it is asked next.
  await reach('make topics', () => admin.createTopics({ waitForLeaders: false, topics: made }));
}

/** More partitions than configured are read, and never written: a key keeps its partition until we are told otherwise. */
async function checkPartitions(admin: Admin, topics: readonly TopicConfig[]): Promise<void> {
  const names = topics.map(({ name }) => name);
  const found = await reach('look at the topics', () => admin.fetchTopicMetadata({ topics: names }));
  const counts = new Map(found.topics.map(({ name, partitions }) => [name, partitions.length]));
  for (const { name, partitions } of topics) {
    const count = counts.get(name) ?? 0;
    if (count < partitions) throw new TopicConfigError(`Topic "${name}" has ${count} partitions, not ${partitions}`);
  }
}

async function checkSettings(admin: Admin, topics: readonly TopicConfig[]): Promise<void> {
  const wrong = [...(await wrongSettings(admin, topics))].flatMap(([topic, differing]) =>
    differing.map((setting) => `Topic "${topic}" has ${setting}`),
  );
  if (wrong.length > 0) throw new TopicConfigError(wrong.join('; '));
}
