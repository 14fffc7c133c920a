import { join } from 'node:path';
import { open } from 'lmdb';
import { UnknownTopicError } from '../errors.ts';
import type { EventLog, TopicConfig } from '../event-log.ts';
import { createBlockReader } from './block-reader.ts';
import { checkFile } from './check-file.ts';
import { openTopics, type PartitionState } from './topic-state.ts';

/** A log as another process sees it: what was there when it was opened. */
export interface LogReader extends Pick<EventLog, 'read' | 'endOffsets'> {
  close(): Promise<void>;
}

/**
 * Opens the log of a running process for reading only: it takes no lock and writes nothing (LMDB's readers do not
 * disturb the writer). For a rebuild beside the live process.
 * @param topics as the owner configured them; all must exist
 * @throws LogUnavailableError the file is no log; TopicConfigError
 */
export function openLogReader(path: string, topics: readonly TopicConfig[]): LogReader {
  const file = join(path, 'log.mdb');
  checkFile(file);
  const root = open({
    path: file,
    readOnly: true,
    maxDbs: 2,
    encoding: 'binary',
    keyEncoding: 'binary',
  });
  const blocks = root.openDB<Buffer, Buffer>('blocks', { encoding: 'binary', keyEncoding: 'binary' });
  const meta = root.openDB<string>('meta', { encoding: 'string', useVersions: true });
  const environment = { blocks, meta, commit: () => Promise.resolve(false), close: () => root.close() };
  const states = openTopics(environment, topics);
  const load = createBlockReader(environment);
  const partitionsOf = (topic: string): readonly PartitionState[] => {
    const state = states.get(topic);
    if (state === undefined) throw new UnknownTopicError(topic);
    return state.partitions;
  };
  return {
    read: (topic, partition, from, limit) =>
      attempt(() => {
        const state = partitionsOf(topic)[partition];
        return state === undefined ? [] : load(state, from, limit);
      }),
    endOffsets: (topic) => attempt(() => partitionsOf(topic).map(({ end }) => end)),
    close: () => root.close(),
  };
}

const attempt = <T>(work: () => T): Promise<T> => new Promise((resolve) => resolve(work()));
