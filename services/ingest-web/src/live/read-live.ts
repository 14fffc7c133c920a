import { decodeEvent, encodePosition, TOPICS, type Event } from '@throughline/events';
import type { EventLog, LogRecord } from '@throughline/event-log';
import { presentEvent } from './present-event.ts';

export interface LiveQuery {
  readonly workspace: string;
  readonly source: string | null;
  readonly type: string | null;
  /** Offsets to read on from, by partition; null = the newest. */
  readonly after: readonly number[] | null;
  readonly limit: number;
}

export interface LivePage {
  readonly events: readonly Record<string, unknown>[];
  /** `after` of the next page: everything before it has been looked at. */
  readonly position: string;
}

interface Placed {
  readonly partition: number;
  readonly record: LogRecord;
}

/** Records looked at for one answer: a filter that matches nothing must not read the whole log. */
const MOST_SCANNED = 20_000;

/** Events after a position, or the newest, in the order of their appending. */
export async function readLive(log: EventLog, query: LiveQuery): Promise<LivePage> {
  const ends = await log.endOffsets(TOPICS.events);
  return query.after === null ? newest(log, query, ends) : following(log, query, query.after, ends);
}

async function newest(log: EventLog, query: LiveQuery, ends: readonly number[]): Promise<LivePage> {
  const most = Math.ceil(MOST_SCANNED / Math.max(1, ends.length));
  for (let window = Math.min(query.limit, most); ; window = Math.min(window * 4, most)) {
    const starts = ends.map((end) => Math.max(0, end - window));
    const events = (await load(log, starts, ends)).flatMap((placed) => matching(placed, query));
    if (events.length >= query.limit || window === most || starts.every((start) => start === 0)) {
      return { events: events.slice(-query.limit), position: encodePosition({ [TOPICS.events]: ends }) };
    }
  }
}

async function following(
  log: EventLog,
  query: LiveQuery,
  after: readonly number[],
  ends: readonly number[],
): Promise<LivePage> {
  const most = Math.ceil(MOST_SCANNED / Math.max(1, ends.length));
  const next = ends.map((_end, partition) => after[partition] ?? 0);
  const events: Record<string, unknown>[] = [];
  const stops = ends.map((end, partition) => Math.min(end, (next[partition] ?? 0) + most));
  for (const placed of await load(log, next, stops)) {
    if (events.length === query.limit) break;
    events.push(...matching(placed, query));
    next[placed.partition] = placed.record.offset + 1;
  }
  return { events, position: encodePosition({ [TOPICS.events]: next }) };
}

/** All records of the ranges, oldest first. */
async function load(log: EventLog, starts: readonly number[], ends: readonly number[]): Promise<Placed[]> {
  const lists = await Promise.all(
    starts.map(async (start, partition) => {
      const placed: Placed[] = [];
      const end = ends[partition] ?? 0;
      for (let from = start; from < end;) {
        const records = await log.read(TOPICS.events, partition, from, end - from);
        const last = records.at(-1);
        if (last === undefined) break;
        for (const record of records) if (record.offset < end) placed.push({ partition, record });
        from = last.offset + 1;
      }
      return placed;
    }),
  );
  return lists
    .flat()
    .sort(
      (a, b) =>
        a.record.appendedAt - b.record.appendedAt || a.partition - b.partition || a.record.offset - b.record.offset,
    );
}

function matching({ partition, record }: Placed, query: LiveQuery): Record<string, unknown>[] {
  const event: Event = decodeEvent(record.value);
  const matches =
    event.workspace === query.workspace &&
    (query.source === null || event.source === query.source) &&
    (query.type === null || event.type === query.type);
  return matches ? [presentEvent(event, { partition, offset: record.offset })] : [];
}
