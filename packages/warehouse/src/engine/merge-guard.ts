/** Room below which the engine merges nothing, and twice as much from which it does again. */
const LEAST_FREE_BYTES = 64 * 1_048_576;

/**
 * Stops the engine's merges while the disk is nearly full. A merge that meets a full disk commits a part whose files are
 * empty and gives up those it was made of (seen, without any error): every question to its table then fails. Called
 * before each insert; unmerged parts cost a report a little, and nothing else.
 * @param run runs a statement
 */
export function createMergeGuard(run: (statement: string) => Promise<unknown>): (freeBytes: number) => Promise<void> {
  let stopped = false;
  return async (freeBytes) => {
    if (freeBytes < LEAST_FREE_BYTES) {
      // Each time: it holds for the tables there are.
      stopped = true;
      await run('SYSTEM STOP MERGES');
    } else if (stopped && freeBytes >= 2 * LEAST_FREE_BYTES) {
      await run('SYSTEM START MERGES');
      stopped = false;
    }
  };
}
