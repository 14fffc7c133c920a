import { LogCorruptedError, TopicConfigError } from '../errors.ts';
import type { TopicConfig } from '../event-log.ts';
import { createBlockBuilder, type BlockBuilder } from './block-builder.ts';
import { readHeader } from './block.ts';
import type { Environment } from './environment.ts';
import { BEYOND, blockKey } from './keys.ts';

/** One partition of an open log. */
export interface PartitionState {
  readonly topic: string;
  readonly topicId: number;
  readonly partition: number;
  /** Offset of the oldest record kept. */
  floor: number;
  /** Offset the next durable record will get. */
  end: number;
  /** What waits for the next commit. */
  readonly pending: BlockBuilder;
}
export interface TopicState {
  readonly id: number;
  readonly retentionMs: number;
  readonly partitions: readonly PartitionState[];
}

interface StoredTopic {
  readonly id: number;
  readonly partitions: number;
}

export const floorKey = (topicId: number, partition: number): string => `floor:${topicId}:${partition}`;

/**
 * Opens the configured topics, creating what is new. The number of partitions is fixed at creation, because it decides
 * where a key's records are; more may be asked for later (a key's new records then go elsewhere than its old ones).
 * @throws TopicConfigError when a topic would need fewer partitions than it has
 */
export function openTopics(environment: Environment, configs: readonly TopicConfig[]): Map<string, TopicState> {
  const { meta } = environment;
  const topics = new Map<string, TopicState>();
  for (const config of configs) {
    const stored = readStored(environment, config.name);
    if (stored !== null && stored.partitions > config.partitions) {
      throw new TopicConfigError(
        `Topic "${config.name}" was created with ${stored.partitions} partitions and cannot have ${config.partitions}`,
      );
    }
    const id = stored?.id ?? nextId(environment);
    if (stored?.partitions !== config.partitions) {
      meta.putSync(`topic:${config.name}`, JSON.stringify({ id, partitions: config.partitions } satisfies StoredTopic));
    }
    const partitions = Array.from({ length: config.partitions }, (_, p) =>
      openPartition(environment, config.name, id, p),
    );
    topics.set(config.name, { id, retentionMs: config.retentionMs, partitions });
  }
  return topics;
}

function openPartition(
  { meta, blocks }: Environment,
  topic: string,
  topicId: number,
  partition: number,
): PartitionState {
  const floor = Number(meta.get(floorKey(topicId, partition)) ?? 0);
  let end = floor;
  const all = { start: blockKey(topicId, partition, BEYOND), end: blockKey(topicId, partition, 0), inclusiveEnd: true };
  for (const { value } of blocks.getRange({ ...all, reverse: true, limit: 1 })) {
    const header = readHeader(value);
    if (header === null) throw new LogCorruptedError(topic, partition, floor, 'the last block has no header');
    end = header.base + header.count;
  }
  return { topic, topicId, partition, floor, end, pending: createBlockBuilder(topicId, partition) };
}

function readStored({ meta }: Environment, name: string): StoredTopic | null {
  const stored = meta.get(`topic:${name}`);
  return stored === undefined ? null : (JSON.parse(stored) as StoredTopic);
}

function nextId(environment: Environment): number {
  let greatest = 0;
  for (const { key, value } of environment.meta.getRange({ start: 'topic:', end: 'topic;' })) {
    if (typeof key === 'string') greatest = Math.max(greatest, (JSON.parse(value) as StoredTopic).id);
  }
  return greatest + 1;
}
