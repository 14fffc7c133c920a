import { expect, test } from '@jest/globals';
import { keyOf, kindOf, node } from './node.ts';

test('a node keeps its kind and key', () => {
  expect([kindOf(node('p', 'a:b')), keyOf(node('p', 'a:b'))]).toEqual(['p', 'a:b']);
});
