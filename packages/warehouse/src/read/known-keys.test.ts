import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { KnownKeys, type KeySource } from './known-keys.ts';

const wordsOf = (key: string): readonly [number, number] => [
  Math.imul(Number(key) + 1, 0x85eb_ca6b),
  Math.imul(Number(key) + 1, 0xc2b2_ae35),
];

/** A table whose rows are read one at a time, while others come in. */
class SlowTable implements KeySource {
  readonly wordsOf = wordsOf;
  readonly rows: string[] = [];
  readonly #pause: () => Promise<void>;
  fails = false;
  constructor(pause: () => Promise<void> = () => Promise.resolve()) {
    this.#pause = pause;
  }
  async count(): Promise<number> {
    await this.#pause();
    return this.rows.length;
  }
  async *parts(): AsyncGenerator<Uint32Array> {
    await this.#pause();
    const rows = [...this.rows];
    for (const row of rows) {
      yield Uint32Array.from(wordsOf(row));
      await this.#pause();
      if (this.fails) throw new Error('the engine is away');
    }
  }
}
const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('never says no of a key whose insert it was told of, whatever was read meanwhile', async () => {
  const step = fc.oneof(fc.constant('begin' as const), fc.nat({ max: 9 }).map(String));
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(step, { maxLength: 20 }), async (scheduler, steps) => {
      const pause = (): Promise<void> => scheduler.schedule(Promise.resolve());
      const table = new SlowTable(pause);
      const known = new KnownKeys(table);
      const told = new Set<string>();
      await scheduler.waitFor(
        Promise.all(
          steps.map(async (one) => {
            await pause();
            if (one === 'begin') {
              known.begin();
              return;
            }
            table.rows.push(one);
            await pause();
            known.add(one);
            told.add(one);
            for (const key of told) expect(known.mayHold(key)).toBe(true);
          }),
        ),
      );
      for (const key of table.rows) expect(known.mayHold(key)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('says no of nearly every other key once it has read', async () => {
  const table = new SlowTable();
  table.rows.push(...Array.from({ length: 1_000 }, (_, n) => String(n)));
  const known = new KnownKeys(table);
  expect(known.mayHold('5000')).toBe(true);
  known.begin();
  for (let turn = 0; turn < 5; turn += 1) await soon();
  const wrong = Array.from({ length: 10_000 }, (_, n) => String(n + 1_000)).filter((key) => known.mayHold(key));
  expect(wrong.length).toBeLessThan(50);
  known.add('5000');
  expect(known.mayHold('5000')).toBe(true);
});

test('grown too full it says no of nothing until it has read again', async () => {
  const table = new SlowTable();
  const known = new KnownKeys(table);
  known.begin();
  await soon();
  expect(known.mayHold('-1')).toBe(false);
  for (let n = 0; n < 70_000; n += 1) {
    table.rows.push(String(n));
    known.add(String(n));
  }
  expect(known.mayHold('-1')).toBe(true);
  known.begin();
  while (known.mayHold('-1')) await soon();
  expect(table.rows.every((key) => known.mayHold(key))).toBe(true);
});

test('a reading that fails leaves everything possible', async () => {
  const table = new SlowTable();
  table.rows.push('1');
  table.fails = true;
  const known = new KnownKeys(table);
  known.begin();
  for (let turn = 0; turn < 5; turn += 1) await soon();
  known.begin();
  await soon();
  expect(known.mayHold('2')).toBe(true);
});
