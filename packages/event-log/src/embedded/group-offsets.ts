import type { Environment } from './environment.ts';

/** The offsets the groups have committed, as they are on disk. */
export interface GroupOffsets {
  get(topic: string, group: string, partition: number): number | undefined;
  /** To be called when the note is on disk. */
  set(topic: string, group: string, partition: number, offset: number): void;
  /** Key and value by which an offset is written to `meta`. */
  noteOf(topic: string, group: string, partition: number, offset: number): { key: string; value: string };
}

const PREFIX = 'group:';
const nameOf = (topic: string, group: string, partition: number): string =>
  PREFIX + JSON.stringify([topic, group, partition]);

export function readGroups({ meta }: Environment): GroupOffsets {
  const offsets = new Map<string, number>();
  for (const { key, value } of meta.getRange({ start: PREFIX, end: 'group;' })) {
    if (typeof key === 'string') offsets.set(key, Number(value));
  }
  return {
    get: (topic, group, partition) => offsets.get(nameOf(topic, group, partition)),
    set: (topic, group, partition, offset) => void offsets.set(nameOf(topic, group, partition), offset),
    noteOf: (topic, group, partition, offset) => ({ key: nameOf(topic, group, partition), value: String(offset) }),
  };
}
