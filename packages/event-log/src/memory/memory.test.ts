import { expect, test } from '@jest/globals';
import { eventLogContract } from '../contract/event-log-contract.ts';
import { createMemoryLog } from './create-memory-log.ts';
import { createMemoryStorage } from './memory-storage.ts';

eventLogContract('memory', (topics) => {
  const storage = createMemoryStorage();
  const open = () => createMemoryLog({ topics, now: Date.now, storage });
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

const topics = [{ name: 't', partitions: 1, retentionMs: 1_000 }];
const value = Buffer.from('v');

test('fails when its storage is full, and works again when it is not', async () => {
  const storage = createMemoryStorage();
  const log = createMemoryLog({ topics, now: () => 0, storage });
  storage.full = true;
  await expect(log.append('t', [{ key: null, value }])).rejects.toMatchObject({ code: 'log_unavailable' });
  storage.full = false;
  await expect(log.append('t', [{ key: null, value }])).resolves.toEqual([{ partition: 0, offset: 0 }]);
});

test('drops what is older than its retention; reading begins at the oldest kept', async () => {
  let now = 0;
  const log = createMemoryLog({ topics, now: () => now });
  await log.append('t', [{ key: null, value }]);
  now = 5_000;
  await log.append('t', [{ key: null, value }]);
  expect(await log.prune(5_500)).toBe(1);
  expect(await log.oldestOffsets('t')).toEqual([1]);
  expect((await log.read('t', 0, 0, 10)).map(({ offset }) => offset)).toEqual([1]);
  expect(await log.endOffsets('t')).toEqual([2]);
});

test('refuses fewer partitions than a topic has, and adds more', async () => {
  const storage = createMemoryStorage();
  const withPartitions = (partitions: number) =>
    createMemoryLog({ topics: [{ name: 't', partitions, retentionMs: -1 }], now: () => 0, storage });
  expect(await withPartitions(2).endOffsets('t')).toEqual([0, 0]);
  expect(() => withPartitions(1)).toThrow(expect.objectContaining({ code: 'topic_config' }));
  expect(await withPartitions(3).endOffsets('t')).toEqual([0, 0, 0]);
});

test('a closed log refuses everything', async () => {
  const log = createMemoryLog({ topics, now: () => 0 });
  await log.close();
  await expect(log.append('t', [{ key: null, value }])).rejects.toMatchObject({ code: 'log_closed' });
  await expect(log.endOffsets('t')).rejects.toMatchObject({ code: 'log_closed' });
});

test('commits what was handled when there is space again, without handling it twice', async () => {
  const storage = createMemoryStorage();
  const log = createMemoryLog({ topics, now: () => 0, storage });
  await log.append('t', [{ key: null, value }]);
  let handled = 0;
  const errors: unknown[] = [];
  await log.subscribe({
    topic: 't',
    group: 'g',
    maxRecords: 10,
    handler: () => {
      handled += 1;
      storage.full = true;
      return Promise.resolve();
    },
    onError: (error) => {
      errors.push(error);
      if (errors.length === 2) storage.full = false;
    },
  });
  while ((await log.committedOffsets('t', 'g'))[0] !== 1) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(handled).toBe(1);
  expect(errors).toMatchObject([{ code: 'log_unavailable' }, { code: 'log_unavailable' }]);
  await log.close();
});

test('company that has stopped coming is not waited for any longer', async () => {
  const log = createMemoryLog({ topics, now: () => 0 });
  await log.append('t', [{ key: null, value }]);
  const handled = new Promise<number>((resolve) => {
    void log.subscribe({
      topic: 't',
      group: 'g',
      maxRecords: 100,
      lingerMs: 3_600_000,
      handler(batch) {
        resolve(batch.records.length);
        return Promise.resolve();
      },
    });
  });
  await log.append('t', [{ key: null, value }]);
  expect(await handled).toBe(2);
  await log.close();
});
