import { encodeEvent, partitionKey, type Event } from '@throughline/events';
import type { NewRecord } from '@throughline/event-log';
import type { ProblemDetail } from '@throughline/runtime';
import type { Reading } from '../reading/reading.ts';
import { rejectedRecord, type RejectionContext } from '../rejected-record.ts';

/** Reads one statement of a request; null after `reading.rejection`. */
export type ReadStatement = (raw: unknown, reading: Reading, index: number) => Event | null;

/** What a request's statements became. */
export interface ReadRequest {
  readonly events: readonly NewRecord[];
  /** Records of topic `rejected` for what may be replayed. */
  readonly kept: readonly NewRecord[];
  readonly errors: readonly ProblemDetail[];
}

/** Reads and encodes the statements of a request. */
export function readRequest(
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
