import { describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StartLog } from './start-log.ts';
import { collect, numbered, record, sum, text } from './records.ts';
import { eventually, gate } from './waiting.ts';

/** Subscriptions of one group deal out the partitions among them. */
export function sharingAGroup(start: StartLog): void {
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
      // Whatever the first did while it was alone is over when both have had their part of the same records.
      const names = () => new Set([...owners.values()].flatMap((taken) => [...taken]));
      let before = 0;
      while (names().size < 2) {
        owners.clear();
        before += 40;
        await log.append(
          topic,
          numbered(40, String).map(({ key }) => record(key, `before ${before + Number(key)}`)),
        );
        await eventually(() => seen.length >= before, 'the first records');
      }
      owners.clear();
      seen.length = 0;
      await log.append(
        topic,
        numbered(200, (n) => `key-${n}`),
      );
      await eventually(() => seen.length >= 200, 'all records');
      expect([...owners.values()].every((taken) => taken.size === 1)).toBe(true);
      expect(names()).toEqual(new Set(['a', 'b']));
      expect(new Set(seen).size).toBe(200);
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
}
