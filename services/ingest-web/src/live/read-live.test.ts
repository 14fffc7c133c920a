import { afterEach, expect, test } from '@jest/globals';
import { createMemoryLog, type EventLog } from '@throughline/event-log';
import { decodePosition, encodeEvent, type Event } from '@throughline/events';
import { readLive, type LiveBounds, type LiveFrom, type LivePage } from './read-live.ts';

const logs: EventLog[] = [];
afterEach(async () => {
  for (const log of logs.splice(0)) await log.close();
});

/** Marks 0, 1, 2 ... spread over two partitions, each with an `extra` of some bytes. */
async function logOf(count: number, bytes = 10): Promise<EventLog> {
  let now = 1_000;
  const log = createMemoryLog({ topics: [{ name: 'events', partitions: 2, retentionMs: -1 }], now: () => now++ });
  logs.push(log);
  for (let n = 0; n < count; n += 1) await log.append('events', [{ key: `key-${n * 7}`, value: mark(n, bytes) }]);
  return log;
}

function mark(n: number, bytes: number): Uint8Array {
  const event: Event = {
    type: 'mark',
    workspace: 'main',
    source: n % 10 === 0 ? 'tenth' : 'api',
    key: `k${n}`,
    id: String(n),
    occurredAt: n,
    receivedAt: n,
    settingsVersion: 1,
    generation: 0,
    retracted: false,
    claim: false,
    test: false,
    filled: [],
    raw: null,
    extra: JSON.stringify({ text: 'x'.repeat(bytes) }),
    enquiryId: 'e',
    spam: null,
    quality: null,
  };
  return encodeEvent(event);
}

const WIDE: LiveBounds = { answerBytes: 1e9, scannedRecords: 1e9, scannedBytes: 1e9 };
const BEGIN: LiveFrom = { kind: 'after', offsets: [0, 0] };
const QUERY = { workspace: 'main', source: null, type: null, limit: 1_000, from: { kind: 'newest' } } as const;
const idsOf = ({ events }: LivePage): number[] => events.map((text) => Number((JSON.parse(text) as { id: string }).id));
const offsetsIn = (position: string): readonly number[] => decodePosition(position)?.['events'] ?? [];
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);

/** Every page of a walk, each the oldest first. */
async function walk(log: EventLog, query: Parameters<typeof readLive>[1], bounds: LiveBounds): Promise<number[][]> {
  const pages: number[][] = [];
  for (let from = query.from, turns = 0; turns < 200; turns += 1) {
    const page = await readLive(log, { ...query, from }, bounds);
    pages.push(idsOf(page));
    if (!page.more) return pages;
    if (from.kind === 'after') from = { kind: 'after', offsets: offsetsIn(page.position) };
    else from = { kind: 'before', offsets: offsetsIn(page.earlier ?? '') };
  }
  throw new Error('the pages do not end');
}

test.each<[string, Partial<LiveBounds>, number]>([
  ['a limit', {}, 7],
  ['bytes of the answer', { answerBytes: 2_000 }, 1_000],
  ['records looked at', { scannedRecords: 9 }, 1_000],
  ['bytes looked at', { scannedBytes: 400 }, 1_000],
])('pages cut by %s give everything once, on from the beginning and back from the end', async (_, bounds, limit) => {
  const log = await logOf(100);
  const [on, back] = [BEGIN, QUERY.from].map((from) => walk(log, { ...QUERY, from, limit }, { ...WIDE, ...bounds }));
  expect((await on)!.flat()).toEqual(range(0, 100));
  expect((await back)!.toReversed().flat()).toEqual(range(0, 100));
  expect((await on)!.length).toBeGreaterThan(9);
});

test('an answer keeps to its bytes, and one event that is longer is answered alone', async () => {
  const log = await logOf(20, 5_000);
  const page = await readLive(log, QUERY, { ...WIDE, answerBytes: 30_000 });
  expect(page.events.join().length).toBeLessThan(30_000);
  expect(idsOf(page)).toEqual(range(15, 20));
  expect(page.more).toBe(true);
  expect(idsOf(await readLive(log, { ...QUERY, from: BEGIN }, { ...WIDE, answerBytes: 10 }))).toEqual([0]);
});

test('the usual bounds hold an answer of large events to eight megabytes', async () => {
  const log = await logOf(60, 250_000);
  for (const from of [QUERY.from, BEGIN]) {
    const page = await readLive(log, { ...QUERY, from });
    expect([page.events.length, page.more]).toEqual([31, true]);
  }
});

test('a filter that matches nothing stops, says so, and says where to go on', async () => {
  const log = await logOf(100);
  const page = await readLive(log, { ...QUERY, type: 'refund', from: BEGIN }, { ...WIDE, scannedRecords: 40 });
  expect(page).toMatchObject({ events: [], more: true, earlier: null });
  expect(offsetsIn(page.position).reduce((sum, offset) => sum + offset)).toBe(40);
  const tenths = await walk(log, { ...QUERY, source: 'tenth' }, { ...WIDE, scannedRecords: 30 });
  expect(tenths).toEqual([[70, 80, 90], [40, 50, 60], [10, 20, 30], [0]]);
});

test('reads little more than it shows, and lets others in between', async () => {
  const log = await logOf(600, 5_000);
  let read = 0;
  const counting: EventLog = {
    ...log,
    read: async (...asked) => {
      const records = await log.read(...asked);
      read += records.length;
      return records;
    },
  };
  await readLive(counting, { ...QUERY, limit: 1 });
  expect(read).toBeLessThanOrEqual(32);

  let turns = 0;
  let done = false;
  const others = (): void => {
    turns += 1;
    if (!done) setImmediate(others);
  };
  setImmediate(others);
  await readLive(log, { ...QUERY, type: 'refund' });
  done = true;
  // Three megabytes in pages of half a one.
  expect(turns).toBeGreaterThanOrEqual(6);
});

test('nothing before the beginning, nothing after the end', async () => {
  const log = await logOf(5);
  const ends = await log.endOffsets('events');
  const none = { events: [], more: false, earlier: null };
  expect(await readLive(log, { ...QUERY, from: { kind: 'before', offsets: [0, 0] } })).toMatchObject(none);
  expect(await readLive(log, { ...QUERY, from: { kind: 'after', offsets: ends } })).toMatchObject(none);
});
