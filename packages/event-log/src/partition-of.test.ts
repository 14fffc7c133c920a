import { describe, expect, test } from '@jest/globals';
import { murmur2, partitionOf } from './partition-of.ts';

describe('murmur2', () => {
  // Apache Kafka, UtilsTest.testMurmur2: the very cases of the broker's own client.
  test.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('of %p is that of the Java client', (key, expected) => {
    expect(murmur2(key)).toBe(expected);
  });

  test('hashes UTF-8 bytes, not code units', () => {
    expect(murmur2('ключ')).not.toBe(murmur2('key'));
    expect(murmur2('é')).toBe(murmur2('\u00e9'));
  });
});

test('every partition gets its part of the keys', () => {
  const counts = [0, 0, 0, 0, 0];
  for (let n = 0; n < 10_000; n += 1) counts[partitionOf(`visitor-${n}`, 5)]! += 1;
  for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(300);
});
