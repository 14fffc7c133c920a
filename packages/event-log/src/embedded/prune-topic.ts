import { readHeader } from './block.ts';
import type { Environment } from './environment.ts';
import { blockKey, offsetOfKey } from './keys.ts';
import { floorKey, type PartitionState, type TopicState } from './topic-state.ts';

/** Blocks dropped by one commit: a bound, so that appends wait for milliseconds at most. */
const MOST_BLOCKS = 500;

/** Drops a topic's blocks whose records are all older than its retention; returns the number of records dropped. */
export async function pruneTopic(environment: Environment, topic: TopicState, now: number): Promise<number> {
  if (topic.retentionMs < 0) return 0;
  let dropped = 0;
  for (const partition of topic.partitions) {
    for (;;) {
      const floor = await pruneSome(environment, partition, now - topic.retentionMs);
      dropped += floor - partition.floor;
      if (floor === partition.floor) break;
      partition.floor = floor;
    }
  }
  return dropped;
}

/** Drops the oldest blocks written before `before`, and in the same commit notes where the partition begins now. */
async function pruneSome(environment: Environment, state: PartitionState, before: number): Promise<number> {
  const { blocks, meta } = environment;
  const { topicId, partition } = state;
  let floor = state.floor;
  const old: Buffer[] = [];
  const range = {
    start: blockKey(topicId, partition, floor),
    end: blockKey(topicId, partition, state.end),
    limit: MOST_BLOCKS,
  };
  for (const { key, value } of blocks.getRange(range)) {
    const header = readHeader(value);
    // A block that cannot be read is never dropped: somebody should see it.
    if (header === null || header.base !== offsetOfKey(key) || header.appendedAt >= before) break;
    old.push(key);
    floor = header.base + header.count;
  }
  if (old.length === 0) return state.floor;
  const owned = await environment.commit(() => {
    for (const key of old) void blocks.remove(key);
    void meta.put(floorKey(topicId, partition), String(floor));
  });
  return owned ? floor : state.floor;
}
