import { TopicConfigError } from '../errors.ts';
import type { LogRecord, TopicConfig } from '../event-log.ts';

export interface MemoryTopic {
  readonly partitions: LogRecord[][];
  /** Records dropped by retention, for each partition: the offset of its first element. */
  readonly floors: number[];
  /** Next offset for each group (`group`, partition). */
  readonly committed: Map<string, number[]>;
}

/** What outlives a memory log, as a disk outlives a process: give it to the next log to "start again". */
export interface MemoryStorage {
  readonly topics: Map<string, MemoryTopic>;
  /** Set it to true and appends and commits fail for want of space. */
  full: boolean;
}

export function createMemoryStorage(): MemoryStorage {
  return { topics: new Map(), full: false };
}

/** @throws TopicConfigError when a stored topic has more partitions than it should have */
export function prepareTopic(storage: MemoryStorage, { name, partitions }: TopicConfig): void {
  const topic = storage.topics.get(name) ?? { partitions: [], floors: [], committed: new Map<string, number[]>() };
  if (topic.partitions.length > partitions) {
    throw new TopicConfigError(`Topic "${name}" has ${topic.partitions.length} partitions, not ${partitions}`);
  }
  while (topic.partitions.length < partitions) {
    topic.partitions.push([]);
    topic.floors.push(0);
  }
  storage.topics.set(name, topic);
}
