import { decodeEvent, type Event } from '@throughline/events';
import type { LogRecord } from '@throughline/event-log';

/** An event with the place and time at which its content entered the log. */
export interface RecordedEvent {
  readonly event: Event;
  readonly position: { readonly partition: number; readonly offset: number };
  /** `known_at`: when the record was appended. */
  readonly knownAt: number;
  readonly record: LogRecord;
}

/** A record of topic `events` that is no event of ours (another program wrote it, or a newer release). */
export interface Undecodable extends Pick<RecordedEvent, 'record' | 'position'> {
  readonly cause: string;
}

/** Decodes a batch; one bad record never hides its neighbours. */
export function decodeBatch(
  partition: number,
  records: readonly LogRecord[],
): { events: RecordedEvent[]; undecodable: Undecodable[] } {
  const events: RecordedEvent[] = [];
  const undecodable: Undecodable[] = [];
  for (const record of records) {
    const position = { partition, offset: record.offset };
    try {
      events.push({ event: decodeEvent(record.value), position, knownAt: record.appendedAt, record });
    } catch (error) {
      undecodable.push({ record, position, cause: error instanceof Error ? error.message : String(error) });
    }
  }
  return { events, undecodable };
}
