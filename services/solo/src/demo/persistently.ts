import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError } from '../commands/instance-client.ts';

/** No answer, too slow, too many, overloaded: what a sender tries again. */
const PASSING: ReadonlySet<number> = new Set([0, 408, 429, 503]);
const MOST_ATTEMPTS = 20;
const PAUSE_MS = 250;

/**
 * Does what may not get through at once, as providers do: on a machine with much else to do a request may wait longer
 * than the server takes for a slow sender. What is done twice so must change nothing.
 * @param stop ends it before its next attempt @throws the reason of `stop`; CommandError when it does not get through
 */
export async function persistently<T>(attempt: () => Promise<T>, stop: AbortSignal): Promise<T> {
  for (let attempts = 1; ; attempts += 1) {
    stop.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      const isPassing = error instanceof CommandError && PASSING.has(error.status);
      if (!isPassing || attempts === MOST_ATTEMPTS) throw error;
    }
    await sleep(PAUSE_MS);
  }
}
