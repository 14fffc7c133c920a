import { expect, test } from '@jest/globals';
import { decodeCursor, encodeCursor, fingerprint } from './cursor.ts';

const question = fingerprint({ report: 'roi', by: ['source'], limit: 10 });

test('a cursor comes back as its offset', () => {
  expect(decodeCursor(encodeCursor(20, question), question)).toEqual({ ok: true, value: 20 });
  expect(decodeCursor(undefined, question)).toEqual({ ok: true, value: 0 });
});

test('the size of pages may change, the question may not', () => {
  expect(fingerprint({ by: ['source'], report: 'roi', limit: 99, cursor: 'x', model: undefined })).toBe(question);
  expect(fingerprint({ report: 'roi', by: ['channel'], limit: 10 })).not.toBe(question);
  expect(decodeCursor(encodeCursor(20, 'another'), question)).toMatchObject({
    ok: false,
    errors: [{ code: 'stale_cursor' }],
  });
});

test.each(['', '-', 'AAAA', encodeCursor(-1, question), encodeCursor(1.5, question)])('%j is no cursor', (text) => {
  expect(decodeCursor(text, question)).toMatchObject({
    ok: false,
    errors: [{ pointer: '/cursor', code: 'invalid_value' }],
  });
});
