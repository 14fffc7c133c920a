import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { KeyTable } from './key-table.ts';
import { NumberList } from './number-list.ts';

test('keys are numbered as a map would, and read back', () => {
  const key = fc.tuple(fc.nat({ max: 50 }), fc.nat({ max: 2 }), fc.nat({ max: 1_000_000 }));
  fc.assert(
    fc.property(fc.array(key, { maxLength: 500 }), (keys) => {
      const table = new KeyTable(3, 2);
      const map = new Map<string, number>();
      for (const each of keys) {
        const name = each.join();
        if (!map.has(name)) map.set(name, map.size);
        expect(table.numberOf(each)).toBe(map.get(name));
      }
      expect(table.count).toBe(map.size);
      for (const [name, number] of map) expect([0, 1, 2].map((at) => table.at(number, at)).join()).toBe(name);
    }),
  );
});

test('a list of numbers grows, and knows what was not set', () => {
  const list = new NumberList();
  list.set(1_024, 7);
  expect([list.get(0), list.get(1_024), list.get(1_000_000)]).toEqual([NaN, 7, NaN]);
});
