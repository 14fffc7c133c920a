import { expect, test } from '@jest/globals';
import { checkDisk } from './check-disk.ts';

const MB = 1_048_576;

test.each([
  [10_000 * MB, 'ok'],
  [2_048 * MB, 'ok'],
  [2_048 * MB - 1, 'warning'],
  [512 * MB, 'warning'],
  [512 * MB - 1, 'problem'],
  [0, 'problem'],
])('%d bytes free: %s', (free, state) => expect(checkDisk(free)).toMatchObject({ check: 'disk', state }));
