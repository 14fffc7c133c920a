import { describe, expect, test } from '@jest/globals';
import type { LogRecord } from '../event-log.ts';
import type { StartLog } from './start-log.ts';
import { collect, numbered, record, sum } from './records.ts';
import { eventually } from './waiting.ts';

/** A group gets everything of each partition in order, and goes on behind what it committed. */
export function consuming(start: StartLog): void {
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
  });
}
