import { beforeEach, describe, expect, test } from '@jest/globals';
import { createMemoryLog, type EventLog } from '@throughline/event-log';
import { encodePosition, TOPICS } from '@throughline/events';
import { createPipelineStatus, type PipelineStatus } from './status.ts';

const groups = { translate: 'translate', record: 'record', attribute: 'attribute' };
let log: EventLog;
let asked: string[];
let status: PipelineStatus;
beforeEach(async () => {
  const names = [TOPICS.raw, TOPICS.events, TOPICS.conversionsDue, TOPICS.rejected];
  const memory = createMemoryLog({
    topics: names.map((name) => ({ name, partitions: 1, retentionMs: -1 })),
    now: () => 0,
  });
  asked = [];
  log = {
    ...memory,
    committedOffsets: (topic, group) => {
      asked.push(topic);
      return memory.committedOffsets(topic, group);
    },
  };
  status = createPipelineStatus(log, groups, () => 0);
  await log.append(TOPICS.raw, [{ key: null, value: Buffer.from('1') }]);
});

async function commit(topic: string, group: string): Promise<void> {
  const end = (await log.endOffsets(topic))[0] ?? 0;
  const subscription = await log.subscribe({ topic, group, maxRecords: 10, handler: () => Promise.resolve() });
  while (((await log.committedOffsets(topic, group))[0] ?? 0) < end)
    await new Promise((resolve) => setTimeout(resolve, 5));
  await subscription.stop();
}

describe('a position waited for', () => {
  const position = encodePosition({ [TOPICS.raw]: [1] });

  test('is remembered by the stage it has come to', async () => {
    expect(await status.caughtUp(position)).toBe(false);
    await log.append(TOPICS.events, [{ key: null, value: Buffer.from('1') }]);
    await commit(TOPICS.raw, groups.translate);
    expect(await status.caughtUp(position)).toBe(false);
    asked.length = 0;
    expect(await status.caughtUp(position)).toBe(false);
    expect(asked).toEqual([TOPICS.events]);
    await commit(TOPICS.events, groups.record);
    expect(await status.caughtUp(position)).toBe(true);
  });

  test.each([
    ['the log has not got', (n: number) => ({ [TOPICS.raw]: [5 + n] })],
    ['of a partition there is not', (n: number) => ({ [TOPICS.raw]: [1, 1 + n] })],
    ['longer than any of ours', (n: number) => ({ [TOPICS.events]: [1], padding: [n, ...Array<number>(500).fill(1)] })],
  ])('is not forgotten for many that are %s', async (_name, stranger) => {
    await log.append(TOPICS.events, [{ key: null, value: Buffer.from('1') }]);
    await commit(TOPICS.raw, groups.translate);
    await status.caughtUp(position);
    for (let n = 0; n <= 10_000; n += 1) expect(await status.caughtUp(encodePosition(stranger(n)))).toBe(false);
    asked.length = 0;
    await status.caughtUp(position);
    // A forgotten one would begin anew, at topic raw.
    expect(asked).toEqual([TOPICS.events]);
  });
});
