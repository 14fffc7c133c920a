import { describe, expect, test } from '@jest/globals';
import type { StartLog } from './start-log.ts';
import { numbered, record, sum, text } from './records.ts';
import { eventually } from './waiting.ts';

/** A handler that throws gets its records again, and holds up nobody else. */
export function failingHandlers(start: StartLog): void {
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
      await eventually(async () => others(await log.committedOffsets(topic, 'g')) === others(more), 'the others go on');
      expect((await log.committedOffsets(topic, 'g'))[poisoned]).toBe(ends[poisoned]);
      await subscription.stop();
    });
  });
}
