import { expect, test } from '@jest/globals';
import { CHANNELS } from '@throughline/domain';
import { nameOf } from './name-of.ts';

test('every channel has a Russian name of its own, an English one is its key', () => {
  const russian = CHANNELS.map((channel) => nameOf(channel, 'channel', 'ru'));
  expect(new Set(russian).size).toBe(CHANNELS.length);
  expect(russian.filter((name) => !/[а-я]/.test(name))).toEqual(['SMS']);
  expect(CHANNELS.map((channel) => nameOf(channel, 'channel', 'en'))).toEqual(CHANNELS);
});

test.each([
  ['(not attributed)', 'Не атрибутировано', 'Not attributed'],
  ['(not set)', '(не указано)', '(not set)'],
  ['(direct)', '(прямой заход)', '(direct)'],
])('%s is told in both languages, at every level', (key, russian, english) => {
  for (const dimension of ['channel', 'source', 'campaign'] as const)
    expect([nameOf(key, dimension, 'ru'), nameOf(key, dimension, 'en')]).toEqual([russian, english]);
});

test.each(['Display', 'constructor', 'toString'])('a campaign called %s stays as it is', (name) => {
  expect(nameOf(name, 'campaign', 'ru')).toBe(name);
});
