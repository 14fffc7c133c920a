import { open, type FileHandle } from 'node:fs/promises';

/** Room in the log's file that is already on the disk, so that LMDB never meets a full one. */
export interface Reserve {
  /**
   * Sees to it that a commit of so many bytes needs no new room, also beside the commits under way. Returns what is to be
   * called when the commit is over. A commit of no bytes (an offset, what is dropped) may take the last of the room, which
   * one that brings records leaves: on a full disk what is there can still be consumed.
   * @throws the file system's error (ENOSPC, EDQUOT, EIO) when there is no room; LMDB was not touched then
   */
  take(bytes: number): Promise<() => void>;
  close(): Promise<void>;
}

/** Pages that a commit writes besides its values: copied branches of both trees, the list of free pages. */
const OVERHEAD_BYTES = 1_048_576;
/** Left by commits that bring records. */
const KEPT_BYTES = 2 * OVERHEAD_BYTES;
const LEAST_STEP = 1_048_576;
const MOST_STEP = 16 * 1_048_576;
const ZEROS = Buffer.alloc(1_048_576);

/**
 * lmdb 3.5.6 formats the message of a failed write into 100 bytes, which are too few (`mdb_page_flush`): a full disk
 * corrupts the heap, and the process dies or hangs some time later (tried). So the file is extended beforehand by zeros
 * behind its last page, where LMDB neither reads nor writes yet; that fails without harm. It also spares each commit's
 * flush the new length of the file.
 * @param usedBytes end of the last page that LMDB uses
 */
export async function openReserve(file: string, usedBytes: () => number): Promise<Reserve> {
  const handle = await open(file, 'r+');
  let end = (await handle.stat()).size;
  let taken = 0;
  /** LMDB's pages end before this and what is taken: asking it costs a tenth of a millisecond, and is done once in ten commits. */
  let usedAtMost = Infinity;
  let extending: Promise<void> = Promise.resolve();

  async function extend(kept: number): Promise<void> {
    const needed = taken + kept;
    // What is under way may have been written already; its release adds it again.
    if (end - usedAtMost < needed) usedAtMost = usedBytes();
    const used = usedAtMost;
    if (end - used >= needed) return;
    const step = Math.min(MOST_STEP, Math.max(LEAST_STEP, used / 8));
    try {
      end = await writeZeros(handle, Math.max(end, used), used + needed + step, (reached) => (end = reached));
    } catch (error) {
      // Less than a comfortable step may be enough for now.
      if (end - used < needed) throw error;
    }
  }

  return {
    async take(bytes) {
      // A value takes whole pages, and the tree's leaf with its key is copied.
      const need = 2 * bytes + OVERHEAD_BYTES;
      taken += need;
      const release = (): void => {
        taken -= need;
        usedAtMost += need;
      };
      try {
        await (extending = extending.catch(() => undefined).then(() => extend(bytes > 0 ? KEPT_BYTES : 0)));
      } catch (error) {
        release();
        throw error;
      }
      return release;
    },
    close: () => handle.close(),
  };
}

async function writeZeros(
  handle: FileHandle,
  from: number,
  to: number,
  onReached: (end: number) => void,
): Promise<number> {
  let at = from;
  while (at < to) {
    const { bytesWritten } = await handle.write(ZEROS, 0, Math.min(ZEROS.length, Math.ceil(to - at)), at);
    if (bytesWritten === 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    at += bytesWritten;
    onReached(at);
  }
  return at;
}
