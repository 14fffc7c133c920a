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

export interface RequestReader {
  readonly result: ReadRequest;
  /** Reads one statement and encodes it, or notes why not. */
  read(raw: unknown, index: number): void;
  /** Adds an event that is encoded already. */
  add(record: NewRecord): void;
}

export function createRequestReader(read: ReadStatement, reading: Reading, route: RejectionContext['route']): RequestReader {
  const events: NewRecord[] = [];
  const errors: ProblemDetail[] = [];
  const kept: NewRecord[] = [];
  const context = { workspace: reading.workspace.id, receivedAt: reading.receivedAt, route };
  return {
    result: { events, kept, errors },
    read(raw, index) {
      const event = read(raw, reading, index);
      if (event !== null) events.push({ key: partitionKey(event), value: encodeEvent(event) });
      else if (reading.rejection !== null) {
        errors.push({ index, ...reading.rejection });
        const record = rejectedRecord(raw, reading.rejection, context);
        if (record !== null) kept.push(record);
      }
    },
    add: (record) => void events.push(record),
  };
}

/** Reads all statements of a request. */
export function readRequest(
  statements: readonly unknown[],
  read: ReadStatement,
  reading: Reading,
  route: RejectionContext['route'],
): ReadRequest {
  const request = createRequestReader(read, reading, route);
  for (let index = 0; index < statements.length; index++) request.read(statements[index], index);
  return request.result;
}
