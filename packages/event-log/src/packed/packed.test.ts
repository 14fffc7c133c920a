import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventLog } from '../event-log.ts';
import { createMemoryLog } from '../memory/create-memory-log.ts';
import { appendPacked } from './append-packed.ts';
import { unpackRecords } from './packed-records.ts';
import { RecordPacker } from './record-packer.ts';

const writeBytes = (value: Uint8Array, buffer: Buffer, position: number): number => {
  if (position + value.length <= buffer.length) buffer.set(value, position);
  return position + value.length;
};
const plain = (records: readonly { key: string | null; value: Uint8Array }[]) =>
  records.map(({ key, value }) => ({ key, value: [...value] }));

const key = fc.option(fc.oneof(fc.string(), fc.string({ unit: 'binary', maxLength: 100 })));
const record = fc.record({ key, value: fc.uint8Array({ maxLength: 300 }) });

test('records come back as they were packed, batch by batch', () => {
  const packer = new RecordPacker();
  fc.assert(
    fc.property(fc.array(fc.array(record, { maxLength: 30 }), { maxLength: 5 }), (batches) => {
      for (const batch of batches) {
        for (const { key, value } of batch) packer.add(key, value, writeBytes);
        expect(plain(unpackRecords(packer.take()))).toEqual(plain(batch));
      }
    }),
  );
});

test('records and batches larger than the buffer', () => {
  const packer = new RecordPacker();
  const records = [10, 700_000, 0, 200_000, 200_000].map((length, index) => ({
    key: 'k'.repeat(index * 40),
    value: new Uint8Array(length).fill(index),
  }));
  for (const { key, value } of records) packer.add(key, value, writeBytes);
  const unpacked = unpackRecords(packer.take());
  expect(unpacked.map((r) => [r.key, r.value.length])).toEqual(records.map((r) => [r.key, r.value.length]));
  expect(unpacked.every((r, index) => r.value.every((byte) => byte === index))).toBe(true);
});

test('what was added and not taken, because something was thrown, is not of the next batch', () => {
  const packer = new RecordPacker();
  packer.add('lost', new Uint8Array(3), writeBytes);
  const fail = (): number => {
    throw new Error('broken');
  };
  expect(() => packer.add('broken', null, fail)).toThrow('broken');
  packer.begin();
  packer.add('kept', new Uint8Array([7]), writeBytes);
  expect(plain(unpackRecords(packer.take()))).toEqual([{ key: 'kept', value: [7] }]);
  expect(packer.take().count).toBe(0);
});

test('a log without a way of its own gets them unpacked, and the offsets after them are answered', async () => {
  const log: EventLog = createMemoryLog({ topics: [{ name: 't', partitions: 2, retentionMs: -1 }], now: () => 0 });
  const packer = new RecordPacker();
  for (let i = 0; i < 20; i++) packer.add(`key ${i}`, new Uint8Array([i]), writeBytes);
  const after = await appendPacked(log, 't', packer.take());
  expect(after).toEqual(await log.endOffsets('t'));
  expect(after.reduce((sum, offset) => sum + offset)).toBe(20);
  expect(await appendPacked(log, 't', packer.take())).toEqual([]);
  await log.close();
});

test('once the append has returned, its bytes may be written over', async () => {
  const memory = createMemoryLog({ topics: [{ name: 't', partitions: 1, retentionMs: -1 }], now: () => 0 });
  // As a client that batches: what it was given goes out a moment later.
  const log: EventLog = {
    ...memory,
    append: async (topic, records) => (await sleep(5), memory.append(topic, records)),
  };
  const packer = new RecordPacker();
  packer.add('first', new Uint8Array([1, 1, 1]), writeBytes);
  const appended = appendPacked(log, 't', packer.take());
  packer.add('other', new Uint8Array([2, 2, 2]), writeBytes);
  await appended;
  expect(plain(await log.read('t', 0, 0, 10))).toEqual([{ key: 'first', value: [1, 1, 1] }]);
  await log.close();
});
