import { expect, test } from '@jest/globals';
import { QueryError, QueryLimitError } from '../errors.ts';
import { pastBrokenParts } from './past-broken-parts.ts';

const broken = new QueryError(246, 'Empty marks file');
/** Fails so many times, then answers. */
const failing = (times: number, error: Error = broken) => {
  let asked = 0;
  return {
    asked: () => asked,
    read: () => ((asked += 1) <= times ? Promise.reject(error) : Promise.resolve('rows')),
  };
};
const pauses: number[] = [];
const wait = (milliseconds: number) => Promise.resolve(pauses.push(milliseconds));

test('a part that is gone a moment later is nobody’s failure', async () => {
  expect(await pastBrokenParts(failing(2).read, wait)).toBe('rows');
  expect(pauses).toEqual([50, 200]);
});

test('one that stays broken is', async () => {
  const part = failing(100);
  await expect(pastBrokenParts(part.read, wait)).rejects.toBe(broken);
  expect(part.asked()).toBe(4);
});

test.each([new QueryError(60, 'no such table'), new QueryLimitError('time', 'too slow'), new Error('other')])(
  'anything else fails at once: %s',
  async (error) => {
    const part = failing(1, error);
    await expect(pastBrokenParts(part.read, wait)).rejects.toBe(error);
    expect(part.asked()).toBe(1);
  },
);
