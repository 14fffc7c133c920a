import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { open } from 'lmdb';
import { LogLockedError } from '../errors.ts';

export interface DirectoryLock {
  release(): Promise<void>;
}

/** Logs of this very process: LMDB hands the same environment to all of them, so the kernel cannot tell them apart. */
const heldHere = new Set<string>();
const TRIES = 3;

/**
 * Makes this process the only one with the log of a directory.
 *
 * The lock is a reader of a tiny LMDB environment that nobody reads: LMDB notes each reader's process in a table and
 * backs the note by an `fcntl` lock, which the kernel drops when the process ends, however it ends. So a killed owner
 * leaves nothing behind, and a process id used anew is not taken for the former owner: a file with a process id and a
 * start time gets either wrong sooner or later. Each comer registers first and looks second: of two that come at once
 * at least one sees the other.
 *
 * Containers with process id spaces of their own may look alike here. That costs no data: every commit is conditional on
 * the owner noted in the log itself (`environment.ts`), and the former owner's next append fails with this error.
 * @throws LogLockedError
 */
export async function lockDirectory(path: string): Promise<DirectoryLock> {
  mkdirSync(path, { recursive: true });
  const directory = realpathSync(path);
  if (heldHere.has(directory)) throw new LogLockedError(`The log in ${directory} is already open in this process`);
  heldHere.add(directory);
  try {
    for (let attempt = 1; ; attempt += 1) {
      const environment = open({ path: join(directory, 'lock.mdb'), overlappingSync: false, encoding: 'binary' });
      const reader = environment.useReadTransaction();
      environment.get('any', { transaction: reader });
      environment.readerCheck();
      const others = processesOf(environment.readerList()).filter((pid) => pid !== process.pid);
      const release = async (): Promise<void> => {
        reader.done();
        await environment.close();
        heldHere.delete(directory);
      };
      if (others.length === 0) return { release };
      await release();
      if (attempt === TRIES)
        throw new LogLockedError(`The log in ${directory} is in use by process ${others.join(', ')}`);
      heldHere.add(directory);
      await sleep(20 + (process.pid % 60));
    }
  } catch (error) {
    heldHere.delete(directory);
    throw error;
  }
}

/** LMDB's table is text: a heading, then "pid thread txnid" a line. */
function processesOf(readers: string): number[] {
  return [...readers.matchAll(/^\s*(\d+)\s/gm)].map(([, pid]) => Number(pid));
}
