import { partitionKey, writeEvent, type Event } from '@throughline/events';
import { RecordPacker, type NewRecord, type PackedRecords } from '@throughline/event-log';
import type { ProblemDetail } from '@throughline/runtime';
import { parseJson } from '../reading/parse-json.ts';
import type { Reading } from '../reading/reading.ts';
import { rejectedRecord, type RejectionContext } from '../rejected-record.ts';
import { createTranscriber } from '../transcribe/transcribe-event.ts';
import { transcribeEvents } from '../transcribe/transcribe-events.ts';

/** Reads one statement of a request; null after `reading.rejection`. */
export type ReadStatement = (raw: unknown, reading: Reading, index: number) => Event | null;

/** What a request's statements became. */
export interface ReadRequest {
  readonly events: PackedRecords;
  /** Records of topic `rejected` for what may be replayed. */
  readonly kept: readonly NewRecord[];
  readonly errors: readonly ProblemDetail[];
}

/** How the statements of one door are read. */
export interface StatementForm {
  readonly route: RejectionContext['route'];
  readonly read: ReadStatement;
  /** The statements in a body. @throws Problem 422 */
  readonly statements: (body: unknown) => readonly unknown[];
  /** Most events of a request of which plain ones are transcribed; absent where all are read the ordinary way. */
  readonly transcribed?: number;
}

/** Shared by all requests: what one adds it takes, in one go. */
const packer = new RecordPacker();
const transcribe = createTranscriber(packer);

/**
 * Reads and encodes the statements of a request.
 * @throws Problem 400, 422: see `parseJson` and `StatementForm`
 */
export function readRequest(body: Buffer, form: StatementForm, reading: Reading): ReadRequest {
  const context = { workspace: reading.workspace.id, receivedAt: reading.receivedAt, route: form.route };
  let errors: ProblemDetail[] = [];
  let kept: NewRecord[] = [];
  const begin = (): void => {
    packer.begin();
    errors = [];
    kept = [];
  };
  const read = (statement: unknown, index: number): void => {
    const event = form.read(statement, reading, index);
    if (event !== null) packer.add(partitionKey(event), event, writeEvent);
    else if (reading.rejection !== null) {
      errors.push({ index, ...reading.rejection });
      const record = rejectedRecord(statement, reading.rejection, context);
      if (record !== null) kept.push(record);
    }
  };
  begin();
  const most = form.transcribed ?? 0;
  if (most === 0 || !transcribeEvents(body, reading, { transcribe, read, most })) {
    begin();
    form.statements(parseJson(body)).forEach(read);
  }
  return { events: packer.take(), kept, errors };
}
