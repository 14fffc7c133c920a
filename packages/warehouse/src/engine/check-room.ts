import { statfsSync } from 'node:fs';
import { WarehouseUnavailableError } from '../errors.ts';

/** Beside the block itself: a part's other files, and what a merge writes meanwhile. */
const LEAST_FREE_BYTES = 2 * 1_048_576;

/**
 * Refuses an insert that the disk may have no room for: asked before the engine begins it, and again with 0 bytes when it is
 * done, because one that meets a full disk commits a part with empty files, without any error (seen). Until the next
 * start that part answers; then the engine puts it aside and the warehouse is made anew.
 * @returns bytes that are free
 * @throws WarehouseUnavailableError; to be tried again, as an insert of which nothing is certain
 */
export function checkRoom(path: string, blockBytes: number): number {
  const { bavail, bsize } = statfsSync(path);
  const free = bavail * bsize;
  if (free < LEAST_FREE_BYTES + 4 * blockBytes) {
    throw new WarehouseUnavailableError('no_space', `The disk of ${path} has no room for an insert: make room`);
  }
  return free;
}
