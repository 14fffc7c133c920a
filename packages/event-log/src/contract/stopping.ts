import { describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch } from '../event-log.ts';
import type { StartLog } from './start-log.ts';
import { collect, numbered, record } from './records.ts';
import { eventually, gate } from './waiting.ts';

/** The end of a subscription, in the middle of whatever it does. */
export function stopping(start: StartLog): void {
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
}
