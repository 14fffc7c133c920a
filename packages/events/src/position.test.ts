import { expect, test } from '@jest/globals';
import { decodePosition, encodePosition, positionAfter } from './position.ts';

test('a position comes back from its text', () => {
  const position = { events: [3, 0, 9_007_199_254_740_991] };
  expect(decodePosition(encodePosition(position))).toEqual(position);
});

test('it stands after the last record of each partition', () => {
  const records = [
    { partition: 2, offset: 7 },
    { partition: 0, offset: 3 },
    { partition: 2, offset: 5 },
  ];
  expect(positionAfter('events', records)).toEqual({ events: [4, 0, 8] });
  expect(positionAfter('events', [])).toEqual({ events: [] });
});

test.each([
  '',
  'abc',
  'bnVsbA',
  'W10',
  Buffer.from('{"events":[-1]}').toString('base64url'),
  Buffer.from('{"events":"1"}').toString('base64url'),
  Buffer.from('{"events":[1.5]}').toString('base64url'),
])("'%s' is none", (text) => expect(decodePosition(text)).toBeNull());
