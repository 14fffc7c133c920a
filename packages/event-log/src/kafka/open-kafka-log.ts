import { LogClosedError, UnknownTopicError } from '../errors.ts';
import type { EventLog, Subscription, TopicConfig } from '../event-log.ts';
import { byPartition } from './by-partition.ts';
import { consumeTopic } from './consume-topic.ts';
import type { KafkaLogOptions } from './create-kafka-log.ts';
import { createClient } from './kafka-client.ts';
import { createPartitionReader } from './partition-reader.ts';
import { prepareTopics } from './prepare-topics.ts';
import { reach } from './reach.ts';
import { createSender } from './sender.ts';
import { createTopicAppender, type TopicAppender } from './topic-appender.ts';

/** What `createKafkaLog` does once the client is loaded. */
export async function openKafkaLog(options: KafkaLogOptions): Promise<EventLog> {
  const { topics, replication, sessionTimeoutMs = 30_000, metadataMaxAgeMs = 60_000 } = options;
  const newClient = () => createClient(options);
  const admin = newClient().admin();
  const reader = createPartitionReader(newClient, metadataMaxAgeMs);
  try {
    await reach(`connect to ${options.brokers.join(', ')}`, () => admin.connect());
    await prepareTopics(admin, topics, replication);
  } catch (error) {
    await admin.disconnect();
    throw error;
  }
  const configs = new Map(topics.map((topic) => [topic.name, topic]));
  const appenders = new Map<string, TopicAppender>();
  const subscriptions = new Set<Subscription>();
  let closing: Promise<void> | null = null;

  function configured(name: string): TopicConfig {
    if (closing !== null) throw new LogClosedError();
    const topic = configs.get(name);
    if (topic === undefined) throw new UnknownTopicError(name);
    return topic;
  }

  function appenderOf(name: string): TopicAppender {
    const { partitions } = configured(name);
    const { maxPendingBytes = 256 * 1024 * 1024 } = options;
    const appender =
      appenders.get(name) ?? createTopicAppender(createSender(name, newClient), partitions, maxPendingBytes);
    appenders.set(name, appender);
    return appender;
  }

  /** By partition; below 0 where the group has committed nothing. */
  async function groupOffsets(topic: string, group: string): Promise<number[]> {
    const ask = () => admin.fetchOffsets({ groupId: group, topics: [topic] });
    const [found] = await reach(`offsets of group "${group}"`, ask);
    return byPartition(found?.partitions ?? []);
  }

  async function close(): Promise<void> {
    await Promise.all([...subscriptions].map((subscription) => subscription.stop()));
    await Promise.all([...appenders.values()].map((appender) => appender.close()));
    await Promise.all([reader.close(), admin.disconnect()]);
  }

  return {
    append: async (topic, records) => appenderOf(topic).append(records),
    async read(topic, partition, fromOffset, limit) {
      configured(topic);
      return reader.read(topic, partition, fromOffset, limit);
    },
    async endOffsets(topic) {
      configured(topic);
      return reader.endOffsets(topic);
    },
    async committedOffsets(topic, group) {
      configured(topic);
      return (await groupOffsets(topic, group)).map((offset) => Math.max(0, offset));
    },
    subscribe: (subscribed) =>
      new Promise((resolve) => {
        configured(subscribed.topic);
        const needs = { newClient, reader, groupOffsets, sessionTimeoutMs, metadataMaxAgeMs };
        const subscription = consumeTopic(subscribed, needs);
        subscriptions.add(subscription);
        resolve(subscription);
      }),
    close: () => (closing ??= close()),
  };
}
