import {
  encodeEvent,
  encodeRejected,
  type Event,
  partitionKey,
  type RawRecord,
  type RecordPosition,
  type RejectedPart,
  type RejectedRecord,
} from '@throughline/events';
import type { NewRecord } from '@throughline/event-log';
import type { Ignored, ReadBack, Translation } from '../provider/translation.ts';
import { encodeReadBack } from '../read-back/read-back-record.ts';
import { rejectedRecord } from '../rejected/rejected-record.ts';

/** What one translation puts on the log. */
export interface Outcome {
  readonly workspace: string;
  readonly source: string;
  /** `X-Request-Id` of the request it comes of; `''` when it is not known. */
  readonly requestId: string;
  readonly raw: RecordPosition | null;
  readonly events: readonly Event[];
  readonly ignored: readonly Ignored[];
  readonly rejected: RejectedRecord | null;
  readonly readBacks: readonly ReadBack[];
  readonly records: {
    readonly events: readonly NewRecord[];
    readonly rejected: readonly NewRecord[];
    readonly readBacks: readonly NewRecord[];
  };
}

/** Brings a translation to records. An event that its schema refuses is rejected, and does not hide its neighbours. */
export function outcomeOf(record: RawRecord, raw: RecordPosition | null, translation: Translation): Outcome {
  const { workspace, source, requestId } = record;
  if (translation.kind === 'rejected') {
    const verdict = rejectedRecord(record, raw, translation);
    return {
      workspace,
      source,
      requestId,
      raw,
      events: [],
      ignored: [],
      rejected: verdict,
      readBacks: [],
      records: recordsOf(verdict),
    };
  }
  const events: Event[] = [];
  const encoded: NewRecord[] = [];
  const parts: RejectedPart[] = [...translation.rejected];
  for (const event of translation.events) {
    try {
      encoded.push({ key: partitionKey(event), value: encodeEvent(event) });
      events.push(event);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      parts.push({ pointer: event.key, reason: 'translator_failed', detail });
    }
  }
  const first = parts[0];
  const verdict = first === undefined ? null : rejectedRecord(record, raw, first, parts);
  const { receivedAt } = record.request;
  const envelope = { workspace, source, settingsVersion: record.settingsVersion, requestId, receivedAt, raw };
  const readBacks = translation.readBacks.map((asked) => ({
    key: source,
    value: encodeReadBack({ ...envelope, ...asked, attempt: 0 }),
  }));
  return {
    workspace,
    source,
    requestId,
    raw,
    events,
    ignored: translation.ignored,
    rejected: verdict,
    readBacks: translation.readBacks,
    records: { ...recordsOf(verdict), events: encoded, readBacks },
  };
}

function recordsOf(verdict: RejectedRecord | null): Outcome['records'] {
  const rejected = verdict === null ? [] : [{ key: verdict.source, value: encodeRejected(verdict) }];
  return { events: [], rejected, readBacks: [] };
}
