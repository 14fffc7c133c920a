import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createLogger } from '@throughline/runtime';
import { followRun, type RunFollower } from './follow-run.ts';

const QUIET_MS = 1_000;
const MINUTE = 60_000;
let wanted: string;
let present: string;
/** Runs that were asked to be made; each ends when the test says so. */
let asked: { readonly run: string; end(error?: Error): Promise<void> }[];
let follower: RunFollower;

beforeEach(() => {
  jest.useFakeTimers();
  wanted = present = 'a';
  asked = [];
  follower = followRun({
    wanted: () => wanted,
    isPresent: () => wanted === present,
    reason: () => 'rules_changed',
    rebuild: () => {
      const run = wanted;
      return new Promise<void>((resolve, reject) => {
        asked.push({
          run,
          async end(error) {
            if (error === undefined) present = run;
            if (error === undefined) resolve();
            else reject(error);
            await jest.advanceTimersByTimeAsync(0);
          },
        });
      });
    },
    logger: createLogger({ level: 'silent', name: 'test' }),
    quietMs: QUIET_MS,
  });
});
afterEach(() => {
  follower.stop();
  jest.useRealTimers();
});

const change = (run: string): void => {
  wanted = run;
  follower.look();
};
const runs = (): string[] => asked.map(({ run }) => run);

test('of several changes in a row the last one is followed, once', async () => {
  for (const run of ['b', 'c', 'd']) {
    change(run);
    expect(follower.state()).toBe('waiting');
    await jest.advanceTimersByTimeAsync(QUIET_MS - 1);
  }
  expect(runs()).toEqual([]);
  await jest.advanceTimersByTimeAsync(1);
  expect([runs(), follower.state()]).toEqual([['d'], 'building']);
  await asked[0]!.end();
  expect(follower.state()).toBeNull();
  await jest.advanceTimersByTimeAsync(10 * MINUTE);
  expect(runs()).toEqual(['d']);
});

test('what is no change of the run neither begins nor prolongs anything', async () => {
  change('a');
  expect(follower.state()).toBeNull();
  change('b');
  await jest.advanceTimersByTimeAsync(QUIET_MS - 1);
  follower.look();
  await jest.advanceTimersByTimeAsync(1);
  expect(runs()).toEqual(['b']);
});

test('a change that is taken back in time is followed by nothing', async () => {
  change('b');
  change('a');
  expect(follower.state()).toBeNull();
  await jest.advanceTimersByTimeAsync(10 * MINUTE);
  expect(runs()).toEqual([]);
});

test('what changes while it builds is followed after it', async () => {
  change('b');
  await jest.advanceTimersByTimeAsync(QUIET_MS);
  change('c');
  change('d');
  await asked[0]!.end();
  expect(follower.state()).toBe('waiting');
  await jest.advanceTimersByTimeAsync(QUIET_MS);
  expect(runs()).toEqual(['b', 'd']);
});

test('a rebuild that fails is tried again, ever more seldom; a change is followed at once', async () => {
  change('b');
  await jest.advanceTimersByTimeAsync(QUIET_MS);
  await asked[0]!.end(new Error('no memory'));
  expect(follower.state()).toBe('failed');
  await jest.advanceTimersByTimeAsync(MINUTE);
  await asked[1]!.end(new Error('no memory'));
  await jest.advanceTimersByTimeAsync(MINUTE);
  expect(runs()).toEqual(['b', 'b']);
  await jest.advanceTimersByTimeAsync(MINUTE);
  await asked[2]!.end(new Error('no memory'));
  change('c');
  await jest.advanceTimersByTimeAsync(QUIET_MS);
  await asked[3]!.end();
  await jest.advanceTimersByTimeAsync(60 * MINUTE);
  expect([runs(), follower.state()]).toEqual([['b', 'b', 'b', 'c'], null]);
});

test('one that was asked for meanwhile ends the wait of a failed one', async () => {
  change('b');
  await jest.advanceTimersByTimeAsync(QUIET_MS);
  await asked[0]!.end(new Error('no memory'));
  present = 'b';
  follower.look();
  expect(follower.state()).toBeNull();
  await jest.advanceTimersByTimeAsync(10 * MINUTE);
  expect(runs()).toEqual(['b']);
});

test('what is stopped begins nothing', async () => {
  change('b');
  follower.stop();
  change('c');
  await jest.advanceTimersByTimeAsync(10 * MINUTE);
  expect(runs()).toEqual([]);
});
