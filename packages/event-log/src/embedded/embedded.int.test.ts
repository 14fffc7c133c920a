import { afterEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventLogContract } from '../contract/event-log-contract.ts';
import type { EventLog, TopicConfig } from '../event-log.ts';
import type { Retained } from '../local/record-store.ts';
import { createEmbeddedLog } from './create-embedded-log.ts';
import { lockDirectory } from './directory-lock.ts';
import { openEnvironment } from './environment.ts';
import { blockKey } from './keys.ts';

const newDirectory = () => mkdtemp(join(tmpdir(), 'throughline-log-'));

eventLogContract('embedded', async (topics) => {
  const path = await newDirectory();
  const open = () => createEmbeddedLog({ path, topics, now: Date.now });
  let log = await open();
  return {
    log,
    reopen: async () => {
      await log.close();
      return (log = await open());
    },
    dispose: async () => {
      await log.close();
      await rm(path, { recursive: true, force: true });
    },
  };
});

describe('embedded log', () => {
  const EVENTS: TopicConfig = { name: 'events', partitions: 1, retentionMs: -1 };
  const RAW: TopicConfig = { name: 'raw', partitions: 1, retentionMs: 1_000 };
  const paths: string[] = [];
  const logs: (EventLog & Retained)[] = [];
  let now = 1_000_000;

  async function open(
    topics: readonly TopicConfig[],
    path?: string,
  ): Promise<{ log: EventLog & Retained; path: string }> {
    const directory = path ?? (await newDirectory());
    if (path === undefined) paths.push(directory);
    const log = await createEmbeddedLog({ path: directory, topics, now: () => now });
    logs.push(log);
    return { log, path: directory };
  }
  const append = async (log: EventLog, topic: string, ...values: string[]) => {
    for (const value of values) await log.append(topic, [{ key: 'k', value: Buffer.from(value) }]);
  };
  const valuesOf = async (log: EventLog, topic: string, from = 0) =>
    (await log.read(topic, 0, from, 100)).map((record) => Buffer.from(record.value).toString());

  afterEach(async () => {
    for (const log of logs.splice(0)) await log.close();
    for (const path of paths.splice(0)) await rm(path, { recursive: true });
  });

  test('records longer than a block, and more of them than fit into one, come back whole', async () => {
    const { log, path } = await open([EVENTS]);
    const values = Array.from({ length: 40 }, (_, n) => Buffer.alloc(n % 4 === 0 ? 700_000 : 30_000, `${n}.`));
    await log.append(
      'events',
      values.map((value) => ({ key: 'k', value })),
    );
    await log.close();
    const { log: again } = await open([EVENTS], path);
    const read = await again.read('events', 0, 0, 100);
    expect(read.map(({ offset }) => offset)).toEqual(values.map((_, n) => n));
    for (const [n, { value }] of read.entries()) expect(Buffer.compare(value, values[n]!)).toBe(0);
    for (const from of [1, 7, 23, 39]) {
      expect((await again.read('events', 0, from, 1)).map(({ offset }) => offset)).toEqual([from]);
    }
  });

  test('appendedAt never goes backwards, whatever the clock does', async () => {
    const { log } = await open([EVENTS]);
    for (const time of [5_000, 4_000, 6_000]) {
      now = time;
      await append(log, 'events', String(time));
    }
    expect((await log.read('events', 0, 0, 10)).map(({ appendedAt }) => appendedAt)).toEqual([5_000, 5_000, 6_000]);
  });

  test('refuses appends while more waits for the disk than it may hold', async () => {
    const path = await newDirectory();
    paths.push(path);
    const log = await createEmbeddedLog({ path, topics: [EVENTS], now: () => now, maxPendingBytes: 1_000 });
    logs.push(log);
    const large = [{ key: 'k', value: Buffer.alloc(2_000) }];
    const results = await Promise.allSettled([log.append('events', large), log.append('events', large)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(results[1]).toMatchObject({ reason: { code: 'log_unavailable' } });
    await expect(log.append('events', large)).resolves.toHaveLength(1);
  });

  describe('topics', () => {
    test('have the number of partitions they were made with, or more', async () => {
      const { log, path } = await open([{ ...EVENTS, partitions: 2 }]);
      await append(log, 'events', 'a');
      await log.close();
      await expect(open([EVENTS], path)).rejects.toMatchObject({ code: 'topic_config' });
      const { log: grown } = await open([{ ...EVENTS, partitions: 3 }], path);
      expect(await grown.endOffsets('events')).toHaveLength(3);
      expect((await grown.endOffsets('events')).reduce((a, b) => a + b)).toBe(1);
      await grown.close();
      await expect(open([{ ...EVENTS, partitions: 2 }], path)).rejects.toMatchObject({ code: 'topic_config' });
    });

    test('added later leave the others as they are', async () => {
      const { log, path } = await open([EVENTS]);
      await append(log, 'events', 'a', 'b');
      await log.close();
      const { log: again } = await open([RAW, EVENTS], path);
      await append(again, 'raw', 'x');
      expect(await valuesOf(again, 'events')).toEqual(['a', 'b']);
      expect(await valuesOf(again, 'raw')).toEqual(['x']);
    });
  });

  describe('retention', () => {
    test('drops whole old blocks of topics that have one; readers and consumers begin at the oldest kept', async () => {
      const { log, path } = await open([EVENTS, RAW]);
      now = 10_000;
      await append(log, 'raw', 'a', 'b');
      await append(log, 'events', 'kept for ever');
      now = 12_000;
      await append(log, 'raw', 'c');
      expect(await log.prune(11_500)).toBe(2);
      expect(await log.prune(11_500)).toBe(0);
      expect(await log.oldestOffsets('raw')).toEqual([2]);
      expect(await valuesOf(log, 'raw')).toEqual(['c']);
      expect(await valuesOf(log, 'events')).toEqual(['kept for ever']);
      await log.close();
      const { log: again } = await open([EVENTS, RAW], path);
      expect(await again.oldestOffsets('raw')).toEqual([2]);
      const seen: number[] = [];
      await again.subscribe({
        topic: 'raw',
        group: 'g',
        maxRecords: 10,
        handler: ({ records }) => Promise.resolve(void seen.push(...records.map(({ offset }) => offset))),
      });
      while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(seen).toEqual([2]);
    });

    test('may drop everything: offsets go on where they were, and no group lags behind', async () => {
      const { log, path } = await open([RAW]);
      now = 10_000;
      await append(log, 'raw', 'a', 'b', 'c');
      expect(await log.prune(20_000)).toBe(3);
      await log.close();
      const { log: again } = await open([RAW], path);
      expect(await again.endOffsets('raw')).toEqual([3]);
      await again.subscribe({ topic: 'raw', group: 'g', maxRecords: 10, handler: () => Promise.resolve() });
      while ((await again.committedOffsets('raw', 'g'))[0] !== 3) await new Promise((r) => setTimeout(r, 5));
      await append(again, 'raw', 'd');
      expect(await again.endOffsets('raw')).toEqual([4]);
      expect(await valuesOf(again, 'raw')).toEqual(['d']);
    });
  });

  describe('damage', () => {
    /** Lets a test change the stored blocks while no log has them open. */
    async function tamper(
      path: string,
      change: (environment: Awaited<ReturnType<typeof openEnvironment>>) => Promise<unknown>,
    ) {
      const environment = await openEnvironment(path);
      await change(environment);
      await environment.close();
    }
    async function damaged(change: (environment: Awaited<ReturnType<typeof openEnvironment>>) => Promise<unknown>) {
      const { log, path } = await open([EVENTS]);
      await append(log, 'events', 'zero', 'one', 'two');
      await log.close();
      await tamper(path, change);
      return (await open([EVENTS], path)).log;
    }

    test.each([
      ['a bit of a value', 40],
      ['the number of records', 24],
      ['the time', 17],
      ['the checksum itself', 5],
    ])('a block of which %s was changed is not read', async (_, at) => {
      const log = await damaged(async ({ blocks }) => {
        const block = blocks.getBinary(blockKey(1, 0, 1))!;
        block[at]! ^= 1;
        await blocks.put(blockKey(1, 0, 1), block);
      });
      expect(await valuesOf(log, 'events')).toEqual(['zero']);
      await expect(log.read('events', 0, 1, 1)).rejects.toMatchObject({
        code: 'log_corrupted',
        topic: 'events',
        partition: 0,
        offset: 1,
      });
      expect(await valuesOf(log, 'events', 2)).toEqual(['two']);
    });

    test('a missing block is a gap, from wherever one reads', async () => {
      const log = await damaged(({ blocks }) => blocks.remove(blockKey(1, 0, 1)));
      expect(await valuesOf(log, 'events')).toEqual(['zero']);
      await expect(log.read('events', 0, 1, 1)).rejects.toMatchObject({ code: 'log_corrupted', offset: 1 });
    });

    test('a block in the place of another is not taken for it', async () => {
      const log = await damaged(async ({ blocks }) => {
        await blocks.put(blockKey(1, 0, 1), blocks.getBinary(blockKey(1, 0, 2))!);
      });
      await expect(log.read('events', 0, 1, 1)).rejects.toMatchObject({ code: 'log_corrupted' });
    });

    test('a consumer stops before it, says so, and skips nothing', async () => {
      const log = await damaged(({ blocks }) => blocks.remove(blockKey(1, 0, 1)));
      const seen: number[] = [];
      const errors: unknown[] = [];
      await log.subscribe({
        topic: 'events',
        group: 'g',
        maxRecords: 10,
        handler: ({ records }) => Promise.resolve(void seen.push(...records.map(({ offset }) => offset))),
        onError: (error) => errors.push(error),
      });
      while (errors.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(seen).toEqual([0]);
      expect(errors[0]).toMatchObject({ code: 'log_corrupted', offset: 1 });
      expect(await log.committedOffsets('events', 'g')).toEqual([1]);
    });
  });

  describe('ownership', () => {
    test('a directory has one log in a process, and another one when the first is closed', async () => {
      const { log, path } = await open([EVENTS]);
      await expect(open([EVENTS], path)).rejects.toMatchObject({ code: 'log_locked' });
      await append(log, 'events', 'still mine');
      await log.close();
      expect(await valuesOf((await open([EVENTS], path)).log, 'events')).toEqual(['still mine']);
    });

    test('a log that cannot be opened leaves no lock behind', async () => {
      const { log, path } = await open([{ ...EVENTS, partitions: 2 }]);
      await log.close();
      await expect(open([EVENTS], path)).rejects.toMatchObject({ code: 'topic_config' });
      const lock = await lockDirectory(path);
      await lock.release();
    });

    test('an owner that was taken over acknowledges nothing any more', async () => {
      const { log, path } = await open([EVENTS]);
      await append(log, 'events', 'mine');
      // What a process that a lock did not stop would do first: it notes itself as the owner.
      const other = await openEnvironment(path);
      await expect(append(log, 'events', 'lost')).rejects.toMatchObject({ code: 'log_locked' });
      await other.close();
      expect(await valuesOf(log, 'events')).toEqual(['mine']);
    });
  });
});
