import { setImmediate as nextTurn } from 'node:timers/promises';
import { TOPICS } from '@throughline/events';
import type { EventLog, LogRecord } from '@throughline/event-log';

/** A record of topic `events` and the partition it stands in. */
export interface Placed {
  readonly partition: number;
  readonly record: LogRecord;
}

export type Direction = 'forward' | 'backward';

/** Records of the first page, and of the largest; between them a page is as long as makes about so many bytes. */
const FIRST_PAGE = 16;
const LARGEST_PAGE = 512;
const PAGE_BYTES = 500_000;

/**
 * The records of `events` in the ranges [starts, ends), by partition, in the order of their appending, or against it.
 * Reads only as far as it is asked, and lets others in between its pages.
 */
export async function* scan(
  log: EventLog,
  starts: readonly number[],
  ends: readonly number[],
  direction: Direction,
): AsyncGenerator<Placed> {
  const walk = direction === 'forward' ? forward : backward;
  const lanes = ends.map((end, partition) => walk(log, partition, starts[partition] ?? 0, end));
  const heads = await Promise.all(lanes.map((lane) => lane.next()));
  for (;;) {
    const waiting = heads.flatMap((head) => (head.done === true ? [] : [head.value]));
    const [first, ...others] = waiting;
    if (first === undefined) return;
    const before = direction === 'forward' ? inOrder : (a: Placed, b: Placed) => inOrder(b, a);
    const next = others.reduce((best, other) => (before(other, best) < 0 ? other : best), first);
    yield next;
    const lane = lanes[next.partition];
    if (lane !== undefined) heads[next.partition] = await lane.next();
  }
}

async function* forward(log: EventLog, partition: number, start: number, end: number): AsyncGenerator<Placed> {
  let size = FIRST_PAGE;
  for (let from = start; from < end;) {
    const records = await readRange(log, partition, from, end, size);
    const last = records.at(-1);
    if (last === undefined) return;
    for (const record of records) yield { partition, record };
    await nextTurn();
    size = nextSize(records);
    from = last.offset + 1;
  }
}

async function* backward(log: EventLog, partition: number, start: number, end: number): AsyncGenerator<Placed> {
  let size = FIRST_PAGE;
  for (let to = end; to > start;) {
    const from = Math.max(start, to - size);
    const records: LogRecord[] = [];
    // A log may hand over fewer than it is asked for.
    for (let at = from; at < to;) {
      const some = await readRange(log, partition, at, to, to - at);
      records.push(...some);
      at = (some.at(-1)?.offset ?? to) + 1;
    }
    if (records.length === 0) return;
    for (const record of records.toReversed()) yield { partition, record };
    await nextTurn();
    size = nextSize(records);
    to = from;
  }
}

/** At most `size` records of [from, end), and none past it where the log begins later. */
async function readRange(
  log: EventLog,
  partition: number,
  from: number,
  end: number,
  size: number,
): Promise<LogRecord[]> {
  const records = await log.read(TOPICS.events, partition, from, Math.min(size, end - from));
  return records.filter(({ offset }) => offset < end);
}

function nextSize(records: readonly LogRecord[]): number {
  const bytes = records.reduce((sum, { value }) => sum + value.length, 1);
  return Math.max(1, Math.min(LARGEST_PAGE, Math.floor((PAGE_BYTES * records.length) / bytes)));
}

function inOrder(a: Placed, b: Placed): number {
  return a.record.appendedAt - b.record.appendedAt || a.partition - b.partition || a.record.offset - b.record.offset;
}
