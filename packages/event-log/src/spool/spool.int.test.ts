import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../contract/waiting.ts';
import { openSpool, type SpoolOptions } from './open-spool.ts';
import type { Spool, SpoolBatch } from './spool.ts';

let path: string;
let spool: Spool;
let now: number;
beforeEach(async () => {
  path = mkdtempSync(join(tmpdir(), 'throughline-spool-'));
  now = 1_000;
  spool = await open();
});
afterEach(async () => {
  await spool.close();
  rmSync(path, { recursive: true });
});

const open = (options: Partial<SpoolOptions> = {}): Promise<Spool> => openSpool({ path, now: () => now, ...options });
async function reopen(options: Partial<SpoolOptions> = {}): Promise<void> {
  await spool.close();
  spool = await open(options);
}
const put = (value: string): Promise<number> => spool.append({ key: 'k', value: Buffer.from(value) });
const segments = (): string[] => readdirSync(path).filter((name) => /^\d/.test(name));
const valuesOf = ({ records }: SpoolBatch): string[] => records.map(({ value }) => Buffer.from(value).toString());

/** Drains into a list; `refuse` makes the handler throw. */
function drain(maxRecords = 100) {
  const seen = { values: [] as string[], places: [] as number[], errors: [] as unknown[], refuse: false };
  const subscription = spool.drain({
    maxRecords,
    handler(batch) {
      if (seen.refuse) return Promise.reject(new Error('refused'));
      seen.values.push(...valuesOf(batch));
      seen.places.push(...batch.records.map((_, n) => batch.first + n));
      return Promise.resolve();
    },
    onError: (error) => seen.errors.push(error),
  });
  return { seen, stop: () => subscription.stop() };
}
const numbers = (count: number): string[] => Array.from({ length: count }, (_, n) => String(n));

test('what is put in is handed over in order, each with its place', async () => {
  const places = await Promise.all(numbers(50).map(put));
  expect(places).toEqual(numbers(50).map(Number));
  const { seen } = drain(7);
  await eventually(() => seen.values.length >= 50, 'all handed over');
  await put('later');
  await eventually(() => seen.values.length >= 51, 'the later one');
  expect(seen).toMatchObject({ values: [...numbers(50), 'later'], places: numbers(51).map(Number), errors: [] });
});

test('says what waits and since when', async () => {
  expect(await spool.waiting()).toEqual({ records: 0, since: null });
  await put('a');
  now = 2_000;
  await put('b');
  expect(await spool.waiting()).toEqual({ records: 2, since: 1_000 });
  const { seen } = drain();
  await eventually(async () => (await spool.waiting()).records === 0, 'nothing waits');
  expect(seen.values).toEqual(['a', 'b']);
});

test('what was not handled is there after a start, over several segments, and nothing else', async () => {
  await reopen({ segmentBytes: 10 });
  for (const value of numbers(10)) await put(`${value}-is-longer-than-ten`);
  expect(segments().length).toBeGreaterThan(5);
  const first = drain(1);
  await eventually(() => first.seen.values.length >= 4, 'some');
  await first.stop();
  const handled = first.seen.values.length;
  await reopen();
  expect(await spool.waiting()).toEqual({ records: 10 - handled, since: 1_000 });
  const { seen } = drain();
  await eventually(() => handled + seen.values.length >= 10, 'the rest');
  expect([...first.seen.values, ...seen.values]).toEqual(numbers(10).map((n) => `${n}-is-longer-than-ten`));
  expect([...first.seen.places, ...seen.places]).toEqual(numbers(10).map(Number));
});

test('a segment that was handled gives its room back; the one in use stays', async () => {
  await reopen({ segmentBytes: 1_000_000 });
  const { seen } = drain();
  for (let n = 0; n < 8; n += 1) await put(`${n}${'x'.repeat(400_000)}`);
  await eventually(() => seen.values.length === 8 && segments().length === 1, 'one segment left');
  expect(seen.values.map((value) => value[0])).toEqual(numbers(8));
  expect(await put('next')).toBe(8);
});

test('concurrent appends across segments keep their places and lose nothing', async () => {
  await reopen({ segmentBytes: 500 });
  const { seen } = drain(10);
  const values = numbers(400);
  const places = new Map<number, string>();
  await Promise.all(
    Array.from({ length: 20 }, async (_, writer) => {
      for (let n = writer; n < values.length; n += 20) places.set(await put(values[n]!), values[n]!);
    }),
  );
  await eventually(() => seen.values.length >= 400, 'all handed over');
  expect(seen.places).toEqual(values.map(Number));
  expect(seen.values).toEqual(seen.places.map((place) => places.get(place)));
});

test('what the handler throws at comes again, and order is kept', async () => {
  const { seen } = drain();
  seen.refuse = true;
  await put('a');
  await put('b');
  await eventually(() => seen.errors.length >= 2, 'two refusals');
  seen.refuse = false;
  await eventually(() => seen.values.length >= 2, 'both');
  expect(seen.values).toEqual(['a', 'b']);
});

test('an old segment is closed by its age and dropped, so that handled requests do not stay', async () => {
  await reopen({ segmentMs: 10, lookEveryMs: 5 });
  const { seen } = drain();
  await put('personal');
  await eventually(() => seen.values.length === 1, 'handled');
  const [before] = segments();
  now += 11;
  await eventually(() => segments().length === 1 && segments()[0] !== before, 'another segment');
  expect(await put('next')).toBe(1);
});

test('what a crash left of a removed segment is removed', async () => {
  mkdirSync(join(path, '0000000000000000.done'));
  await reopen();
  expect(segments()).toEqual(['0000000000000000']);
});

test('is for one process, and one consumer', async () => {
  await expect(open()).rejects.toMatchObject({ code: 'log_locked' });
  drain();
  expect(() => drain()).toThrow('being drained');
});
