import { setTimeout as sleep } from 'node:timers/promises';
import type { Epoch } from '@throughline/settings';

const LOOK_MS = 100;
const AGAIN_MS = 1_000;

/** What the work of a process is bound to: how dues are spread, and the database that rows go to. */
export interface Stint {
  readonly epoch: Epoch;
  readonly database: string;
}

/**
 * Keeps work going that is bound to a stint: when another begins, the work of the one before is stopped to its end, and
 * begun anew. Resolves once the first has begun.
 * @param begin begins the work of a stint @throws: it is tried again, and `onError` told, unless it is the first
 * @returns stops it
 */
export async function duringStints(
  stint: () => Stint,
  begin: (stint: Stint) => Promise<() => Promise<void>>,
  onError: (error: unknown) => void,
): Promise<() => Promise<void>> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const pause = (ms: number): Promise<unknown> => sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);

  const isStopping = (): boolean => signal.aborted;

  async function next(): Promise<() => Promise<void>> {
    for (;;) {
      try {
        return await begin(stint());
      } catch (error) {
        if (isStopping()) return () => Promise.resolve();
        onError(error);
        await pause(AGAIN_MS);
      }
    }
  }

  async function live(first: Stint, end: () => Promise<void>): Promise<void> {
    let current = first;
    let stop = end;
    for (;;) {
      await pause(LOOK_MS);
      if (isStopping()) break;
      const now = stint();
      if (isSameStint(current, now)) continue;
      await stop();
      current = now;
      stop = await next();
    }
    await stop();
  }

  const first = stint();
  const living = live(first, await begin(first));
  living.catch(onError);
  return () => {
    stopping.abort();
    return living;
  };
}

export const isSameEpoch = (a: Epoch | null, b: Epoch): boolean =>
  a?.number === b.number && a.partitions === b.partitions && a.paused === b.paused;

const isSameStint = (a: Stint, b: Stint): boolean => isSameEpoch(a.epoch, b.epoch) && a.database === b.database;
