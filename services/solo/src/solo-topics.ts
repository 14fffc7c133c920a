import { TOPICS } from '@throughline/events';
import type { TopicConfig } from '@throughline/event-log';

const DAY_MS = 86_400_000;

/**
 * Topics of one process: one partition each, because one process gains nothing from more and pays an insert for each.
 * Retention is that of `infra/kafka/topics.json`; a test holds the two together.
 */
export const SOLO_TOPICS: readonly TopicConfig[] = [
  { name: TOPICS.raw, partitions: 1, retentionMs: 90 * DAY_MS },
  { name: TOPICS.events, partitions: 1, retentionMs: -1 },
  { name: TOPICS.conversionsDue, partitions: 1, retentionMs: 7 * DAY_MS },
  { name: TOPICS.settings, partitions: 1, retentionMs: -1 },
  { name: TOPICS.rejected, partitions: 1, retentionMs: -1 },
  { name: TOPICS.readBacks, partitions: 1, retentionMs: 7 * DAY_MS },
  { name: TOPICS.readBacksLater, partitions: 1, retentionMs: 7 * DAY_MS },
  { name: TOPICS.listRuns, partitions: 1, retentionMs: 90 * DAY_MS },
];
