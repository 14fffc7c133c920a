import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { visit } from '@throughline/testing/facts';
import { compareFacts, compareMoments, compareUtf8 } from './order.ts';

test.each([
  ['a', 'b', -1],
  ['a', 'a', 0],
  ['a', 'aa', -1],
  ['', 'a', -1],
  ['Z', 'a', -1],
  ['я', 'z', 1],
  // U+1F600 is above U+FFFD in UTF-8, below it in UTF-16.
  ['\u{1F600}', '\uFFFD', 1],
  ['\u{1F600}', '\uD7FF', 1],
  ['x\u{1F600}', 'x\u{1F601}', -1],
  ['\u{10000}', '\u{10FFFF}', -1],
] as const)('%j against %j by UTF-8 bytes', (a, b, sign) => {
  expect(Math.sign(compareUtf8(a, b))).toBe(sign);
});

test('the order of strings is that of their encoded bytes', () => {
  const text = fc.string({
    unit: fc.oneof(
      fc.constantFrom('a', 'я', '\uD7FF', '\uE000', '\uFFFF', '\u{10000}'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
  });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareUtf8(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
    { numRuns: 2_000 },
  );
});

test('moments: the time, then the id; facts: then the event', () => {
  expect(compareMoments({ at: 1, id: 'b' }, { at: 2, id: 'a' })).toBeLessThan(0);
  expect(compareMoments({ at: 1, id: 'b' }, { at: 1, id: 'a' })).toBeGreaterThan(0);
  const [a, b] = [visit('v:1', { id: 'x', eventId: '1' }), visit('v:1', { id: 'x', eventId: '2' })];
  expect(compareFacts(a, b)).toBeLessThan(0);
});
