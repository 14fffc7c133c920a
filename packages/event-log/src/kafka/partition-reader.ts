import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import type { LogRecord } from '../event-log.ts';
import { MOST_BATCH_BYTES } from '../local/record-store.ts';
import { toLogRecord, type RawMessage } from './log-record.ts';
import { byPartition, type PartitionOffset } from './by-partition.ts';
import { unavailable } from './kafka-failure.ts';

export interface PartitionReader {
  /**
   * Records of a partition from an offset on, at most `limit` and about 32 MB; empty at the end.
   * @throws LogUnavailableError
   */
  read(topic: string, partition: number, from: number, limit: number): Promise<LogRecord[]>;
  /**
   * For each partition there is, the offset the next record will get.
   * @throws LogUnavailableError
   */
  endOffsets(topic: string): Promise<number[]>;
  close(): Promise<void>;
}

/** The part of the client's own cluster and broker that is used here. */
interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  refreshMetadata(): Promise<void>;
  findLeaderForPartitions(topic: string, partitions: readonly number[]): Record<string, number[]>;
  findBroker(of: { nodeId: string }): Promise<Broker>;
  refreshMetadataIfNecessary(): Promise<void>;
  findTopicPartitionMetadata(topic: string): { partitionId: number }[];
  fetchTopicsOffset(of: readonly OffsetsAsked[]): Promise<{ partitions: PartitionOffset[] }[]>;
}
interface OffsetsAsked {
  readonly topic: string;
  readonly fromBeginning: boolean;
  readonly partitions: readonly { partition: number }[];
}
interface Broker {
  fetch(request: object): Promise<{ responses: { partitions: Fetched[] }[] }>;
}
interface Fetched {
  readonly highWatermark: string;
  readonly messages: readonly RawMessage[];
}

/** For leaders that move and topics just made: so many tries, then the caller hears of it. */
const PAUSES_MS = [50, 200, 500, 1_000, 2_000];

/** A guess of what the records asked for take: what is fetched beyond them is thrown away. */
const FETCH_BYTES = 64 * 1024;
const RECORD_BYTES = 512;
const MOST_FETCH_RECORDS = 4_096;

/**
 * Reads without a group. The client offers fetching only to members of a group, for whom one record would cost a join and
 * a leave of seconds; its cluster can fetch as well, but is private. The client is no longer developed and its version
 * is fixed, so what it keeps private stays as it is; the contract suite would tell.
 */
export function createPartitionReader(newClient: () => Kafka, metadataMaxAgeMs: number): PartitionReader {
  let opening: Promise<Cluster> | null = null;

  async function open(): Promise<Cluster> {
    const cluster = privateCluster(newClient(), metadataMaxAgeMs);
    await cluster.connect();
    return cluster;
  }

  /** Asks brokers as the cluster is known, and again when it was known wrongly: leaders move, connections break. */
  async function ask<T>(what: string, question: (cluster: Cluster) => Promise<T>): Promise<T> {
    try {
      const cluster = await (opening ??= open());
      for (let turn = 0; ; turn += 1) {
        try {
          return await question(cluster);
        } catch (error) {
          const pause = PAUSES_MS[turn];
          if (pause === undefined || error instanceof RangeError) throw error;
          await sleep(pause);
          await cluster.refreshMetadata();
        }
      }
    } catch (error) {
      await opening?.catch(() => (opening = null));
      if (error instanceof RangeError) throw error;
      throw unavailable(what, error);
    }
  }

  async function offsets(cluster: Cluster, topic: string, fromBeginning: boolean): Promise<number[]> {
    await cluster.addTargetTopic(topic);
    await cluster.refreshMetadataIfNecessary();
    const partitions = cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => ({ partition: partitionId }));
    const [found] = await cluster.fetchTopicsOffset([{ topic, fromBeginning, partitions }]);
    return byPartition(found?.partitions ?? []);
  }

  async function readFrom(cluster: Cluster, topic: string, partition: number, from: number, limit: number) {
    await cluster.addTargetTopic(topic);
    const [nodeId] = Object.keys(cluster.findLeaderForPartitions(topic, [partition]));
    if (nodeId === undefined) throw new RangeError(`Topic "${topic}" has no partition ${partition}`);
    const broker = await cluster.findBroker({ nodeId });
    const records: LogRecord[] = [];
    let [next, end, bytes] = [from, Infinity, 0];
    while (records.length < limit && next < end && bytes < MOST_BATCH_BYTES) {
      const maxBytes = FETCH_BYTES + Math.min(limit - records.length, MOST_FETCH_RECORDS) * RECORD_BYTES;
      const { highWatermark, messages } = await fetchFrom(broker, topic, partition, next, maxBytes);
      // A batch is stored and sent as a whole: its first records may lie before the offset asked for.
      const more = messages.map(toLogRecord).filter(({ offset }) => offset >= next);
      for (const { value } of more) bytes += value.length;
      records.push(...more.slice(0, limit - records.length));
      next = (more.at(-1)?.offset ?? next) + 1;
      end = more.length === 0 ? 0 : Number(highWatermark);
    }
    return records;
  }

  return {
    endOffsets: (topic) => ask(`offsets of "${topic}"`, (cluster) => offsets(cluster, topic, false)),
    async read(topic, partition, from, limit) {
      if (limit <= 0) return [];
      return ask(`read "${topic}"`, async (cluster) => {
        try {
          return await readFrom(cluster, topic, partition, from, limit);
        } catch (error) {
          if (!isOutOfRange(error)) throw error;
          // Retention has taken the offset, or nothing has been written there yet.
          const oldest = (await offsets(cluster, topic, true))[partition] ?? 0;
          return from < oldest ? readFrom(cluster, topic, partition, oldest, limit) : [];
        }
      });
    },
    async close() {
      const cluster = await opening?.catch(() => null);
      await cluster?.disconnect();
    },
  };
}

async function fetchFrom(
  broker: Broker,
  topic: string,
  partition: number,
  fetchOffset: number,
  maxBytes: number,
): Promise<Fetched> {
  const { responses } = await broker.fetch({
    maxWaitTime: 0,
    minBytes: 1,
    maxBytes,
    isolationLevel: 1,
    topics: [{ topic, partitions: [{ partition, fetchOffset: String(fetchOffset), maxBytes }] }],
  });
  return responses[0]?.partitions[0] ?? { highWatermark: '0', messages: [] };
}

function privateCluster(client: Kafka, metadataMaxAge: number): Cluster {
  const name = Object.getOwnPropertySymbols(client).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  );
  const create = name && (client as unknown as Record<symbol, (options: object) => Cluster>)[name];
  if (create === undefined) throw new Error('This version of kafkajs keeps its cluster elsewhere');
  return create({ metadataMaxAge, allowAutoTopicCreation: false });
}

const isOutOfRange = (error: unknown): boolean =>
  error instanceof Error && 'type' in error && error.type === 'OFFSET_OUT_OF_RANGE';
