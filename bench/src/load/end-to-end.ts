import { setTimeout as sleep } from 'node:timers/promises';
import { totalOf, type System } from '../processes/systems.ts';
import type { Expected, SentEvent, Traffic } from '../shop/traffic.ts';
import { drive, requestOf } from './drive.ts';

const CONNECTIONS = 32;
/** How often a report is asked for: the same for both systems. */
const BETWEEN_REPORTS_MS = 100;
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
  const startedAt = performance.now();
  const { answered } = await drive({
    port: system.child.port,
    requests,
    connections: CONNECTIONS,
    seconds: LONGEST_MS / 1_000,
    most: requests.length,
  });
  if (answered !== requests.length) throw new Error(`of ${requests.length} requests ${answered} were answered in time`);
  await untilShown(system, expected, startedAt + LONGEST_MS);
  return sent / ((performance.now() - startedAt) / 1_000);
}

/** @throws Error when the report shows anything else in the end: then what was measured did not do its work */
async function untilShown(system: System, expected: Expected, until: number): Promise<void> {
  for (;;) {
    const total = totalOf(await system.report());
    if (
      total.visits === expected.visits &&
      Math.round(total.enquiries) === expected.enquiries &&
      Math.round(total.sales) === expected.sales
    )
      return;
    if (performance.now() > until)
      throw new Error(`the report shows ${JSON.stringify(total)}, not ${JSON.stringify(expected)}`);
    await sleep(BETWEEN_REPORTS_MS);
  }
}
