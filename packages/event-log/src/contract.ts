/**
 * What every event log must do. ONE suite: each adapter runs it over itself, so that code tested on the memory log holds
 * on disk and on a broker. Longer than a usual file because it is a list of independent cases.
 */
import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { appendPacked } from './packed/append-packed.ts';
import { RecordPacker } from './packed/record-packer.ts';
import type { Batch, EventLog, LogRecord, NewRecord, SubscribeOptions, TopicConfig } from './event-log.ts';

interface LogHarness {
  readonly log: EventLog;
  /** Ends the log and opens another on the same data, as a process that starts again does. */
  reopen(): Promise<EventLog>;
  /** Closes whatever is open and deletes the data. */
  dispose(): Promise<void>;
}
export type MakeLog = (topics: readonly TopicConfig[]) => Promise<LogHarness>;

const text = (record: LogRecord): string => Buffer.from(record.value).toString('utf8');
const record = (key: string | null, value: string): NewRecord => ({ key, value: Buffer.from(value) });
const numbered = (count: number, keyOf: (n: number) => string | null): NewRecord[] =>
  Array.from({ length: count }, (_, n) => record(keyOf(n), String(n)));
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

async function eventually(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 25_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Not within 25 s: ${what}`);
    await sleep(5);
  }
}

/** Holds whoever waits until it is opened. */
function gate(): { readonly opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

export function eventLogContract(name: string, makeLog: MakeLog): void {
  describe(`${name}: event log contract`, () => {
    const harnesses: LogHarness[] = [];

    async function start(partitions: number): Promise<{ harness: LogHarness; log: EventLog; topic: string }> {
      const topic = `contract-${randomUUID()}`;
      const harness = await makeLog([{ name: topic, partitions, retentionMs: -1 }]);
      harnesses.push(harness);
      return { harness, log: harness.log, topic };
    }

    async function readAll(log: EventLog, topic: string): Promise<LogRecord[][]> {
      const partitions: LogRecord[][] = [];
      for (const [partition, end] of (await log.endOffsets(topic)).entries()) {
        const records: LogRecord[] = [];
        while (records.length < end) {
          const more = await log.read(topic, partition, records.length, 1_000);
          if (more.length === 0) throw new Error(`Partition ${partition} ends at ${records.length}, not ${end}`);
          records.push(...more);
        }
        partitions.push(records);
      }
      return partitions;
    }

    const collect = (into: string[]): Pick<SubscribeOptions, 'maxRecords' | 'handler'> => ({
      maxRecords: 100,
      handler: (batch) => {
        into.push(...batch.records.map(text));
        return Promise.resolve();
      },
    });

    afterEach(async () => {
      for (const harness of harnesses.splice(0)) await harness.dispose();
    });

    describe('appending and reading', () => {
      test('gives each record a position at which it is read again', async () => {
        const { log, topic } = await start(3);
        const records = numbered(50, (n) => (n % 5 === 0 ? null : `key-${n % 7}`));
        const before = Date.now();
        const positions = await log.append(topic, records);
        expect(positions).toHaveLength(50);
        for (const [n, { partition, offset }] of positions.entries()) {
          const [found] = await log.read(topic, partition, offset, 1);
          expect(found).toMatchObject({ offset, key: records[n]?.key });
          expect(text(found!)).toBe(String(n));
          expect(Math.abs(found!.appendedAt - before)).toBeLessThan(60_000);
        }
        expect(sum(await log.endOffsets(topic))).toBe(50);
      });

      test.each([1, 3])(
        'takes packed records among others as it takes lists, over %d partitions',
        async (partitions) => {
          const { log, topic } = await start(partitions);
          const packer = new RecordPacker();
          const writeText = (value: string, buffer: Buffer, at: number): number =>
            at + value.length > buffer.length ? at + value.length : at + buffer.write(value, at);
          // The largest of them takes several blocks of the embedded log.
          const appends = [1, 100, 7, 900].map(async (count, turn) => {
            const padding = '.'.repeat(count);
            for (let n = 0; n < count; n += 1)
              packer.add(n === 5 ? null : `key-${n % 4}`, `${turn}:${n}${padding}`, writeText);
            const packed = appendPacked(log, topic, packer.take());
            await log.append(topic, [record('key-0', `${turn}:list`)]);
            return packed;
          });
          const after = await Promise.all(appends);
          const stored = await readAll(log, topic);
          for (const [turn, count] of [1, 100, 7, 900].entries()) {
            const places = stored.map((records) => records.filter((r) => text(r).startsWith(`${turn}:`)));
            expect(sum(places.map((records) => records.length))).toBe(count + 1);
            for (const [partition, records] of places.entries()) {
              const packed = records.filter((r) => !text(r).endsWith('list'));
              const numbers = packed.map((r) => Number.parseInt(text(r).slice(2)));
              expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
              for (const [index, n] of numbers.entries())
                expect(packed[index]?.key).toBe(n === 5 ? null : `key-${n % 4}`);
              expect(after[turn]?.[partition] ?? 0).toBe((packed.at(-1)?.offset ?? -1) + 1);
            }
          }
        },
      );

      test('keeps the order of a key over appends, concurrent ones too', async () => {
        const { log, topic } = await start(4);
        const appends = Array.from({ length: 40 }, (_, turn) =>
          log.append(
            topic,
            Array.from({ length: 5 }, (_unused, key) => record(`key-${key}`, `${key}:${turn}`)),
          ),
        );
        await Promise.all(appends);
        const partitions = await readAll(log, topic);
        for (let key = 0; key < 5; key += 1) {
          const holding = partitions.filter((records) => records.some((r) => r.key === `key-${key}`));
          expect(holding).toHaveLength(1);
          const turns = holding.flat().filter((r) => r.key === `key-${key}`);
          expect(turns.map(text)).toEqual(Array.from({ length: 40 }, (_, turn) => `${key}:${turn}`));
        }
      });

      test('spreads records without a key', async () => {
        const { log, topic } = await start(2);
        for (let n = 0; n < 20; n += 1)
          await log.append(
            topic,
            numbered(20, () => null),
          );
        const ends = await log.endOffsets(topic);
        expect(sum(ends)).toBe(400);
        expect(Math.min(...ends)).toBeGreaterThan(0);
        for (const records of await readAll(log, topic)) expect(records.every(({ key }) => key === null)).toBe(true);
      });

      test('takes empty values, empty keys, keys in any script and values of 1 MB, byte for byte', async () => {
        const { log, topic } = await start(2);
        const large = Buffer.alloc(1_000_000, 'ab\u0000');
        const records: NewRecord[] = [
          { key: 'empty', value: new Uint8Array() },
          { key: '', value: Buffer.from([0, 255, 10]) },
          { key: 'ключ \u{1F511} clé', value: Buffer.from('обращение') },
          { key: 'large', value: large },
          { key: null, value: new Uint8Array() },
        ];
        const positions = await log.append(topic, records);
        for (const [n, { partition, offset }] of positions.entries()) {
          const [found] = await log.read(topic, partition, offset, 1);
          expect(found?.key).toBe(records[n]?.key);
          expect(Buffer.compare(found!.value, records[n]!.value)).toBe(0);
        }
      });

      test('keeps its own copy: a buffer may be used again once the append has been acknowledged', async () => {
        const { log, topic } = await start(1);
        const value = Buffer.from('first');
        await log.append(topic, [{ key: 'a', value }]);
        value.write('other');
        expect((await log.read(topic, 0, 0, 1)).map(text)).toEqual(['first']);
      });

      test('reads at most the limit, nothing at the end and nothing beyond it', async () => {
        const { log, topic } = await start(1);
        await log.append(
          topic,
          numbered(10, () => 'k'),
        );
        expect((await log.read(topic, 0, 3, 4)).map(text)).toEqual(['3', '4', '5', '6']);
        expect((await log.read(topic, 0, 8, 100)).map(text)).toEqual(['8', '9']);
        expect(await log.read(topic, 0, 10, 5)).toEqual([]);
        expect(await log.read(topic, 0, 99, 5)).toEqual([]);
        expect(await log.read(topic, 0, 0, 0)).toEqual([]);
      });

      test('appends nothing without a word', async () => {
        const { log, topic } = await start(2);
        expect(await log.append(topic, [])).toEqual([]);
        expect(await log.endOffsets(topic)).toEqual([0, 0]);
      });

      test('refuses a topic that is not configured', async () => {
        const { log } = await start(1);
        await expect(log.append('no-such-topic', [record('k', 'v')])).rejects.toMatchObject({ code: 'unknown_topic' });
        await expect(log.endOffsets('no-such-topic')).rejects.toMatchObject({ code: 'unknown_topic' });
      });

      test('whatever is appended, in whatever portions, is read again in the order of its partition', async () => {
        const key = fc.option(fc.string({ maxLength: 6 }));
        const portion = fc.array(fc.tuple(key, fc.uint8Array({ maxLength: 40 })), { maxLength: 12 });
        await fc.assert(
          fc.asyncProperty(fc.array(portion, { maxLength: 8 }), async (portions) => {
            const { harness, log, topic } = await start(3);
            const expected: { key: string | null; bytes: string }[][] = [[], [], []];
            const appended = portions.map((records) =>
              log.append(
                topic,
                records.map(([recordKey, value]) => ({ key: recordKey, value })),
              ),
            );
            for (const [p, positions] of (await Promise.all(appended)).entries()) {
              for (const [n, { partition, offset }] of positions.entries()) {
                const [recordKey, value] = portions[p]![n]!;
                expected[partition]![offset] = { key: recordKey, bytes: Buffer.from(value).toString('hex') };
              }
            }
            const read = (await readAll(log, topic)).map((records) =>
              records.map((r) => ({ key: r.key, bytes: Buffer.from(r.value).toString('hex') })),
            );
            expect(read).toEqual(expected);
            await harness.dispose();
            harnesses.splice(harnesses.indexOf(harness), 1);
          }),
          { numRuns: 15 },
        );
      });
    });

    describe('consuming', () => {
      test('hands over everything of each partition in order, and commits it', async () => {
        const { log, topic } = await start(3);
        await log.append(
          topic,
          numbered(100, (n) => `key-${n % 10}`),
        );
        const seen: LogRecord[][] = [[], [], []];
        await log.subscribe({
          topic,
          group: 'g',
          maxRecords: 7,
          handler: (batch) => {
            expect(batch).toMatchObject({ topic });
            expect(batch.records.length).toBeLessThanOrEqual(7);
            seen[batch.partition]!.push(...batch.records);
            return Promise.resolve();
          },
        });
        await log.append(
          topic,
          numbered(100, (n) => `key-${n % 10}`),
        );
        const ends = await log.endOffsets(topic);
        await eventually(() => sum(seen.map((records) => records.length)) >= 200, 'all records handed over');
        for (const [partition, records] of seen.entries()) {
          expect(records.map(({ offset }) => offset)).toEqual(Array.from({ length: ends[partition]! }, (_, n) => n));
        }
        await eventually(
          async () => sum(await log.committedOffsets(topic, 'g')) === 200,
          'the end of every partition committed',
        );
        expect(await log.committedOffsets(topic, 'g')).toEqual(ends);
      });

      test('a group that never committed is at 0, and groups do not know of one another', async () => {
        const { log, topic } = await start(2);
        await log.append(topic, numbered(10, String));
        expect(await log.committedOffsets(topic, 'nobody')).toEqual([0, 0]);
        const [first, second]: [string[], string[]] = [[], []];
        await log.subscribe({ topic, group: 'first', ...collect(first) });
        await log.subscribe({ topic, group: 'second', ...collect(second) });
        await eventually(() => first.length === 10 && second.length === 10, 'both groups see all');
        expect(await log.committedOffsets(topic, 'nobody')).toEqual([0, 0]);
      });

      test('a new group begins where `from` says, an old one where it was', async () => {
        const { log, topic } = await start(1);
        await log.append(
          topic,
          numbered(10, () => 'k'),
        );
        const seen: string[] = [];
        const first = await log.subscribe({ topic, group: 'g', from: [6], ...collect(seen) });
        await eventually(() => seen.length === 4, 'the last four');
        await first.stop();
        await log.append(topic, [record('k', 'later')]);
        const again = await log.subscribe({ topic, group: 'g', from: [0], ...collect(seen) });
        await eventually(() => seen.length === 5, 'the later one');
        await again.stop();
        expect(seen).toEqual(['6', '7', '8', '9', 'later']);
      });

      test('`from` at the end is a place reached: the group lags behind nothing', async () => {
        const { log, topic } = await start(1);
        await log.append(
          topic,
          numbered(5, () => 'k'),
        );
        await log.subscribe({ topic, group: 'g', from: [5], ...collect([]) });
        await eventually(async () => (await log.committedOffsets(topic, 'g'))[0] === 5, 'the start committed');
        expect(await log.committedOffsets(topic, 'g')).toEqual([5]);
      });

      test('waits for company as long as it was told', async () => {
        const { log, topic } = await start(1);
        const batches: number[] = [];
        await log.subscribe({
          topic,
          group: 'g',
          maxRecords: 1_000,
          lingerMs: 400,
          handler: (batch) => Promise.resolve(void batches.push(batch.records.length)),
        });
        for (let n = 0; n < 10; n += 1) await log.append(topic, [record('k', String(n))]);
        await eventually(() => sum(batches) === 10, 'all ten');
        expect(batches.length).toBeLessThanOrEqual(3);
      });

      test('goes on after a start again exactly behind what was committed', async () => {
        const { harness, log, topic } = await start(2);
        await log.append(
          topic,
          numbered(20, (n) => `key-${n}`),
        );
        const before: string[] = [];
        await log.subscribe({ topic, group: 'g', ...collect(before) });
        await eventually(async () => sum(await log.committedOffsets(topic, 'g')) === 20, 'all committed');
        const again = await harness.reopen();
        expect(sum(await again.endOffsets(topic))).toBe(20);
        expect(sum(await again.committedOffsets(topic, 'g'))).toBe(20);
        await again.append(topic, [record('key-1', 'after')]);
        const after: string[] = [];
        await again.subscribe({ topic, group: 'g', ...collect(after) });
        await eventually(() => after.length > 0, 'the record after the start');
        expect(after).toEqual(['after']);
        expect([...before].sort()).toEqual(
          numbered(20, String)
            .map(({ key }) => key)
            .sort(),
        );
      });

      test('what was handled but not committed when the process ended is handed over again', async () => {
        const { harness, log, topic } = await start(1);
        await log.append(
          topic,
          numbered(3, () => 'k'),
        );
        let tries = 0;
        const subscription = await log.subscribe({
          topic,
          group: 'g',
          maxRecords: 10,
          handler: () => {
            tries += 1;
            return Promise.reject(new Error('killed before the end'));
          },
        });
        await eventually(() => tries > 0, 'a first try');
        await subscription.stop();
        const again = await harness.reopen();
        expect(await again.committedOffsets(topic, 'g')).toEqual([0]);
        const seen: string[] = [];
        await again.subscribe({ topic, group: 'g', ...collect(seen) });
        await eventually(() => seen.length >= 3, 'the records again');
        expect(seen).toEqual(['0', '1', '2']);
      });
    });

    describe('a handler that throws', () => {
      test('gets the same records again, until it succeeds; its errors are reported', async () => {
        const { log, topic } = await start(1);
        await log.append(
          topic,
          numbered(3, () => 'k'),
        );
        const tries: string[][] = [];
        const errors: unknown[] = [];
        await log.subscribe({
          topic,
          group: 'g',
          maxRecords: 10,
          handler: (batch) => {
            tries.push(batch.records.map(text));
            return tries.length < 3 ? Promise.reject(new Error(`try ${tries.length}`)) : Promise.resolve();
          },
          onError: (error, batch) => errors.push([(error as Error).message, batch.partition]),
        });
        await eventually(async () => (await log.committedOffsets(topic, 'g'))[0] === 3, 'success at last');
        expect(tries).toEqual([
          ['0', '1', '2'],
          ['0', '1', '2'],
          ['0', '1', '2'],
        ]);
        expect(errors).toEqual([
          ['try 1', 0],
          ['try 2', 0],
        ]);
      });

      test('waits longer before each new try', async () => {
        const { log, topic } = await start(1);
        await log.append(topic, [record('k', 'poison')]);
        const times: number[] = [];
        const subscription = await log.subscribe({
          topic,
          group: 'g',
          maxRecords: 1,
          handler: () => {
            times.push(performance.now());
            return Promise.reject(new Error('never'));
          },
        });
        await eventually(() => times.length >= 4, 'four tries');
        await subscription.stop();
        const pauses = times.slice(1).map((time, n) => time - times[n]!);
        expect(pauses[2]!).toBeGreaterThan(pauses[0]! * 1.5);
      });

      test('holds up its partition only: a poison record does not stop the others', async () => {
        const { log, topic } = await start(4);
        await log.append(
          topic,
          numbered(80, (n) => `key-${n}`),
        );
        const ends = await log.endOffsets(topic);
        const poisoned = (await log.append(topic, [record('key-1', 'poison')]))[0]!.partition;
        const seen: string[] = [];
        const subscription = await log.subscribe({
          topic,
          group: 'g',
          maxRecords: 1,
          handler: (batch) => {
            if (batch.records.some((r) => text(r) === 'poison')) return Promise.reject(new Error('poison'));
            seen.push(...batch.records.map(text));
            return Promise.resolve();
          },
        });
        await eventually(async () => sum(await log.committedOffsets(topic, 'g')) === 80, 'all but the poison');
        await log.append(
          topic,
          numbered(40, (n) => `key-${n}`),
        );
        const more = await log.endOffsets(topic);
        const others = (offsets: readonly number[]): number => sum(offsets.filter((_, p) => p !== poisoned));
        await eventually(
          async () => others(await log.committedOffsets(topic, 'g')) === others(more),
          'the others go on',
        );
        expect((await log.committedOffsets(topic, 'g'))[poisoned]).toBe(ends[poisoned]);
        await subscription.stop();
      });
    });

    describe('several consumers of a group', () => {
      test('share the partitions: each record is handled once, each partition by one of them', async () => {
        const { log, topic } = await start(4);
        const owners = new Map<number, Set<string>>();
        const seen: string[] = [];
        const join = (name: string) =>
          log.subscribe({
            topic,
            group: 'g',
            maxRecords: 5,
            handler: async (batch) => {
              await sleep(1);
              owners.set(batch.partition, (owners.get(batch.partition) ?? new Set()).add(name));
              seen.push(...batch.records.map(text));
            },
          });
        const a = await join('a');
        const b = await join('b');
        // Whatever the first did while it was alone is over when both have settled down.
        await log.append(
          topic,
          numbered(40, String).map(({ key }) => record(key, `before ${key}`)),
        );
        await eventually(() => seen.length >= 40, 'the first records');
        await sleep(50);
        owners.clear();
        await log.append(
          topic,
          numbered(200, (n) => `key-${n}`),
        );
        await eventually(() => seen.length >= 240, 'all records');
        expect([...owners.values()].every((names) => names.size === 1)).toBe(true);
        expect(new Set([...owners.values()].flatMap((names) => [...names]))).toEqual(new Set(['a', 'b']));
        expect(new Set(seen).size).toBe(240);
        await Promise.all([a.stop(), b.stop()]);
      });

      test('take over the partitions of one that stops, where it ended', async () => {
        const { log, topic } = await start(4);
        const [first, second]: [string[], string[]] = [[], []];
        const a = await log.subscribe({ topic, group: 'g', ...collect(first) });
        await log.subscribe({ topic, group: 'g', ...collect(second) });
        await log.append(
          topic,
          numbered(100, (n) => `key-${n}`),
        );
        await eventually(() => first.length + second.length >= 100, 'the first hundred');
        await a.stop();
        const [before, ends] = [first.length, await log.endOffsets(topic)];
        await log.append(
          topic,
          numbered(100, (n) => `key-${n}`),
        );
        await eventually(() => first.length + second.length >= 200, 'the second hundred');
        expect(first).toHaveLength(before);
        expect(before + second.length).toBe(200);
        expect(sum(ends)).toBe(100);
      });

      test('wait with a partition until the handler of its former owner has ended', async () => {
        const { log, topic } = await start(1);
        await log.append(
          topic,
          numbered(4, () => 'k'),
        );
        const { opened, open } = gate();
        const events: string[] = [];
        const join = (member: string, work: () => Promise<void>) =>
          log.subscribe({
            topic,
            group: 'g',
            maxRecords: 2,
            handler: async (batch) => {
              events.push(`${member} begins ${batch.records.map(text).join()}`);
              await work();
              events.push(`${member} ends ${batch.records.map(text).join()}`);
            },
          });
        const first = await join('first', () => opened);
        await eventually(() => events.length === 1, 'the first handler runs');
        await join('second', () => Promise.resolve());
        const stopping = first.stop();
        await sleep(60);
        expect(events).toEqual(['first begins 0,1']);
        open();
        await stopping;
        await eventually(() => events.length === 4, 'the second goes on');
        expect(events).toEqual(['first begins 0,1', 'first ends 0,1', 'second begins 2,3', 'second ends 2,3']);
      });

      test('never handle one partition at the same time, whoever comes and goes', async () => {
        const { log, topic } = await start(2);
        const running = new Map<number, number>();
        const next = [0, 0];
        let overlaps = 0;
        let disorder = 0;
        const join = () =>
          log.subscribe({
            topic,
            group: 'g',
            maxRecords: 3,
            handler: async (batch) => {
              const { partition } = batch;
              running.set(partition, (running.get(partition) ?? 0) + 1);
              if (running.get(partition)! > 1) overlaps += 1;
              if (batch.records[0]!.offset > next[partition]!) disorder += 1;
              await sleep(2);
              next[partition] = Math.max(next[partition]!, batch.records.at(-1)!.offset + 1);
              running.set(partition, running.get(partition)! - 1);
            },
          });
        const members = [await join()];
        for (let turn = 0; turn < 6; turn += 1) {
          await log.append(
            topic,
            numbered(30, (n) => `key-${n}`),
          );
          members.push(await join());
          await sleep(5);
          await members.shift()!.stop();
        }
        await eventually(async () => sum(await log.committedOffsets(topic, 'g')) === 180, 'all handled');
        expect({ overlaps, disorder }).toEqual({ overlaps: 0, disorder: 0 });
      });

      test('each calls its handler for one partition at a time', async () => {
        const { log, topic } = await start(4);
        let running = 0;
        let most = 0;
        let count = 0;
        await log.subscribe({
          topic,
          group: 'g',
          maxRecords: 2,
          handler: async (batch) => {
            running += 1;
            most = Math.max(most, running);
            await sleep(2);
            running -= 1;
            count += batch.records.length;
          },
        });
        await log.append(
          topic,
          numbered(40, (n) => `key-${n}`),
        );
        await eventually(() => count >= 40, 'all handled');
        expect(most).toBe(1);
      });
    });

    describe('stopping', () => {
      test('tells the running handler, waits for it, and commits what it did', async () => {
        const { log, topic } = await start(1);
        await log.append(
          topic,
          numbered(5, () => 'k'),
        );
        const { opened, open } = gate();
        const batches: Batch[] = [];
        let over = false;
        const subscription = await log.subscribe({
          topic,
          group: 'g',
          maxRecords: 3,
          handler: async (batch) => {
            batches.push(batch);
            await batch.heartbeat();
            await opened;
            await batch.heartbeat();
            over = true;
          },
        });
        await eventually(() => batches.length === 1, 'the handler runs');
        expect(batches[0]!.isStale()).toBe(false);
        let stopped = false;
        const stopping = subscription.stop().then(() => (stopped = true));
        await eventually(() => batches[0]!.isStale(), 'the handler is told');
        await sleep(20);
        expect({ stopped, over }).toEqual({ stopped: false, over: false });
        open();
        await stopping;
        expect(over).toBe(true);
        expect(batches).toHaveLength(1);
        expect(await log.committedOffsets(topic, 'g')).toEqual([3]);
      });

      test('may be asked for twice, and in the middle of waiting, lingering or a pause', async () => {
        const { log, topic } = await start(1);
        const idle = await log.subscribe({ topic, group: 'idle', ...collect([]) });
        await Promise.all([idle.stop(), idle.stop()]);
        await log.append(topic, [record('k', 'v')]);
        const lingering = await log.subscribe({ topic, group: 'lingering', lingerMs: 600_000, ...collect([]) });
        await sleep(20);
        await lingering.stop();
        let failed = false;
        const failing = await log.subscribe({
          topic,
          group: 'failing',
          maxRecords: 1,
          handler: () => Promise.reject(new Error('never')),
          onError: () => (failed = true),
        });
        await eventually(() => failed, 'a failure');
        await failing.stop();
        expect(await log.committedOffsets(topic, 'failing')).toEqual([0]);
      });
    });
  });
}
