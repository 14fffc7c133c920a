import { expect, test } from '@jest/globals';
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataDirectory } from './data-directory.ts';

const modeOf = (path: string): number => statSync(path).mode & 0o777;

test('a new directory and its master key are readable by their owner only; one that is there keeps its mode', () => {
  const parent = mkdtempSync(join(tmpdir(), 'throughline-data-'));
  try {
    const path = join(parent, 'data');
    openDataDirectory(path, undefined).masterKey();
    expect([modeOf(path), modeOf(join(path, 'master.key'))]).toEqual([0o700, 0o600]);
    chmodSync(path, 0o750);
    openDataDirectory(path, undefined);
    expect(modeOf(path)).toBe(0o750);
  } finally {
    rmSync(parent, { recursive: true });
  }
});
