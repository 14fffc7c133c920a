import type { EventLog } from '../event-log.ts';
import type { Groups } from './groups.ts';
import type { RecordStore, Retained } from './record-store.ts';

export type ReadSide = Pick<EventLog, 'subscribe' | 'read' | 'endOffsets' | 'committedOffsets'> &
  Pick<Retained, 'oldestOffsets'>;

/** The half of a log that only reads, over a store of this process. What the store throws rejects the promise. */
export function readSide(store: RecordStore, groups: Groups): ReadSide {
  const ofPartitions = (topic: string, offset: (partition: number) => number): Promise<number[]> =>
    attempt(() => Array.from({ length: store.partitions(topic) }, (_, partition) => offset(partition)));
  return {
    subscribe: (options) => attempt(() => groups.subscribe(options)),
    read: (topic, partition, from, limit) => attempt(() => store.load(topic, partition, from, limit)),
    endOffsets: (topic) => ofPartitions(topic, (partition) => store.end(topic, partition)),
    oldestOffsets: (topic) => ofPartitions(topic, (partition) => store.oldest(topic, partition)),
    committedOffsets: (topic, group) => ofPartitions(topic, (p) => store.committed(topic, group, p) ?? 0),
  };
}

const attempt = <T>(work: () => T): Promise<T> => new Promise((resolve) => resolve(work()));
