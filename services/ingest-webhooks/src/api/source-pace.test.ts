import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, expect, test } from '@jest/globals';
import { apiFailure, type ApiFailure } from './call-api.ts';
import { createSourcePace, type Asking, type SourcePace } from './source-pace.ts';

/** A clock that stands still but for who sleeps: the earliest sleeper wakes when everybody waits. */
let now: number;
let sleepers: { at: number; wake: () => void }[];
let pace: SourcePace;
let asked: number[];
beforeEach(() => {
  now = 1_000;
  sleepers = [];
  asked = [];
  const sleep = (ms: number): Promise<void> =>
    new Promise((wake) => {
      sleepers.push({ at: now + ms, wake });
    });
  pace = createSourcePace({ now: () => now, sleep, tries: 3, backoffMs: 10, patienceMs: 5_000, restMs: 60_000 });
});

async function untilDone<T>(work: Promise<T>): Promise<T> {
  const ended = work.then(() => 'ended');
  while ((await Promise.race([ended, turn('asleep')])) === 'asleep') {
    const next = sleepers.sort((a, b) => a.at - b.at).shift();
    if (next === undefined) throw new Error('nobody sleeps, and it does not end');
    now = Math.max(now, next.at);
    next.wake();
  }
  return work;
}

type Answer = { readonly kind: 'gone' } | ApiFailure;
const GONE: Answer = { kind: 'gone' };
const failed = (retryAfterMs: number | null = null): ApiFailure => apiFailure('unavailable', 'down', retryAfterMs);
const crm = (source: string, over: Partial<Asking> = {}): Asking => ({
  source,
  origin: 'https://a.example',
  intervalMs: 150,
  ...over,
});
/** An answer that takes `ms` to come; the moment of asking is noted. */
const ask =
  (answers: Answer | readonly Answer[] = GONE) =>
  (): Promise<Answer> => {
    asked.push(now);
    return Promise.resolve([answers].flat()[asked.length - 1] ?? GONE);
  };

test('two consumers of one source, asking at once, keep its interval', async () => {
  await untilDone(Promise.all([1, 2, 3, 4].map(() => pace.run(crm('one'), ask()))));
  expect(asked).toEqual([1_000, 1_150, 1_300, 1_450]);
});

test('sources of one API share its limit; another API has its own', async () => {
  const other = crm('three', { origin: 'https://b.example' });
  await untilDone(Promise.all([crm('one'), crm('two'), other].map((asking) => pace.run(asking, ask()))));
  expect(asked).toEqual([1_000, 1_000, 1_150]);
});

test('a second try takes a place of its own behind those that are taken', async () => {
  const answers = [failed(), GONE, GONE, GONE];
  await untilDone(Promise.all([1, 2, 3].map(() => pace.run(crm('one'), ask(answers)))));
  expect(asked).toEqual([1_000, 1_150, 1_300, 1_450]);
});

test('a failure for good lets its own source rest, also one that waits for its place already', async () => {
  const two = [pace.run(crm('one'), ask([failed(90_000)])), pace.run(crm('one'), ask())];
  expect((await untilDone(Promise.all(two))).map(({ kind }) => kind)).toEqual(['failed', 'failed']);
  expect(asked).toEqual([1_000]);
  expect((await untilDone(pace.run(crm('two'), ask()))).kind).toBe('gone');
});

test('a Retry-After within patience is waited for, a longer one is rested for', async () => {
  expect((await untilDone(pace.run(crm('one'), ask([failed(2_000), GONE])))).kind).toBe('gone');
  expect(asked).toEqual([1_000, 3_000]);
  asked.length = 0;
  expect((await untilDone(pace.run(crm('one'), ask([failed(90_000)])))).kind).toBe('failed');
  const until = now + 90_000;
  now = until - 1;
  expect((await pace.run(crm('one'), ask())).kind).toBe('failed');
  now = until;
  expect((await pace.run(crm('one'), ask())).kind).toBe('gone');
});
