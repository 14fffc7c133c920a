import { closeSync, openSync, writeSync } from 'node:fs';
import { expect } from '@jest/globals';

/** Writes a file that takes all the room there is. */
export function fillDisk(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (const piece = Buffer.alloc(4_096); ;) writeSync(file, piece);
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
  } finally {
    closeSync(file);
  }
}
