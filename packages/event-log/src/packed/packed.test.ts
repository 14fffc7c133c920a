import { expect, test } from '@jest/globals';
import fc from 'fast-check';
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
      const packed = batches.map((batch) => {
        packer.begin();
        for (const { key, value } of batch) packer.add(key, value, writeBytes);
        return packer.take();
      });
      // All at the end: a later batch must not write over an earlier one.
      expect(packed.map((records) => plain(unpackRecords(records)))).toEqual(batches.map(plain));
    }),
  );
});

test('a record larger than a slab, and a batch that crosses slabs', () => {
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
