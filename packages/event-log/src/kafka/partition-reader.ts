import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import type { LogRecord } from '../event-log.ts';
import { MOST_BATCH_BYTES } from '../local/record-store.ts';
import { toLogRecord, type RawMessage } from './log-record.ts';
import { unavailable } from './reach.ts';

export interface PartitionReader {
  /**
   * Records of a partition from an offset on, at most `limit` and about 32 MB; empty at the end.
   * @throws LogUnavailableError
   */
  read(topic: string, partition: number, from: number, limit: number): Promise<LogRecord[]>;
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
  fetchTopicsOffset(of: readonly OffsetsAsked[]): Promise<{ partitions: { offset: string }[] }[]>;
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

/** For leaders that move: three tries, then the caller hears of it. */
const PAUSES_MS = [100, 500, 1_500];

/**
 * Reads without a group. The client offers fetching only to members of a group, for whom one record would cost a join and
 * a leave of seconds; its cluster can fetch as well, but is private. The client is no longer developed and its version
 * is fixed, so what it keeps private stays as it is; the contract suite would tell.
 */
export function createPartitionReader(newClient: () => Kafka): PartitionReader {
  let opening: Promise<Cluster> | null = null;

  async function open(): Promise<Cluster> {
    const cluster = privateCluster(newClient());
    await cluster.connect();
    return cluster;
  }

  async function attempt(topic: string, partition: number, from: number, limit: number): Promise<LogRecord[]> {
    const cluster = await (opening ??= open());
    await cluster.addTargetTopic(topic);
    const [nodeId] = Object.keys(cluster.findLeaderForPartitions(topic, [partition]));
    if (nodeId === undefined) throw new RangeError(`Topic "${topic}" has no partition ${partition}`);
    const broker = await cluster.findBroker({ nodeId });
    const records: LogRecord[] = [];
    let [next, end, bytes] = [from, Infinity, 0];
    while (records.length < limit && next < end && bytes < MOST_BATCH_BYTES) {
      const { highWatermark, messages } = await fetchFrom(broker, topic, partition, next);
      // A batch is stored and sent as a whole: its first records may lie before the offset asked for.
      const more = messages.map(toLogRecord).filter(({ offset }) => offset >= next);
      for (const { value } of more) bytes += value.length;
      records.push(...more.slice(0, limit - records.length));
      next = (more.at(-1)?.offset ?? next) + 1;
      end = more.length === 0 ? 0 : Number(highWatermark);
    }
    return records;
  }

  /** Retention has taken the offset, or nothing has been written there yet. */
  async function oldest(topic: string, partition: number): Promise<number> {
    const cluster = await (opening ??= open());
    const asked = { topic, fromBeginning: true, partitions: [{ partition }] };
    const [found] = await cluster.fetchTopicsOffset([asked]);
    return Number(found?.partitions[0]?.offset ?? 0);
  }

  /** Leaders move and connections break: what is known of the cluster is learnt again. */
  async function learnAgain(): Promise<void> {
    const cluster = await opening?.catch(() => null);
    if (cluster === null) opening = null;
    await cluster?.refreshMetadata().catch(() => undefined);
  }

  return {
    async read(topic, partition, from, limit) {
      if (limit <= 0) return [];
      for (let turn = 0; ; turn += 1) {
        try {
          return await attempt(topic, partition, from, limit);
        } catch (error) {
          if (error instanceof RangeError) throw error;
          if (isOutOfRange(error)) {
            const first = await oldest(topic, partition);
            return from < first ? attempt(topic, partition, first, limit) : [];
          }
          const pause = PAUSES_MS[turn];
          if (pause === undefined) throw unavailable(`read "${topic}"`, error);
          await sleep(pause);
          await learnAgain();
        }
      }
    },
    async close() {
      const cluster = await opening?.catch(() => null);
      await cluster?.disconnect();
    },
  };
}

async function fetchFrom(broker: Broker, topic: string, partition: number, fetchOffset: number): Promise<Fetched> {
  const { responses } = await broker.fetch({
    maxWaitTime: 0,
    minBytes: 1,
    maxBytes: MOST_BATCH_BYTES,
    isolationLevel: 1,
    topics: [{ topic, partitions: [{ partition, fetchOffset: String(fetchOffset), maxBytes: MOST_BATCH_BYTES }] }],
  });
  return responses[0]?.partitions[0] ?? { highWatermark: '0', messages: [] };
}

function privateCluster(client: Kafka): Cluster {
  const name = Object.getOwnPropertySymbols(client).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  );
  const create = name && (client as unknown as Record<symbol, (options: object) => Cluster>)[name];
  if (create === undefined) throw new Error('This version of kafkajs keeps its cluster elsewhere');
  return create({ metadataMaxAge: 300_000, allowAutoTopicCreation: false });
}

const isOutOfRange = (error: unknown): boolean =>
  error instanceof Error && 'type' in error && error.type === 'OFFSET_OUT_OF_RANGE';
