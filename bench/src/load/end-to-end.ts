import { setTimeout as sleep } from 'node:timers/promises';
import { totalOf, type System } from '../processes/systems.ts';
import type { Expected, SentEvent, Traffic } from '../shop/traffic.ts';
import { drive, requestOf } from './drive.ts';

const CONNECTIONS = 32;
/** How often it is asked whether all is shown: the same for both systems. */
const BETWEEN_QUESTIONS_MS = 50;
const LONGEST_MS = 180_000;
const PRIOR_BUYERS = 3_000;

export interface Stretch {
  readonly events: number;
  readonly perRequest: number;
}

/**
 * Sends the next stretch of traffic as fast as it is taken, and waits until the report shows all of it.
 * @returns events per second, from the first request to the report that shows the last
 */
export async function endToEnd(system: System, traffic: Traffic, { events, perRequest }: Stretch): Promise<number> {
  const now = Date.now();
  return sendAll(
    system,
    traffic,
    Array.from({ length: Math.ceil(events / perRequest) }, () => traffic.events(perRequest, now)),
  );
}

/**
 * People who bought before (not measured): so that a tenth of the traffic are thousands of people, not the same few.
 * @returns how many events that were
 */
export async function prologue(system: System, traffic: Traffic): Promise<number> {
  const events = traffic.prologue(PRIOR_BUYERS, Date.now());
  const chunks = Array.from({ length: Math.ceil(events.length / 100) }, (_, i) => events.slice(i * 100, i * 100 + 100));
  await sendAll(system, traffic, chunks);
  return events.length;
}

async function sendAll(system: System, traffic: Traffic, chunks: readonly (readonly SentEvent[])[]): Promise<number> {
  const requests = chunks.map((events) => requestOf('/v1/events', JSON.stringify({ events }), system.headers));
  const sent = chunks.reduce((sum, { length }) => sum + length, 0);
  const expected = { ...traffic.expected };
  return sent / (await untilShown(system.child.port, requests, () => difference(system, expected)));
}

/**
 * Sends the requests as fast as they are taken, then asks again and again whether they are shown.
 * @param missing what is not shown yet; null when all is
 * @returns seconds
 * @throws Error when something is missing in the end: then what was measured did not do its work
 */
export async function untilShown(
  port: number,
  requests: readonly Buffer[],
  missing: () => Promise<string | null>,
): Promise<number> {
  const startedAt = performance.now();
  const load = { port, requests, connections: CONNECTIONS, seconds: LONGEST_MS / 1_000, most: requests.length };
  const { answered } = await drive(load);
  if (answered !== requests.length) throw new Error(`of ${requests.length} requests ${answered} were answered in time`);
  for (;;) {
    const still = await missing();
    if (still === null) return (performance.now() - startedAt) / 1_000;
    if (performance.now() > startedAt + LONGEST_MS) throw new Error(still);
    await sleep(BETWEEN_QUESTIONS_MS);
  }
}

async function difference(system: System, expected: Expected): Promise<string | null> {
  if (!(await system.mayShowAll())) return 'what was taken is not in the reports yet';
  const { visits, enquiries, sales } = totalOf(await system.report());
  const shown = { visits, enquiries: Math.round(enquiries), sales: Math.round(sales) };
  const isAll = shown.visits === expected.visits && shown.enquiries === expected.enquiries;
  return isAll && shown.sales === expected.sales
    ? null
    : `the report shows ${JSON.stringify(shown)}, not ${JSON.stringify(expected)}`;
}
