import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { DataDirectory } from '../data-directory/data-directory.ts';

export interface RebuildProgress {
  readonly events: number;
  readonly total: number;
  readonly candidates: number;
  /** Where the live pipeline takes over, for each partition of `events`. */
  readonly record: readonly number[];
}

export interface RebuildTask {
  readonly directory: DataDirectory;
  readonly name: string;
  /** Version of the settings it is built under, whatever they become meanwhile. */
  readonly settings: number;
  readonly onProgress: (progress: RebuildProgress) => void;
  readonly isStopping: () => boolean;
}

/** What the child is told; the master key goes over the channel, not over its command line. */
export interface ChildOrder {
  readonly log: string;
  readonly warehouse: string;
  readonly settings: number;
  readonly masterKey: string;
}
export type ChildNews =
  | { readonly kind: 'progress' | 'done'; readonly progress: RebuildProgress }
  | { readonly kind: 'failed'; readonly message: string };

/** A rebuild is a process of its own: its memory and its engine must not weigh on the one that answers. */
export class RebuildFailedError extends Error {
  readonly code = 'rebuild_failed';
}

/** Builds the warehouse `name` from the log in a child process. @throws RebuildFailedError; the directory may remain */
export function runInChild({ directory, name, settings, ...task }: RebuildTask): Promise<RebuildProgress> {
  const child = fork(fileURLToPath(new URL('./rebuild/child.js', distRoot())), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // Batches live longer than the young generation is large by default: copying them twice took a tenth of the time (measured).
    execArgv: [...process.execArgv, '--max-semi-space-size=64'],
  });
  const order: ChildOrder = {
    log: directory.log,
    warehouse: directory.warehouse(name),
    settings,
    masterKey: directory.masterKey().toString('base64'),
  };
  // A child that is gone before it heard says so by its exit; without this the lost message would be the error.
  child.send(order, () => undefined);
  return new Promise((resolve, reject) => {
    let done: RebuildProgress | null = null;
    const watch = setInterval(() => task.isStopping() && child.kill(), 200);
    child.on('message', (news: ChildNews) => {
      if (news.kind === 'failed') reject(new RebuildFailedError(news.message));
      else if (news.kind === 'done') done = news.progress;
      else task.onProgress(news.progress);
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearInterval(watch);
      // Only now is its directory free to be opened here.
      if (done !== null) resolve(done);
      else reject(new RebuildFailedError(`the rebuild ended early (${signal ?? `code ${code ?? 0}`})`));
    });
  });
}

/** The child runs compiled code, also when the parent runs from source under a test. */
const distRoot = (): URL => new URL(import.meta.url.includes('/dist/') ? '../' : '../../dist/', import.meta.url);
