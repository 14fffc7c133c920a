import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { KeptSets } from './kept-sets.ts';

const keys = ['a', 'b', 'c', 'd'];
const key = fc.constantFrom(...keys);
const step = fc.oneof(
  fc.record({ kind: fc.constant('insert' as const), key, item: fc.nat({ max: 9 }) }),
  fc.record({ kind: fc.constant('read' as const), keys: fc.uniqueArray(key, { minLength: 1 }) }),
  fc.record({ kind: fc.constant('rewrite' as const), key }),
);

/** A table whose answers are made at one moment and arrive at another, as an engine's do. */
class SlowTable {
  rows: (readonly [string, number])[] = [];
  readonly #scheduler: fc.Scheduler;
  constructor(scheduler: fc.Scheduler) {
    this.#scheduler = scheduler;
  }
  async load(missing: readonly string[]): Promise<(readonly [string, number])[]> {
    await this.#scheduler.schedule(Promise.resolve(), 'asked');
    const rows = this.rows.filter(([name]) => missing.includes(name));
    await this.#scheduler.schedule(Promise.resolve(), 'answered');
    return rows;
  }
  readonly told = new Set<readonly [string, number]>();
  async insert(name: string, item: number, tell: () => void): Promise<void> {
    await this.#scheduler.schedule(Promise.resolve(), 'written');
    const row = [name, item] as const;
    this.rows.push(row);
    await this.#scheduler.schedule(Promise.resolve(), 'told');
    this.told.add(row);
    tell();
  }
  /** Takes away what was told of a name. */
  async rewrite(name: string, tell: () => void): Promise<void> {
    await this.#scheduler.schedule(Promise.resolve(), 'rewritten');
    this.rows = this.rows.filter((row) => row[0] !== name || !this.told.has(row));
    await this.#scheduler.schedule(Promise.resolve(), 'told');
    tell();
  }
}

test.each([
  { keys: 100, weight: 100 },
  { keys: 2, weight: 3 },
])('what is kept is what the table holds, however reads and inserts interleave: %j', async (limits) => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(step, { maxLength: 25 }), async (scheduler, steps) => {
      const table = new SlowTable(scheduler);
      const kept = new KeptSets<number>(limits, { idOf: String });
      const read = async (names: readonly string[]) => {
        const before = table.rows.filter(([name]) => names.includes(name));
        const told = new Set(noted);
        const sets = await kept.read(names, (missing) => table.load(missing));
        expect([...sets.keys()].sort()).toEqual([...names].sort());
        // What had been noted when the question was asked is in the answer.
        for (const [name, item] of before)
          if (told.has(`${name}${item}`) && !rewritten.has(name))
            expect([...(sets.get(name)?.values() ?? [])]).toContain(item);
        return sets;
      };
      const noted = new Set<string>();
      const rewritten = new Set<string>();
      const work = steps.map(async (one) => {
        if (one.kind === 'read') return read(one.keys);
        if (one.kind === 'rewrite') {
          rewritten.add(one.key);
          await table.rewrite(one.key, () => kept.forget());
          return null;
        }
        await table.insert(one.key, one.item, () => kept.note(one.key, () => one.item));
        noted.add(`${one.key}${one.item}`);
        return null;
      });
      await scheduler.waitFor(Promise.all(work));
      const last = await scheduler.waitFor(read(keys));
      for (const name of keys) {
        const expected = new Set(table.rows.filter(([other]) => other === name).map(([, item]) => item));
        expect(new Set(last.get(name)?.values())).toEqual(expected);
      }
    }),
    { numRuns: 500 },
  );
});

test('of two items with one id the better one is kept, whichever came first', async () => {
  const kept = new KeptSets<{ id: string; at: number }>(
    { keys: 10, weight: 10 },
    { idOf: ({ id }) => id, isBetter: (item, other) => item.at < other.at },
  );
  const load = () => Promise.resolve([['k', { id: 'x', at: 5 }] as const]);
  await kept.read(['k'], load);
  for (const at of [7, 3, 4]) kept.note('k', () => ({ id: 'x', at }));
  const sets = await kept.read(['k'], () => Promise.reject(new Error('it is kept')));
  expect([...(sets.get('k')?.values() ?? [])]).toEqual([{ id: 'x', at: 3 }]);
});

test('a read that fails keeps nothing, and the next one asks again', async () => {
  const kept = new KeptSets<number>({ keys: 10, weight: 10 }, { idOf: String });
  await expect(kept.read(['k'], () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  const sets = await kept.read(['k'], () => Promise.resolve([['k', 1] as const]));
  expect([...(sets.get('k')?.values() ?? [])]).toEqual([1]);
});

test('the least recently used are forgotten', async () => {
  const kept = new KeptSets<number>({ keys: 2, weight: 10 }, { idOf: String });
  const asked: string[] = [];
  const read = (name: string) =>
    kept.read([name], (missing) => {
      asked.push(...missing);
      return Promise.resolve([]);
    });
  for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) await read(name);
  expect(asked).toEqual(['a', 'b', 'c', 'b']);
});

test('a heavy set leaves less room for others, also when it grew by what was noted', async () => {
  const kept = new KeptSets<number>({ keys: 3, weight: 7 }, { idOf: String, weightOf: (item) => item });
  const asked: string[] = [];
  const read = (name: string) =>
    kept.read([name], (missing) => {
      asked.push(...missing);
      return Promise.resolve([]);
    });
  for (const name of ['a', 'b', 'c']) await read(name);
  kept.note('c', () => 4);
  for (const name of ['a', 'b', 'c']) await read(name);
  expect(asked).toEqual(['a', 'b', 'c']);
  // Now it weighs all that may be kept.
  kept.note('c', () => 5);
  await read('c');
  await read('b');
  expect(asked).toEqual(['a', 'b', 'c', 'b']);
});
