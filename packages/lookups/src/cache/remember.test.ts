import { expect, test } from '@jest/globals';
import { remember } from './remember.ts';

test('asks once while an answer is remembered, and holds at most two generations', () => {
  const asked: string[] = [];
  const answer = remember(2, (key) => {
    asked.push(key);
    return key === 'null' ? null : key.toUpperCase();
  });
  expect(['a', 'b', 'a', 'null', 'null', 'a', 'c', 'a', 'd', 'e', 'f', 'b'].map(answer)).toEqual([
    'A',
    'B',
    'A',
    null,
    null,
    'A',
    'C',
    'A',
    'D',
    'E',
    'F',
    'B',
  ]);
  expect(asked).toEqual(['a', 'b', 'null', 'c', 'd', 'e', 'f', 'b']);
});
