import type { TopicConfig } from '../event-log.ts';

/** Largest record a topic takes: a webhook of 1 MB or an event of 5 MB with all that is noted beside it. */
export const MOST_RECORD_BYTES = 8 * 1024 * 1024;
/** What a record batch adds to its records. */
const BATCH_BYTES = 64 * 1024;

/**
 * What a topic is made with, and must have when it is found: records go by age alone (never by size, never because
 * another has the same key), the broker says when they were appended, the largest record fits, and none is stored in a
 * compression that not every client of ours can read, whoever sent it so.
 */
export function topicSettings({ retentionMs }: TopicConfig): ReadonlyMap<string, string> {
  return new Map([
    ['cleanup.policy', 'delete'],
    ['retention.ms', String(retentionMs)],
    ['retention.bytes', '-1'],
    ['message.timestamp.type', 'LogAppendTime'],
    ['compression.type', 'uncompressed'],
    ['max.message.bytes', String(MOST_RECORD_BYTES + BATCH_BYTES)],
  ]);
}
