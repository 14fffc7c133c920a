import { beforeEach, expect, test } from '@jest/globals';
import { createLogger } from '@throughline/runtime';
import { QueryError, QueryLimitError, WarehouseUnavailableError } from '@throughline/warehouse';
import { MOST_HEALINGS_AN_HOUR, watchDamage, type DamageWatch } from './damage-watch.ts';

const MINUTE = 60_000;
const DAMAGE = new WarehouseUnavailableError('damaged', 'The engine cannot read its own data');
let at: number;
let full: boolean;
let healings: number;
let watch: DamageWatch;

beforeEach(() => {
  at = 1_700_000_000_000;
  full = false;
  healings = 0;
  watch = watchDamage({
    logger: createLogger({ level: 'silent', name: 'test' }),
    now: () => at,
    isFull: () => full,
    onDamage: () => (healings += 1),
  });
});

test('damage is healed once, however many statements meet it', () => {
  for (let times = 0; times < 10; times += 1) watch.failed('a', DAMAGE);
  expect([healings, watch.isDamaged('a'), watch.isToHeal('a')]).toEqual([1, true, true]);
  expect([watch.isDamaged('b'), watch.isToHeal('b')]).toEqual([false, false]);
});

test.each([
  ['a limit', new QueryLimitError('memory', 'too much')],
  ['a refusal', new QueryError(62, 'Syntax error')],
  ['no room', new WarehouseUnavailableError('no_space', 'has no room on its disk')],
  ['what is no error of ours', new Error('damaged')],
])('%s is no damage', (_what, error) => {
  watch.failed('a', error);
  expect([healings, watch.isDamaged('a')]).toEqual([0, false]);
});

test('on a full disk nothing begins, and once there is room it does', () => {
  full = true;
  watch.failed('a', DAMAGE);
  expect([healings, watch.isDamaged('a')]).toEqual([0, false]);
  full = false;
  watch.failed('a', DAMAGE);
  expect([healings, watch.isToHeal('a')]).toEqual([1, true]);
});

test('so many an hour, then it stays damaged until the hour has gone by', () => {
  const first = at;
  for (let healing = 0; healing < MOST_HEALINGS_AN_HOUR; healing += 1, at += MINUTE)
    watch.failed(`w${healing}`, DAMAGE);
  expect(healings).toBe(MOST_HEALINGS_AN_HOUR);
  watch.failed('last', DAMAGE);
  at = first + 60 * MINUTE - 1;
  watch.failed('last', DAMAGE);
  expect([healings, watch.isDamaged('last'), watch.isToHeal('last')]).toEqual([MOST_HEALINGS_AN_HOUR, true, false]);
  at = first + 60 * MINUTE;
  watch.failed('last', DAMAGE);
  expect([healings, watch.isToHeal('last')]).toEqual([MOST_HEALINGS_AN_HOUR + 1, true]);
});
