import { once } from 'node:events';
import { createConnection } from 'node:net';
import kafkajs, { type Admin } from 'kafkajs';
import type { TopicConfig } from '../event-log.ts';
import type { KafkaReport, TopicReport } from './inspect-kafka.ts';
import { createClient, type KafkaConnection } from './kafka-client.ts';
import { reach } from './reach.ts';
import { wrongSettings } from './wrong-settings.ts';

const CONNECT_MS = 3_000;
const NOBODY = -1;

/** What `inspectKafka` does once the client is loaded. */
export async function lookAtKafka(connection: KafkaConnection, topics: readonly TopicConfig[]): Promise<KafkaReport> {
  const admin = createClient(connection).admin();
  try {
    await reach(`connect to ${connection.brokers.join(', ')}`, () => admin.connect());
    const { brokers } = await reach('look at the cluster', () => admin.describeCluster());
    const reports = await lookAtTopics(admin, topics);
    return {
      brokers: await Promise.all(
        brokers.map(async ({ host, port }) => ({
          address: `${host}:${port}`,
          isReachable: await takesConnections(host, port),
        })),
      ),
      topics: reports,
    };
  } finally {
    await admin.disconnect();
  }
}

async function lookAtTopics(admin: Admin, topics: readonly TopicConfig[]): Promise<TopicReport[]> {
  const listed = new Set(await reach('list the topics', () => admin.listTopics()));
  const there = topics.filter(({ name }) => listed.has(name));
  const wrong = await wrongSettings(admin, there);
  const minInSync = await minInSyncOf(admin, there);
  const names = there.map(({ name }) => name);
  const found =
    names.length === 0
      ? []
      : (await reach('look at the topics', () => admin.fetchTopicMetadata({ topics: names }))).topics;
  return topics.map(({ name }) => {
    const partitions = found.find((topic) => topic.name === name)?.partitions ?? [];
    const least = minInSync.get(name) ?? 1;
    const idsOf = (of: typeof partitions): number[] => of.map(({ partitionId }) => partitionId).sort((a, b) => a - b);
    return {
      name,
      partitions: partitions.length,
      wrongSettings: wrong.get(name) ?? [],
      copies: Math.min(...partitions.map(({ replicas }) => replicas.length), Infinity),
      minInSync: least,
      leaderless: idsOf(partitions.filter(({ leader }) => leader === NOBODY)),
      belowMinInSync: idsOf(partitions.filter(({ leader, isr }) => leader !== NOBODY && isr.length < least)),
    };
  });
}

async function minInSyncOf(admin: Admin, topics: readonly TopicConfig[]): Promise<ReadonlyMap<string, number>> {
  if (topics.length === 0) return new Map();
  const resources = topics.map(({ name }) => ({
    type: kafkajs.ConfigResourceTypes.TOPIC,
    name,
    configNames: ['min.insync.replicas'],
  }));
  const found = await reach('look at the settings of topics', () =>
    admin.describeConfigs({ includeSynonyms: false, resources }),
  );
  return new Map(
    found.resources.map(({ resourceName, configEntries }) => [resourceName, Number(configEntries[0]?.configValue)]),
  );
}

/** The client finds brokers by what they advertise, which need not be where they were first reached. */
async function takesConnections(host: string, port: number): Promise<boolean> {
  const socket = createConnection({ host, port, timeout: CONNECT_MS });
  socket.once('timeout', () => socket.destroy(new Error('timeout')));
  const isOpen = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return isOpen;
}
