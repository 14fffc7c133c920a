import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { LogUnavailableError } from '../event-log.ts';

/** LMDB's magic number, in its first page after the page's own header; in the byte order of the machine that wrote it. */
const MAGIC = 0xbeefc0de;
const MAGIC_AT = 24;

/**
 * Refuses a file that LMDB did not write: LMDB takes it for one and ends the process with a segmentation fault (tried).
 * A file that is absent or empty is made by LMDB.
 * @throws LogUnavailableError
 */
export function checkFile(file: string): void {
  if (!existsSync(file)) return;
  const start = Buffer.alloc(MAGIC_AT + 4);
  const handle = openSync(file, 'r');
  try {
    const read = readSync(handle, start, 0, start.length, 0);
    if (read === 0) return;
  } finally {
    closeSync(handle);
  }
  if (start.readUInt32LE(MAGIC_AT) !== MAGIC && start.readUInt32BE(MAGIC_AT) !== MAGIC) {
    throw new LogUnavailableError(`${file} is no log (its first page is not LMDB's)`);
  }
}
