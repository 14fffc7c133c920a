import { partitionKey, writeEvent, type Event } from '@throughline/events';
import { RecordPacker, type NewRecord, type PackedRecords } from '@throughline/event-log';
import type { ProblemDetail } from '@throughline/runtime';
import type { Reading } from '../reading/reading.ts';
import { rejectedRecord, type RejectionContext } from '../rejected-record.ts';

/** Reads one statement of a request; null after `reading.rejection`. */
export type ReadStatement = (raw: unknown, reading: Reading, index: number) => Event | null;

/** What a request's statements became. */
export interface ReadRequest {
  readonly events: PackedRecords;
  /** Records of topic `rejected` for what may be replayed. */
  readonly kept: readonly NewRecord[];
  readonly errors: readonly ProblemDetail[];
}

/** Shared by all requests: what one adds it takes, in one go. */
const packer = new RecordPacker();

/** Reads and encodes the statements of a request. */
export function readRequest(
  statements: readonly unknown[],
  read: ReadStatement,
  reading: Reading,
  route: RejectionContext['route'],
): ReadRequest {
  packer.begin();
  const errors: ProblemDetail[] = [];
  const kept: NewRecord[] = [];
  const context = { workspace: reading.workspace.id, receivedAt: reading.receivedAt, route };
  for (let index = 0; index < statements.length; index++) {
    const event = read(statements[index], reading, index);
    if (event !== null) packer.add(partitionKey(event), event, writeEvent);
    else if (reading.rejection !== null) {
      errors.push({ index, ...reading.rejection });
      const record = rejectedRecord(statements[index], reading.rejection, context);
      if (record !== null) kept.push(record);
    }
  }
  return { events: packer.take(), kept, errors };
}
