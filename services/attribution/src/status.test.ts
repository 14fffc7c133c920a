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
  const memory = createMemoryLog({ topics: names.map((name) => ({ name, partitions: 1, retentionMs: -1 })), now: () => 0 });
  asked = [];
  log = {
    ...memory,
    committedOffsets: (topic, group) => {
      asked.push(topic);
      return memory.committedOffsets(topic, group);
    },
  };
  status = createPipelineStatus(log, groups as never, () => 0);
  await log.append(TOPICS.raw, [{ key: null, value: Buffer.from('1') }]);
});

async function commit(topic: string, group: string): Promise<void> {
  const end = (await log.endOffsets(topic))[0] ?? 0;
  const subscription = await log.subscribe({ topic, group, maxRecords: 10, handler: () => Promise.resolve() });
  while (((await log.committedOffsets(topic, group))[0] ?? 0) < end) await new Promise((resolve) => setTimeout(resolve, 5));
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
    ['the log has not got', encodePosition({ [TOPICS.raw]: [5] })],
    ['of a partition there is not', encodePosition({ [TOPICS.raw]: [1, 1] })],
    ['longer than any of ours', encodePosition({ [TOPICS.raw]: [1], padding: Array<number>(1_000).fill(1) })],
  ])('that %s is not remembered', async (_name, stranger) => {
    for (let time = 0; time < 3; time += 1) expect(await status.caughtUp(stranger)).toBe(false);
    await commit(TOPICS.raw, groups.translate);
    await log.append(TOPICS.events, [{ key: null, value: Buffer.from('1') }]);
    asked.length = 0;
    await status.caughtUp(stranger);
    // A remembered one would go on where it stood; this one begins anew.
    expect(asked[0]).toBe(TOPICS.raw);
  });
});
