import { addressesOf } from '../cluster/with-doors.ts';
import { findingsOf, type Finding } from './finding.ts';

const MB = 1_048_576;
/** A few hours of a busy shop's webhooks. */
const COMFORTABLE_MB = 1_024;
const LEAST_MB = 256;
const LONGEST_MS = 5_000;

interface Door {
  readonly address: string;
  /** Bytes left on the disk where it keeps webhooks; null when it does not say. */
  readonly freeBytes: number | null;
}

/** Do the webhooks' doors answer, and have their disks room for what the brokers do not take? @param doors their addresses */
export async function checkDoors(doors: readonly string[]): Promise<Finding[]> {
  const { ok, problem } = findingsOf('webhook doors');
  if (doors.length === 0) return [ok('not asked: set THROUGHLINE_WEBHOOK_DOORS')];
  const seen = (await Promise.all(doors.map(processesOf))).flat();
  const silent = seen.filter(({ freeBytes }) => freeBytes === null).map(({ address }) => address);
  return [
    silent.length === 0
      ? ok(seen.map(({ address }) => address).join(', '))
      : problem(`${silent.join(', ')} does not answer: start it, or correct THROUGHLINE_WEBHOOK_DOORS`),
    checkSpools(seen.flatMap(({ address, freeBytes }) => (freeBytes === null ? [] : [{ address, freeBytes }]))),
  ];
}

/** @param doors bytes that each may still write */
export function checkSpools(doors: readonly { readonly address: string; readonly freeBytes: number }[]): Finding {
  const { ok, warning, problem } = findingsOf('spool disks');
  const below = (mb: number): string =>
    doors
      .filter(({ freeBytes }) => freeBytes < mb * MB)
      .map(({ address, freeBytes }) => `${address} ${Math.floor(freeBytes / MB)} MB free`)
      .join(', ');
  if (below(LEAST_MB) !== '') return problem(`${below(LEAST_MB)}: make room, or webhooks will be answered 503`);
  if (below(COMFORTABLE_MB) !== '') return warning(`${below(COMFORTABLE_MB)}: little for an outage of the brokers`);
  return ok(doors.length === 0 ? 'none seen' : below(Infinity));
}

async function processesOf(door: string): Promise<Door[]> {
  const addresses = await addressesOf(door).catch(() => []);
  if (addresses.length === 0) return [{ address: door, freeBytes: null }];
  return Promise.all(addresses.map(async ({ origin }) => ({ address: origin, freeBytes: await freeBytesAt(origin) })));
}

async function freeBytesAt(origin: string): Promise<number | null> {
  try {
    const answer = await fetch(`${origin}/v1/forwarding`, { signal: AbortSignal.timeout(LONGEST_MS) });
    const { free_bytes: free } = (await answer.json()) as { free_bytes?: unknown };
    return answer.ok && typeof free === 'number' ? free : null;
  } catch {
    return null;
  }
}
