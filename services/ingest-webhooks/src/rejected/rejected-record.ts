import {
  NO_WEBHOOK,
  type RawRecord,
  type RecordPosition,
  type RejectedPart,
  type RejectedRecord,
} from '@throughline/events';
import type { Rejected } from '../provider/translation.ts';

/** The rejected event of a webhook; `parts` are the entities of it that failed, none = all of it. */
export function rejectedRecord(
  { workspace, source, settingsVersion, requestId, request }: RawRecord,
  raw: RecordPosition | null,
  { reason, detail }: Omit<Rejected, 'kind'>,
  parts: readonly RejectedPart[] = [],
): RejectedRecord {
  const { body, ...rest } = request;
  const bytes = Buffer.from(body).toString('base64');
  return { ...NO_WEBHOOK, workspace, source, reason, detail, parts, settingsVersion, requestId, raw, ...rest, bytes };
}

/** The request behind a rejected record, to be read again. */
export function requestOf(record: RejectedRecord): RawRecord {
  const { workspace, source, settingsVersion, requestId, method, rest, query, headers, receivedAt } = record;
  const listed = record.listed === undefined ? {} : { listed: record.listed };
  const body = Buffer.from(record.bytes, 'base64');
  const request = { method, rest, query, headers, receivedAt, ...listed, body };
  return { workspace, source, settingsVersion, requestId, request };
}
