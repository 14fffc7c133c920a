import { randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { open, type Database, type RootDatabase } from 'lmdb';
import { checkFile } from './check-file.ts';
import { openReserve } from './reserve.ts';
import { syncDirectory } from './sync-directory.ts';

/** The LMDB environment of a log: blocks of records, and what is known about topics and groups. */
export interface Environment {
  readonly blocks: Database<Buffer, Buffer>;
  /** Small JSON values: `owner`, `topic:<name>`, `floor:<topic id>:<partition>`, `group:[topic,group,partition]`. */
  readonly meta: Database<string>;
  /**
   * Writes all that `writes` puts, or nothing; resolves when it is on disk. False when another process has taken the
   * directory over: whatever the lock says, two owners can never both be acknowledged (see `directory-lock.ts`).
   * @param bytes of the values it puts; the room for them is made sure of before
   * @throws when it could not be written (no space, I/O error)
   */
  commit(writes: () => void, bytes?: number): Promise<boolean>;
  close(): Promise<void>;
}

const OWNER = 'owner';

/**
 * `overlappingSync` is off: with it a failed write is noticed only as a flush that never ends (measured on a full disk),
 * and as commits here are sequential it gains nothing (0.64 against 0.68 ms a commit). `eventTurnBatching` is off: its
 * implicit batch raises a rejection nobody can handle when a commit fails.
 */
export async function openEnvironment(path: string): Promise<Environment> {
  mkdirSync(path, { recursive: true });
  const file = join(path, 'log.mdb');
  checkFile(file);
  const root: RootDatabase = open({
    path: file,
    overlappingSync: false,
    eventTurnBatching: false,
    maxDbs: 2,
    encoding: 'binary',
    keyEncoding: 'binary',
  });
  const blocks = root.openDB<Buffer, Buffer>('blocks', { encoding: 'binary', keyEncoding: 'binary' });
  const meta = root.openDB<string>('meta', { encoding: 'string', useVersions: true });
  const owner = randomInt(1, 2 ** 47);
  meta.putSync(OWNER, String(owner), owner);
  syncDirectory(path);
  const reserve = await openReserve(file, () => {
    const { lastPageNumber, pageSize } = root.getStats() as { lastPageNumber: number; pageSize: number };
    return (lastPageNumber + 1) * pageSize;
  });
  return {
    blocks,
    meta,
    async commit(writes, bytes = 0) {
      const release = await reserve.take(bytes);
      try {
        return await meta.ifVersion(OWNER, owner, writes);
      } catch (error) {
        throw await causeOf(error);
      } finally {
        release();
      }
    },
    async close() {
      await reserve.close();
      await root.close();
    },
  };
}

/** lmdb keeps the reason apart, in a promise of its own that is rejected whether somebody waits for it or not. */
async function causeOf(error: unknown): Promise<unknown> {
  const reason = error instanceof Error && 'commitError' in error ? error.commitError : undefined;
  try {
    await reason;
    return error;
  } catch (cause) {
    return cause;
  }
}
