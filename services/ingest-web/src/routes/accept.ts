import { encodeEvent, encodePosition, partitionKey, positionAfter, TOPICS, type Event } from '@throughline/events';
import type { EventLog, NewRecord, Position } from '@throughline/event-log';
import { Problem, type ProblemDetail } from '@throughline/runtime';
import type { IngestMetrics } from '../ingest-metrics.ts';
import type { Reading } from '../reading/reading.ts';
import { rejectedRecord, type RejectionContext } from '../rejected-record.ts';
import type { Answer } from './idempotency.ts';

/** Reads one statement of a request; null after `reading.rejection`. */
export type ReadStatement = (raw: unknown, reading: Reading, index: number) => Event | null;

/**
 * Reads the statements of a request, makes what is acceptable durable, and only then answers 202.
 * @throws Problem 422 when none is acceptable (what is replayable has been kept); LogUnavailableError
 */
export async function accept(
  statements: readonly unknown[],
  read: ReadStatement,
  reading: Reading,
  route: RejectionContext['route'],
  { log, counts }: { readonly log: EventLog; readonly counts: IngestMetrics },
): Promise<Answer> {
  const records: NewRecord[] = [];
  const errors: ProblemDetail[] = [];
  const kept: NewRecord[] = [];
  const context = { workspace: reading.workspace.id, receivedAt: reading.receivedAt, route };
  for (let index = 0; index < statements.length; index++) {
    const event = read(statements[index], reading, index);
    if (event !== null) records.push({ key: partitionKey(event), value: encodeEvent(event) });
    else if (reading.rejection !== null) {
      errors.push({ index, ...reading.rejection });
      counts.rejected(reading.rejection.code);
      const record = rejectedRecord(statements[index], reading.rejection, context);
      if (record !== null) kept.push(record);
    }
  }
  const positions = await append(log, records, kept);
  if (records.length === 0 && errors.length > 0) {
    throw new Problem(422, 'nothing_acceptable', 'Nothing in this request is acceptable.', errors);
  }
  counts.accepted(records.length);
  const position = encodePosition(positionAfter(TOPICS.events, positions));
  const rejected = errors.length === 0 ? '[]' : JSON.stringify(errors);
  return { status: 202, json: `{"accepted":${records.length},"position":"${position}","rejected":${rejected}}` };
}

async function append(log: EventLog, records: NewRecord[], kept: NewRecord[]): Promise<readonly Position[]> {
  const events = records.length === 0 ? [] : log.append(TOPICS.events, records);
  if (kept.length > 0) await Promise.all([events, log.append(TOPICS.rejected, kept)]);
  return events;
}
