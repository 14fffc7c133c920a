import { lookup } from 'node:dns/promises';
import type { PipelineStatus, StatusReport } from '@throughline/attribution';

const DOOR_MS = 2_000;
/** A door that does not answer may hold any number; one is the least that is not caught up. */
const UNKNOWN = 1;

/**
 * The status of a line with what its doors have accepted and not yet forwarded. They are asked first, as everything is asked
 * in the order of flow: what was forwarded by then is on the log when that is looked at.
 * @param doors addresses of the webhooks' doors; every process behind a name is asked
 */
export function withDoors(line: PipelineStatus, doors: readonly string[]): PipelineStatus {
  /** The line alone may have said a later moment while a door still held something older. */
  let completeUntil: string | null = null;
  return {
    async status(): Promise<StatusReport> {
      const waiting = await unforwarded(doors);
      const status = await line.status();
      const caughtUp = status.caught_up && waiting === 0;
      if (caughtUp) completeUntil = status.complete_until;
      return {
        ...status,
        lag: { ...status.lag, forward: waiting ?? UNKNOWN },
        complete_until: completeUntil,
        caught_up: caughtUp,
      };
    },
    caughtUp: (position) => line.caughtUp(position),
  };
}

/** Requests that stand on their door's disk only; null when a door does not say. */
async function unforwarded(doors: readonly string[]): Promise<number | null> {
  try {
    const addresses = (await Promise.all(doors.map(addressesOf))).flat();
    const counts = await Promise.all(addresses.map(waitingAt));
    return counts.reduce((sum, count) => sum + count, 0);
  } catch {
    return null;
  }
}

async function waitingAt(door: URL): Promise<number> {
  const answer = await fetch(new URL('/v1/forwarding', door), { signal: AbortSignal.timeout(DOOR_MS) });
  const { waiting } = (await answer.json()) as { waiting?: unknown };
  if (!answer.ok || typeof waiting !== 'number') throw new Error('a door does not say what it holds');
  return waiting;
}

/**
 * Replicas of a service share a name: each holds what it has accepted. One under TLS is asked by its name alone.
 * @throws the name is known to nobody
 */
export async function addressesOf(door: string): Promise<URL[]> {
  const url = new URL(door);
  if (url.protocol !== 'http:') return [url];
  const found = await lookup(url.hostname.replace(/^\[|\]$/g, ''), {
    all: true,
    family: url.hostname === 'localhost' ? 4 : 0,
  });
  return found.map(({ address, family }) => {
    const replica = new URL(url);
    replica.hostname = family === 6 ? `[${address}]` : address;
    return replica;
  });
}
