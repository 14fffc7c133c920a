import { encodePosition, TOPICS } from '@throughline/events';
import { appendPacked, type EventLog, type NewRecord, type PackedRecords } from '@throughline/event-log';
import { Problem } from '@throughline/runtime';
import type { IngestMetrics } from '../ingest-metrics.ts';
import type { Answer } from './idempotency.ts';
import type { ReadRequest } from './read-request.ts';

/**
 * Makes what was read durable, and only then answers 202.
 * @throws Problem 422 when nothing is acceptable (what is replayable has been kept); LogUnavailableError
 */
export async function store(
  { events, kept, errors }: ReadRequest,
  { log, counts }: { readonly log: EventLog; readonly counts: IngestMetrics },
): Promise<Answer> {
  const accepted = events.count;
  for (const { code } of errors) counts.rejected(code);
  const after = await append(log, events, kept);
  if (accepted === 0 && errors.length > 0) {
    throw new Problem(422, 'nothing_acceptable', 'Nothing in this request is acceptable.', errors);
  }
  counts.accepted(accepted);
  const position = encodePosition({ [TOPICS.events]: after });
  const rejected = errors.length === 0 ? '[]' : JSON.stringify(errors);
  return { status: 202, json: `{"accepted":${accepted},"position":"${position}","rejected":${rejected}}` };
}

async function append(log: EventLog, events: PackedRecords, kept: readonly NewRecord[]): Promise<readonly number[]> {
  const appended = appendPacked(log, TOPICS.events, events);
  if (kept.length > 0) await Promise.all([appended, log.append(TOPICS.rejected, kept)]);
  return appended;
}
