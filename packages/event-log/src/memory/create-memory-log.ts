import { LogClosedError, UnknownTopicError } from '../errors.ts';
import { LogUnavailableError, type EventLog, type LogRecord, type TopicConfig } from '../event-log.ts';
import { createGroups } from '../local/groups.ts';
import { readSide } from '../local/read-side.ts';
import { MOST_BATCH_BYTES, type RecordStore, type Retained } from '../local/record-store.ts';
import { partitionOf } from '../partition-of.ts';
import { createMemoryStorage, prepareTopic, type MemoryStorage, type MemoryTopic } from './memory-storage.ts';

export interface MemoryLogOptions {
  readonly topics: readonly TopicConfig[];
  readonly now: () => number;
  /** The storage of an earlier log, to go on where it ended. Default: a new one. */
  readonly storage?: MemoryStorage;
}

/** The log in the memory of this process: for tests and examples. Passes the same contract as the durable adapters. */
export function createMemoryLog({
  topics,
  now,
  storage = createMemoryStorage(),
}: MemoryLogOptions): EventLog & Retained {
  for (const topic of topics) prepareTopic(storage, topic);
  const retentionMs = new Map(topics.map((topic) => [topic.name, topic.retentionMs]));
  let closed = false;
  let spread = 0;

  function topicOf(name: string): MemoryTopic {
    if (closed) throw new LogClosedError();
    const topic = retentionMs.has(name) ? storage.topics.get(name) : undefined;
    if (topic === undefined) throw new UnknownTopicError(name);
    return topic;
  }
  const recordsOf = (name: string, partition: number): LogRecord[] => topicOf(name).partitions[partition] ?? [];
  const floorOf = (name: string, partition: number): number => topicOf(name).floors[partition] ?? 0;

  const store: RecordStore = {
    partitions: (topic) => topicOf(topic).partitions.length,
    oldest: floorOf,
    end: (topic, partition) => floorOf(topic, partition) + recordsOf(topic, partition).length,
    load(topic, partition, from, limit) {
      const start = Math.max(0, from - floorOf(topic, partition));
      const records = recordsOf(topic, partition).slice(start, start + limit);
      let bytes = 0;
      const full = records.findIndex((record) => (bytes += record.value.length) > MOST_BATCH_BYTES);
      return full < 0 ? records : records.slice(0, full + 1);
    },
    committed: (topic, group, partition) => topicOf(topic).committed.get(group)?.[partition],
    commit(topic, group, partition, offset) {
      if (storage.full) return Promise.reject(new LogUnavailableError('No space'));
      const { committed, partitions } = topicOf(topic);
      const offsets = committed.get(group) ?? new Array<number>(partitions.length);
      offsets[partition] = offset;
      committed.set(group, offsets);
      return Promise.resolve();
    },
  };
  const groups = createGroups(store);

  return {
    ...readSide(store, groups),
    async append(name, records) {
      const topic = topicOf(name);
      if (storage.full) throw new LogUnavailableError('No space');
      const appendedAt = now();
      const positions = records.map(({ key, value }) => {
        const count = topic.partitions.length;
        const partition = key === null ? (spread = (spread + 1) % count) : partitionOf(key, count);
        const offset = store.end(name, partition);
        recordsOf(name, partition).push({ offset, key, value: new Uint8Array(value), appendedAt });
        return { partition, offset };
      });
      // Subscribers hear of it after the caller, as they do from a disk.
      await Promise.resolve();
      for (const partition of new Set(positions.map((position) => position.partition)))
        groups.appended(name, partition);
      return positions;
    },
    prune(at) {
      let dropped = 0;
      for (const [name, kept] of retentionMs) {
        if (kept < 0) continue;
        topicOf(name).partitions.forEach((records, partition) => {
          const fresh = records.findIndex((record) => record.appendedAt >= at - kept);
          const old = records.splice(0, fresh < 0 ? records.length : fresh).length;
          topicOf(name).floors[partition] = floorOf(name, partition) + old;
          dropped += old;
        });
      }
      return Promise.resolve(dropped);
    },
    async close() {
      await groups.stop();
      closed = true;
    },
  };
}
