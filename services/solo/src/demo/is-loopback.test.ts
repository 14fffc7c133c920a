import { expect, test } from '@jest/globals';
import { isLoopback } from './is-loopback.ts';

test.each([
  ['127.0.0.1', true],
  ['127.8.0.1', true],
  ['::1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.1.7', false],
  ['127.0.0.1.example', false],
  ['127.example', false],
  ['', false],
])('%s: %s', (host, expected) => expect(isLoopback(host)).toBe(expected));
