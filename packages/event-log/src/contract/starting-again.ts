import { describe, expect, test } from '@jest/globals';
import type { StartLog } from './start-log.ts';
import { collect, numbered, record, sum, text } from './records.ts';
import { eventually, gate } from './waiting.ts';

/** At least once over starts: from the committed offset on, in order, whatever had been done beyond it. */
export function startingAgain(start: StartLog): void {
  describe('starting again', () => {
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

    test('what had its effect but was not committed has it again; what was committed has not', async () => {
      const { harness, log, topic } = await start(1);
      await log.append(
        topic,
        numbered(5, () => 'k'),
      );
      const { opened, open } = gate();
      const effects: string[] = [];
      const subscription = await log.subscribe({
        topic,
        group: 'g',
        maxRecords: 2,
        handler: async (batch) => {
          await opened;
          effects.push(...batch.records.map(text));
          if (effects.length < 4) return;
          // Crash between: the effect of the second batch is there, its offset never will be.
          void subscription.stop();
          throw new Error('ended after the effect');
        },
      });
      open();
      await eventually(() => effects.length >= 4, 'two batches');
      await subscription.stop();
      const again = await harness.reopen();
      expect(await again.committedOffsets(topic, 'g')).toEqual([2]);
      await again.subscribe({ topic, group: 'g', ...collect(effects) });
      await eventually(async () => (await again.committedOffsets(topic, 'g'))[0] === 5, 'all committed');
      expect(effects).toEqual(['0', '1', '2', '3', '2', '3', '4']);
    });

    test('a log that is closed while a handler works waits for it, and commits what it did', async () => {
      const { harness, log, topic } = await start(1);
      await log.append(
        topic,
        numbered(4, () => 'k'),
      );
      const { opened, open } = gate();
      const effects: string[] = [];
      let begun = false;
      await log.subscribe({
        topic,
        group: 'g',
        maxRecords: 2,
        handler: async (batch) => {
          begun = true;
          await opened;
          effects.push(...batch.records.map(text));
        },
      });
      await eventually(() => begun, 'the handler runs');
      const reopening = harness.reopen();
      open();
      const again = await reopening;
      expect(effects).toEqual(['0', '1']);
      expect(await again.committedOffsets(topic, 'g')).toEqual([2]);
      await again.subscribe({ topic, group: 'g', ...collect(effects) });
      await eventually(() => effects.length >= 4, 'the rest');
      expect(effects).toEqual(['0', '1', '2', '3']);
    });
  });
}
