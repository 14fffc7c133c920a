import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { appendPacked } from '../packed/append-packed.ts';
import { RecordPacker } from '../packed/record-packer.ts';
import type { NewRecord } from '../event-log.ts';
import type { StartLog } from './start-log.ts';
import { numbered, readAll, record, sum, text } from './records.ts';

/** What is appended is read again: order of a key, positions, bytes. */
export function appendingAndReading(start: StartLog): void {
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

    test.each([1, 3])('takes packed records among others as it takes lists, over %d partitions', async (partitions) => {
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
          for (const [index, n] of numbers.entries()) expect(packed[index]?.key).toBe(n === 5 ? null : `key-${n % 4}`);
          expect(after[turn]?.[partition] ?? 0).toBe((packed.at(-1)?.offset ?? -1) + 1);
        }
      }
    });

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
        }),
        { numRuns: 15 },
      );
    });
  });
}
