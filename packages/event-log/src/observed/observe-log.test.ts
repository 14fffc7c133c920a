import { expect, test } from '@jest/globals';
import { eventLogContract } from '../contract/event-log-contract.ts';
import { eventually } from '../contract/waiting.ts';
import { createMemoryLog } from '../memory/create-memory-log.ts';
import { createMemoryStorage } from '../memory/memory-storage.ts';
import { observeLog, type LogObserver } from './observe-log.ts';

const NOBODY: LogObserver = {
  appended: () => undefined,
  appendFailed: () => undefined,
  handled: () => undefined,
  failed: () => undefined,
};

eventLogContract('observed', (topics) => {
  const storage = createMemoryStorage();
  const open = () => observeLog(createMemoryLog({ topics, now: Date.now, storage }), NOBODY);
  let log = open();
  return Promise.resolve({
    log,
    reopen: async () => {
      await log.close();
      return (log = open());
    },
    dispose: () => log.close(),
  });
});

test('what is appended, refused, handled and thrown is told', async () => {
  const told: unknown[][] = [];
  const tell =
    (what: string) =>
    (...about: unknown[]): void => {
      const seconds = about[2];
      if (typeof seconds === 'number') expect(seconds).toBeGreaterThanOrEqual(0);
      told.push([what, ...about.slice(0, 2)]);
    };
  const storage = createMemoryStorage();
  const log = observeLog(
    createMemoryLog({ topics: [{ name: 't', partitions: 1, retentionMs: -1 }], now: () => 0, storage }),
    { appended: tell('appended'), appendFailed: tell('refused'), handled: tell('handled'), failed: tell('failed') },
  );
  const record = { key: null, value: Buffer.from('v') };
  await log.append('t', [record, record]);
  storage.full = true;
  await expect(log.append('t', [record])).rejects.toThrow('No space');
  storage.full = false;
  const broken = new Error('broken');
  let turns = 0;
  const errors: unknown[] = [];
  await log.subscribe({
    topic: 't',
    group: 'g',
    maxRecords: 10,
    handler: () => ((turns += 1) === 1 ? Promise.reject(broken) : Promise.resolve()),
    onError: (error) => errors.push(error),
  });
  await eventually(() => told.length === 4, 'the second turn');
  expect(told).toEqual([
    ['appended', 't', 2],
    ['refused', 't', expect.objectContaining({ code: 'log_unavailable' })],
    ['failed', 'g', broken],
    ['handled', 'g', 2],
  ]);
  expect(errors).toEqual([broken]);
  await log.close();
});
