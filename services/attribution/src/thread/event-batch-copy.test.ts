import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { batchOf, copyBatch, memoryOf } from './event-batch-copy.ts';

const record = fc.record({
  key: fc.option(fc.string({ unit: 'binary' })),
  value: fc.uint8Array({ maxLength: 50 }),
  offset: fc.maxSafeNat(),
  appendedAt: fc.maxSafeNat(),
});

test('a batch arrives in another thread as it was', () => {
  fc.assert(
    fc.property(fc.nat(), fc.array(record), (partition, records) => {
      const copy = copyBatch({ partition, records });
      const arrived = batchOf(structuredClone(copy, { transfer: memoryOf(copy) }));
      expect({ ...arrived, records: arrived.records.map((r) => ({ ...r, value: [...r.value] })) }).toEqual({
        partition,
        records: records.map((r) => ({ ...r, value: [...r.value] })),
      });
    }),
  );
});
