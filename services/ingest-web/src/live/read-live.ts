import { decodeEvent, DecodeError, encodePosition, TOPICS, type Event } from '@throughline/events';
import type { EventLog } from '@throughline/event-log';
import { presentEvent } from './present-event.ts';
import { scan, type Placed } from './scan.ts';

/** Offsets of topic `events` by partition: those after it, those before it, or the newest of all. */
export type LiveFrom =
  | { readonly kind: 'newest' }
  | { readonly kind: 'after'; readonly offsets: readonly number[] }
  | { readonly kind: 'before'; readonly offsets: readonly number[] };

export interface LiveQuery {
  readonly workspace: string;
  readonly source: string | null;
  readonly type: string | null;
  readonly from: LiveFrom;
  readonly limit: number;
}

export interface LivePage {
  /** JSON texts, newest last. */
  readonly events: readonly string[];
  /** `after` of what follows: everything up to it has been looked at, or lies before `earlier`. */
  readonly position: string;
  /** There are records in the asked direction that this answer did not look at. */
  readonly more: boolean;
  /** `before` of the next page back; null where there is none, or `after` was asked. */
  readonly earlier: string | null;
}

/** What one answer may take. */
export interface LiveBounds {
  /** Bytes of the answer; a single longer event is answered alone. */
  readonly answerBytes: number;
  /** Records and their bytes looked at: a filter that matches nothing must not read the whole log. */
  readonly scannedRecords: number;
  readonly scannedBytes: number;
}

const BOUNDS: LiveBounds = { answerBytes: 8_000_000, scannedRecords: 20_000, scannedBytes: 64_000_000 };

/** Events after a position, before one, or the newest, in the order of their appending. */
export async function readLive(log: EventLog, query: LiveQuery, bounds = BOUNDS): Promise<LivePage> {
  const { from } = query;
  const ends = await log.endOffsets(TOPICS.events);
  if (from.kind === 'after') {
    const starts = ends.map((_end, partition) => from.offsets[partition] ?? 0);
    const { events, reached, more } = await collect(log, query, { starts, ends, bounds });
    return { events, position: positionOf(reached), more, earlier: null };
  }
  const until = from.kind === 'before' ? ends.map((end, at) => Math.min(end, from.offsets[at] ?? 0)) : ends;
  const { events, reached, more } = await collect(log, query, { starts: ends.map(() => 0), ends: until, bounds });
  return {
    events: events.toReversed(),
    position: positionOf(until),
    more,
    earlier: more ? positionOf(reached) : null,
  };
}

interface Extent {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly bounds: LiveBounds;
}

/** What the bounds allow of an extent, from the end where the query begins, and how far that reached. */
async function collect(log: EventLog, query: LiveQuery, { starts, ends, bounds }: Extent) {
  const forward = query.from.kind === 'after';
  const reached = [...(forward ? starts : ends)];
  const events: string[] = [];
  let [answerBytes, scannedRecords, scannedBytes] = [0, 0, 0];
  for await (const placed of scan(log, starts, ends, forward ? 'forward' : 'backward')) {
    const spent = scannedRecords >= bounds.scannedRecords || scannedBytes >= bounds.scannedBytes;
    if (spent || events.length >= query.limit) return { events, reached, more: true };
    const { partition, record } = placed;
    scannedRecords += 1;
    scannedBytes += record.value.length;
    const text = matching(placed, query);
    if (text !== null) {
      answerBytes += Buffer.byteLength(text);
      if (answerBytes > bounds.answerBytes && events.length > 0) return { events, reached, more: true };
      events.push(text);
    }
    reached[partition] = forward ? record.offset + 1 : record.offset;
  }
  return { events, reached, more: false };
}

function matching({ partition, record }: Placed, query: LiveQuery): string | null {
  const event = decoded(record.value);
  if (event === null) return null;
  const matches =
    event.workspace === query.workspace &&
    (query.source === null || event.source === query.source) &&
    (query.type === null || event.type === query.type);
  return matches ? JSON.stringify(presentEvent(event, { partition, offset: record.offset })) : null;
}

/** Null for a record that is no event of ours: it is listed as rejected, and must not hide its neighbours here. */
function decoded(value: Uint8Array): Event | null {
  try {
    return decodeEvent(value);
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}

function positionOf(offsets: readonly number[]): string {
  return encodePosition({ [TOPICS.events]: offsets });
}
