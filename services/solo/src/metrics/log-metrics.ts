import { LogClosedError, LogLockedError, LogUnavailableError, type LogObserver } from '@throughline/event-log';
import { GROUPS, TOPICS } from '@throughline/events';
import type { Metrics } from '@throughline/runtime';

const STAGES = [...Object.values(GROUPS), 'record', 'attribute'];
const RECORDS = [1, 10, 100, 500, 1_000, 5_000, 10_000, 20_000];

/** Counts and times what a log does: appends by topic, batches by stage. */
export function logMetrics(metrics: Metrics): LogObserver {
  const appends = metrics.histogram('log_append_seconds', 'Appends to the event log, until durable.', ['topic']);
  const records = metrics.counter('log_appended_records_total', 'Records appended to the event log.', ['topic']);
  const refusals = metrics.counter('log_append_failures_total', 'Appends that failed, by topic and reason.', [
    'topic',
    'reason',
  ]);
  const batches = metrics.histogram('stage_batch_seconds', 'Batches of the stages behind the log.', ['stage']);
  const sizes = metrics.histogram('stage_batch_records', 'Records of a batch.', ['stage'], RECORDS);
  const failures = metrics.counter('stage_failures_total', 'Batches that failed and are tried again.', ['stage']);
  // From the start, so that the first failure shows as a rise.
  for (const topic of Object.values(TOPICS)) refusals.inc({ topic, reason: 'log_unavailable' }, 0);
  for (const stage of STAGES) failures.inc({ stage }, 0);
  // Looked up once: an append is on the way of every request.
  const ofTopic = new Map(
    Object.values(TOPICS).map((topic) => [
      topic as string,
      { seconds: appends.labels({ topic }), records: records.labels({ topic }) },
    ]),
  );
  return {
    appended(topic, count, seconds) {
      const counts = ofTopic.get(topic);
      counts?.seconds.observe(seconds);
      counts?.records.inc(count);
    },
    appendFailed: (topic, error) => refusals.inc({ topic, reason: reasonOf(error) }),
    handled(group, count, seconds) {
      const stage = stageOf(group);
      batches.observe({ stage }, seconds);
      sizes.observe({ stage }, count);
    },
    failed: (group) => failures.inc({ stage: stageOf(group) }),
  };
}

/** Groups of a warehouse are named after it (`record@1a2b`), and a rebuild makes another: the stage is the same. */
const stageOf = (group: string): string => group.replace(/@.*$/s, '');

function reasonOf(error: unknown): string {
  const isKnown =
    error instanceof LogUnavailableError || error instanceof LogClosedError || error instanceof LogLockedError;
  return isKnown ? error.code : 'other';
}
