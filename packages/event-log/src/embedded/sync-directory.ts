import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Flushes a directory: a new file or directory in it survives a power loss only then. */
export function syncDirectory(path: string): void {
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
