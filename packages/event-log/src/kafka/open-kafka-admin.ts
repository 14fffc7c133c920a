import { LogUnavailableError, type TopicConfig } from '../event-log.ts';
import { createClient, type KafkaConnection } from './kafka-client.ts';
import { prepareTopics, type Replication } from './prepare-topics.ts';
import { reach } from './reach.ts';
import type { KafkaAdmin } from './create-kafka-admin.ts';

/** What `createKafkaAdmin` does once the client is loaded. */
export async function openKafkaAdmin(connection: KafkaConnection): Promise<KafkaAdmin> {
  const admin = createClient(connection).admin();
  try {
    await reach(`connect to ${connection.brokers.join(', ')}`, () => admin.connect());
  } catch (error) {
    await admin.disconnect();
    throw error;
  }

  async function partitions(names: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const there = new Set(await reach('list the topics', () => admin.listTopics()));
    const topics = names.filter((name) => there.has(name));
    if (topics.length === 0) return new Map();
    const found = await reach('look at the topics', () => admin.fetchTopicMetadata({ topics }));
    return new Map(found.topics.map((topic) => [topic.name, topic.partitions.length]));
  }

  async function clients(group: string): Promise<readonly string[]> {
    const { groups } = await reach(`look at group "${group}"`, () => admin.describeGroups([group]));
    const [found] = groups;
    if (found === undefined) throw new LogUnavailableError(`Kafka: group "${group}" was not described`);
    return found.members.map(({ clientId }) => clientId);
  }

  return {
    partitions,
    prepareTopics: (topics: readonly TopicConfig[], replication: Replication) =>
      prepareTopics(admin, topics, replication),
    async raisePartitions(topic, count) {
      if (((await partitions([topic])).get(topic) ?? 0) >= count) return;
      await reach(`add partitions to "${topic}"`, () =>
        admin.createPartitions({ topicPartitions: [{ topic, count }] }),
      );
    },
    clients,
    members: async (group) => (await clients(group)).length,
    close: () => admin.disconnect(),
  };
}
