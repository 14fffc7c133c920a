import { statfsSync } from 'node:fs';
import { WarehouseUnavailableError } from '../errors.ts';

/** Beside the block itself: a part's other files, and what a merge writes meanwhile. */
const LEAST_FREE_BYTES = 2 * 1_048_576;

/**
 * Refuses an insert that the disk may have no room for, before the engine begins it.
 * @returns bytes that are free
 * @throws WarehouseUnavailableError; nothing was written, to be tried again
 */
export function checkRoom(path: string, blockBytes: number): number {
  const { bavail, bsize } = statfsSync(path);
  const free = bavail * bsize;
  if (free < LEAST_FREE_BYTES + 4 * blockBytes) {
    throw new WarehouseUnavailableError(
      'no_space',
      `The disk of ${path} has no room for an insert of ${blockBytes} bytes: make room`,
    );
  }
  return free;
}
