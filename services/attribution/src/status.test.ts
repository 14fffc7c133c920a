import { beforeEach, describe, expect, test } from '@jest/globals';
import { createMemoryLog, type EventLog } from '@throughline/event-log';
import { encodePosition, GROUPS, TOPICS } from '@throughline/events';
import { createPipelineStatus, type PipelineStatus } from './status.ts';

const groups = { translate: 'translate', record: 'record', attribute: 'attribute' };
let log: EventLog;
let asked: string[];
let status: PipelineStatus;
beforeEach(async () => {
  const names = Object.values(TOPICS);
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

async function append(topic: string): Promise<void> {
  await log.append(topic, [{ key: null, value: Buffer.from('1') }]);
}

describe('what is read back', () => {
  test('is a stage between the translation and the record', async () => {
    await append(TOPICS.readBacks);
    await commit(TOPICS.raw, groups.translate);
    expect(await status.status()).toMatchObject({
      lag: { translate: 0, read_back: 1, record: 0, attribute: 0 },
      caught_up: false,
    });
    await commit(TOPICS.readBacks, GROUPS.readBack);
    expect(await status.status()).toMatchObject({ lag: { read_back: 0 }, caught_up: true });
  });

  test('is waited for with the webhook that asked for it, and so is the event it yields', async () => {
    const position = encodePosition({ [TOPICS.raw]: [1] });
    await append(TOPICS.readBacks);
    await commit(TOPICS.raw, groups.translate);
    expect(await status.caughtUp(position)).toBe(false);
    await append(TOPICS.events);
    await commit(TOPICS.readBacks, GROUPS.readBack);
    expect(await status.caughtUp(position)).toBe(false);
    await commit(TOPICS.events, groups.record);
    expect(await status.caughtUp(position)).toBe(true);
  });

  test('does not hold up a first-party event', async () => {
    await append(TOPICS.readBacks);
    await append(TOPICS.events);
    await commit(TOPICS.events, groups.record);
    expect(await status.caughtUp(encodePosition({ [TOPICS.events]: [1] }))).toBe(true);
  });

  test('put off for later it shows as such, and holds up nothing', async () => {
    await append(TOPICS.readBacksLater);
    await commit(TOPICS.raw, groups.translate);
    expect(await status.status()).toMatchObject({ lag: { read_back: 0, read_back_later: 1 }, caught_up: true });
  });
});

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
