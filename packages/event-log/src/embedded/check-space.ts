import { mkdirSync, statfsSync } from 'node:fs';
import { LogUnavailableError } from '../event-log.ts';

/** Room for the pages LMDB writes when it opens an environment. */
const LEAST_BYTES = 1_000_000;

/**
 * Refuses to open on a full disk: an open that fails half-way ends the process with a segmentation fault (tried). Once
 * it is open, a full disk only fails appends, and they succeed again when there is room.
 * @throws LogUnavailableError
 */
export function checkSpace(path: string): void {
  mkdirSync(path, { recursive: true });
  const { bavail, bsize } = statfsSync(path);
  if (bavail * bsize >= LEAST_BYTES) return;
  const cause = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  throw new LogUnavailableError(`There is no room for the event log in ${path}`, { cause });
}
