import { expect, test } from '@jest/globals';
import { nameSource } from './key-sources.ts';
import { KnownKeys, type KeySource } from './known-keys.ts';

/** An empty table of names. */
const names = (): KeySource => ({
  ...nameSource({ select: () => Promise.reject(new Error('nobody is asked')) }),
  count: () => Promise.resolve(0),
  async *parts() {},
});

test.each([
  ['counted up', (n: number) => `v:t-v${n}`],
  ['counted up with zeros in front', (n: number) => `e:${String(n).padStart(12, '0')}`],
  ['phones of one operator', (n: number) => `p:7916${String(n * 7).padStart(7, '0')}`],
  ['times in milliseconds', (n: number) => `v:${1_790_000_000_000 + n * 1_000}.${n % 7}`],
])('names that are like one another are told apart: %s', async (_what, name) => {
  const known = new KnownKeys(names());
  known.begin();
  while (known.mayHold('nobody')) await new Promise((resolve) => setImmediate(resolve));
  for (let n = 0; n < 60_000; n += 2) known.add(name(n));
  const wrong = Array.from({ length: 30_000 }, (_, n) => name(2 * n + 1)).filter((key) => known.mayHold(key));
  expect(wrong.length).toBeLessThan(15);
});
