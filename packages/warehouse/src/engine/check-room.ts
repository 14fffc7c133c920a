import { statfsSync } from 'node:fs';
import { WarehouseUnavailableError } from '../errors.ts';

/** Beside the block itself: a part's other files, and what a merge writes meanwhile. */
const LEAST_FREE_BYTES = 2 * 1_048_576;

/**
 * Refuses an insert that the disk may have no room for, before the engine begins it. The engine that meets a full disk can
 * leave a part in sight whose files are empty, and then every question to its table fails (seen).
 * @throws WarehouseUnavailableError; nothing was written, to be tried again
 */
export function checkRoom(path: string, blockBytes: number): void {
  const { bavail, bsize } = statfsSync(path);
  if (bavail * bsize < LEAST_FREE_BYTES + 4 * blockBytes) {
    throw new WarehouseUnavailableError(`The disk of ${path} has no room for an insert of ${blockBytes} bytes`);
  }
}
