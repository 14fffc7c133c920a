import { expect, test } from '@jest/globals';
import { packageVersion } from './package-version.ts';
import { RULES_HASH } from './rules-hash.ts';

test('the hash is one, and the versions are those installed', () => {
  expect(RULES_HASH).toMatch(/^[0-9a-f]{64}$/);
  expect(['tldts', 'libphonenumber-js', 'isbot', 'bowser'].map(packageVersion)).toEqual([
    '7.5.4',
    '1.13.16',
    '5.2.3',
    '2.15.0',
  ]);
  expect(() => packageVersion('no-such-package')).toThrow();
});
