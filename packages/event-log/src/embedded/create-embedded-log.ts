import { LogClosedError, UnknownTopicError } from '../errors.ts';
import { LogUnavailableError, type EventLog, type TopicConfig } from '../event-log.ts';
import { createGroups } from '../local/groups.ts';
import { readSide } from '../local/read-side.ts';
import type { RecordStore, Retained } from '../local/record-store.ts';
import { offsetsAfter } from '../packed/append-packed.ts';
import { unpackRecords } from '../packed/packed-records.ts';
import { partitionOf } from '../partition-of.ts';
import { createBlockReader } from './block-reader.ts';
import { checkSpace } from './check-space.ts';
import { lockDirectory } from './directory-lock.ts';
import { openEnvironment, type Environment } from './environment.ts';
import { createGroupCommit } from './group-commit.ts';
import { readGroups } from './group-offsets.ts';
import { pruneTopic } from './prune-topic.ts';
import { openTopics, type PartitionState, type TopicState } from './topic-state.ts';

export interface EmbeddedLogOptions {
  /** A directory of its own; made when absent. */
  readonly path: string;
  readonly topics: readonly TopicConfig[];
  readonly now: () => number;
  /** Most bytes that may wait for the disk; beyond them appends fail with LogUnavailableError. Default 256 MB. */
  readonly maxPendingBytes?: number;
}

/**
 * The log in an LMDB directory, for one process. Concurrent appends share commits; each resolves when its records are on
 * disk. Survives kill -9 and power loss with every acknowledged record, and a full disk without a restart.
 * @throws LogLockedError the directory is in use; TopicConfigError; LogUnavailableError it cannot be written
 */
export async function createEmbeddedLog(options: EmbeddedLogOptions): Promise<EventLog & Retained> {
  const { path, topics: configs, now, maxPendingBytes = 256 * 1024 * 1024 } = options;
  checkSpace(path);
  const lock = await lockDirectory(path);
  const { environment, topics } = await open(path, configs).catch(async (error: unknown) => {
    await lock.release();
    throw error;
  });
  const read = createBlockReader(environment);
  const offsets = readGroups(environment);
  const writer = createGroupCommit(environment, now, (partitions) => {
    for (const { topic, partition } of partitions) groups.appended(topic, partition);
  });
  let closed = false;
  let spread = 0;

  function topicOf(name: string): TopicState {
    if (closed) throw new LogClosedError();
    const topic = topics.get(name);
    if (topic === undefined) throw new UnknownTopicError(name);
    return topic;
  }
  function partitionState(topic: string, partition: number): PartitionState {
    const state = topicOf(topic).partitions[partition];
    if (state === undefined) throw new RangeError(`Topic "${topic}" has no partition ${partition}`);
    return state;
  }

  const store: RecordStore = {
    partitions: (topic) => topicOf(topic).partitions.length,
    oldest: (topic, partition) => partitionState(topic, partition).floor,
    end: (topic, partition) => partitionState(topic, partition).end,
    load: (topic, partition, from, limit) => read(partitionState(topic, partition), from, limit),
    committed: (topic, group, partition) => offsets.get(topic, group, partition),
    async commit(topic, group, partition, offset) {
      const { key, value } = offsets.noteOf(topic, group, partition, offset);
      writer.note(key, value);
      try {
        await writer.written();
      } catch (error) {
        if (!(error instanceof LogUnavailableError)) throw error;
        // Records there is no room for must not hold up the groups that would make some.
        await writer.noteAlone(key, value);
      }
      offsets.set(topic, group, partition, offset);
    },
  };
  const groups = createGroups(store);

  /** @throws UnknownTopicError, LogClosedError, LogUnavailableError */
  function partitionsToAppendTo(name: string): readonly PartitionState[] {
    const { partitions } = topicOf(name);
    if (writer.pendingBytes > maxPendingBytes) throw new LogUnavailableError('Too much waits for the disk');
    return partitions;
  }

  const log: EventLog & Retained = {
    ...readSide(store, groups),
    /** With one partition nobody need look into the records: they are copied as they are. */
    async appendPacked(name, records) {
      const [only, ...others] = partitionsToAppendTo(name);
      if (only === undefined || others.length > 0) return offsetsAfter(await log.append(name, unpackRecords(records)));
      const first = writer.addPacked(only, records);
      const bases = await writer.written();
      return [(bases.get(only) ?? 0) + first + records.count];
    },
    async append(name, records) {
      const partitions = partitionsToAppendTo(name);
      if (records.length === 0) return [];
      const states: PartitionState[] = [];
      const placed = records.map(({ key, value }) => {
        const count = partitions.length;
        const partition = key === null ? (spread = (spread + 1) % count) : partitionOf(key, count);
        const state = partitionState(name, partition);
        states[partition] = state;
        return { partition, offset: writer.add(state, key, value) };
      });
      const bases = await writer.written();
      const baseOf = states.map((state) => bases.get(state) ?? 0);
      for (const position of placed) position.offset += baseOf[position.partition] ?? 0;
      return placed;
    },
    async prune(at) {
      if (closed) throw new LogClosedError();
      let dropped = 0;
      for (const topic of topics.values()) dropped += await pruneTopic(environment, topic, at);
      return dropped;
    },
    async close() {
      if (closed) return;
      await groups.stop();
      closed = true;
      await writer.written().catch(() => undefined);
      await environment.close();
      await lock.release();
    },
  };
  return log;
}

async function open(
  path: string,
  configs: readonly TopicConfig[],
): Promise<{ environment: Environment; topics: ReadonlyMap<string, TopicState> }> {
  const environment = await attemptOpening(path);
  try {
    return { environment, topics: openTopics(environment, configs) };
  } catch (error) {
    await environment.close();
    throw error;
  }
}

async function attemptOpening(path: string): Promise<Environment> {
  try {
    return await openEnvironment(path);
  } catch (cause) {
    if (cause instanceof LogUnavailableError) throw cause;
    throw new LogUnavailableError(`The event log in ${path} cannot be opened`, { cause });
  }
}
