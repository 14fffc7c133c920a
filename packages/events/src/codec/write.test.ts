import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Cursor } from './read.ts';
import { writeLong, writeText } from './write.ts';

test('every safe integer comes back', () => {
  const edges = [
    0,
    -1,
    63,
    64,
    2 ** 30 - 1,
    2 ** 30,
    -(2 ** 30),
    -(2 ** 30) - 1,
    2 ** 52,
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
  ];
  const buffer = Buffer.alloc(16);
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...edges), fc.maxSafeInteger()), (value) => {
      const end = writeLong(buffer, 0, value);
      const cursor = new Cursor(buffer, 0);
      expect(cursor.long()).toBe(value);
      expect(cursor.position).toBe(end);
    }),
    { numRuns: 2_000 },
  );
});

test.each([NaN, Infinity, 1.5, 2 ** 53])('%s is no integer to write', (value) => {
  expect(() => writeLong(Buffer.alloc(16), 0, value)).toThrow(RangeError);
});

test('text of any length comes back, at every border of its length prefix', () => {
  const buffer = Buffer.alloc(200_000);
  for (const unit of ['a', 'я', '€', '😀']) {
    for (const length of [
      0, 1, 20, 21, 31, 32, 62, 63, 64, 65, 100, 2_729, 2_730, 2_731, 4_096, 8_191, 8_192, 16_400,
    ]) {
      const text = unit.repeat(length);
      const end = writeText(buffer, 1, text);
      const cursor = new Cursor(buffer, 1);
      expect(cursor.text() === text).toBe(true);
      expect(cursor.position).toBe(end);
    }
  }
});

test('what does not fit moves the position beyond the end and writes nothing outside', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), fc.nat(20), (text, room) => {
      const end = writeText(Buffer.alloc(room), room, text);
      expect(end).toBeGreaterThan(room);
    }),
  );
});
