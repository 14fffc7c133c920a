import { setTimeout as sleep } from 'node:timers/promises';
import { sql, type Warehouse } from '@throughline/warehouse';
import { expect, test } from '@jest/globals';
import { SwitchableWarehouse } from './switchable-warehouse.ts';

/** A warehouse as a list of who answered; answers take a moment, as they do. */
const named = (name: string): Warehouse =>
  ({
    select: async () => {
      await sleep(5);
      return [name];
    },
    withScratch: async (
      _like: string,
      _rows: unknown,
      use: (table: unknown, within: Warehouse) => Promise<unknown>,
    ) => {
      await sleep(5);
      return use(name, named(name));
    },
  }) as unknown as Warehouse;

const QUESTION = sql`SELECT 1`;

test('a call under way ends at the warehouse it began with, and what came during a change goes to the next', async () => {
  const order: string[] = [];
  const telling = (name: string): Warehouse =>
    ({
      select: async () => {
        await sleep(5);
        order.push(name);
        return [name];
      },
    }) as unknown as Warehouse;
  const slot = new SwitchableWarehouse(telling('old'));
  const before = slot.warehouse.select<string>(QUESTION);
  await sleep(1);
  const change = slot.change(async (set) => {
    order.push('changing');
    await sleep(20);
    set(telling('new'));
  });
  const during = slot.warehouse.select<string>(QUESTION);
  expect(await Promise.all([before, during])).toEqual([['old'], ['new']]);
  await change;
  expect(order).toEqual(['old', 'changing', 'new']);
});

test('what is asked of a scratch table goes to the warehouse that has it, though a change waits', async () => {
  const slot = new SwitchableWarehouse(named('old'));
  const scratch = slot.warehouse.withScratch('conversion', [], async (_, within) => {
    await sleep(20);
    return within.select<string>(QUESTION);
  });
  await sleep(1);
  const change = slot.change(async (set) => set(named('new')));
  expect(await scratch).toEqual(['old']);
  await change;
  expect(await slot.warehouse.select(QUESTION)).toEqual(['new']);
});

test('a change that fails leaves what it set, and the next one may come', async () => {
  const slot = new SwitchableWarehouse(named('old'));
  const failed = slot.change(async () => {
    await sleep(5);
    throw new Error('no');
  });
  const waited = slot.warehouse.select(QUESTION);
  await expect(failed).rejects.toThrow('no');
  expect(await waited).toEqual(['old']);
  await slot.change(async (set) => set(named('new')));
  expect(await slot.warehouse.select(QUESTION)).toEqual(['new']);
});

test('under many callers no change is lost and nobody waits for ever', async () => {
  const slot = new SwitchableWarehouse(named('0'));
  let over = false;
  const askers = Array.from({ length: 20 }, async () => {
    let last = 0;
    while (!over) {
      const [who] = await slot.warehouse.select<string>(QUESTION);
      expect(Number(who)).toBeGreaterThanOrEqual(last);
      last = Number(who);
    }
  });
  for (let turn = 1; turn <= 10; turn += 1) await slot.change(async (set) => set(named(String(turn))));
  over = true;
  await Promise.all(askers);
  expect(await slot.warehouse.select(QUESTION)).toEqual(['10']);
});
