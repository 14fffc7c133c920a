import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
// @ts-expect-error -- a script without types
import { compile } from './update.mjs';

test('the compiled lists are those of the vendored files', () => {
  const compiled = new URL('../../packages/lookups/src/referrer/vendor/matomo-lists.ts', import.meta.url);
  expect(readFileSync(compiled, 'utf8')).toBe((compile as () => string)());
});
