import { expect, test } from '@jest/globals';
import { maskSecrets } from './mask-secrets.ts';

test.each<[unknown, unknown]>([
  [
    { apiToken: 't', name: 'n' },
    { apiToken: '***', name: 'n' },
  ],
  [{ stageMap: { 1: 'Новая', client_secret: 's' } }, { stageMap: { 1: 'Новая', client_secret: '***' } }],
  [{ a: [{ b: { password: 'p', c: 1 } }, null] }, { a: [{ b: { password: '***', c: 1 } }, null] }],
  [{ signingKey: { any: ['s'] } }, { signingKey: '***' }],
  ['text', 'text'],
  [null, null],
])('%j is shown as %j', (value, shown) => {
  expect(maskSecrets(value)).toEqual(shown);
});
