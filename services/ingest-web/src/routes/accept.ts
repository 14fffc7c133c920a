import { encodeEvent, encodePosition, partitionKey, positionAfter, TOPICS, type Event } from '@throughline/events';
import type { EventLog, NewRecord, Position } from '@throughline/event-log';
import { Problem, type ProblemDetail } from '@throughline/runtime';
import type { IngestMetrics } from '../ingest-metrics.ts';
import type { Reading } from '../reading/reading.ts';
import { rejectedRecord, type RejectionContext } from '../rejected-record.ts';
import type { Answer } from './idempotency.ts';

/** Reads one statement of a request; null after `reading.rejection`. */
export type ReadStatement = (raw: unknown, reading: Reading, index: number) => Event | null;

/** What a request's statements became. */
export interface ReadRequest {
  readonly events: readonly NewRecord[];
  /** Records of topic `rejected` for what may be replayed. */
  readonly kept: readonly NewRecord[];
  readonly errors: readonly ProblemDetail[];
}

/** Reads the statements of a request and encodes what is acceptable. */
export function readStatements(
  statements: readonly unknown[],
  read: ReadStatement,
  reading: Reading,
  route: RejectionContext['route'],
): ReadRequest {
  const events: NewRecord[] = [];
  const errors: ProblemDetail[] = [];
  const kept: NewRecord[] = [];
  const context = { workspace: reading.workspace.id, receivedAt: reading.receivedAt, route };
  for (let index = 0; index < statements.length; index++) {
    const event = read(statements[index], reading, index);
    if (event !== null) events.push({ key: partitionKey(event), value: encodeEvent(event) });
    else if (reading.rejection !== null) {
      errors.push({ index, ...reading.rejection });
      const record = rejectedRecord(statements[index], reading.rejection, context);
      if (record !== null) kept.push(record);
    }
  }
  return { events, kept, errors };
}

/**
 * Makes what was read durable, and only then answers 202.
 * @throws Problem 422 when nothing is acceptable (what is replayable has been kept); LogUnavailableError
 */
export async function store(
  { events, kept, errors }: ReadRequest,
  { log, counts }: { readonly log: EventLog; readonly counts: IngestMetrics },
): Promise<Answer> {
  const accepted = events.length;
  for (const { code } of errors) counts.rejected(code);
  const positions = await append(log, events, kept);
  if (accepted === 0 && errors.length > 0) {
    throw new Problem(422, 'nothing_acceptable', 'Nothing in this request is acceptable.', errors);
  }
  counts.accepted(accepted);
  const position = encodePosition(positionAfter(TOPICS.events, positions));
  const rejected = errors.length === 0 ? '[]' : JSON.stringify(errors);
  return { status: 202, json: `{"accepted":${accepted},"position":"${position}","rejected":${rejected}}` };
}

async function append(log: EventLog, events: readonly NewRecord[], kept: readonly NewRecord[]): Promise<readonly Position[]> {
  const appended = events.length === 0 ? [] : log.append(TOPICS.events, events);
  if (kept.length > 0) await Promise.all([appended, log.append(TOPICS.rejected, kept)]);
  return appended;
}
