import { setTimeout as sleep } from 'node:timers/promises';
import { QueryError } from '../errors.ts';

/** ClickHouse's FILE_DOESNT_EXIST and CORRUPTED_DATA. */
const BROKEN_PART = new Set<number | null>([107, 246]);
const PAUSES_MS = [50, 200, 500];

/**
 * Reads again what met a part that is not whole: one that the engine is about to take back is gone a moment later.
 * @throws what `read` throws; a broken part only when it stays
 */
export async function pastBrokenParts<Result>(
  read: () => Promise<Result>,
  wait: (milliseconds: number) => Promise<unknown> = sleep,
): Promise<Result> {
  for (const pause of PAUSES_MS) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof QueryError && BROKEN_PART.has(error.engineCode))) throw error;
      await wait(pause);
    }
  }
  return read();
}
