import { setTimeout as sleep } from 'node:timers/promises';
import { drive, requestOf } from '../load/drive.ts';
import { endToEnd, prologue } from '../load/end-to-end.ts';
import { interleaved, percentile, type BenchOptions, type Ratio } from '../measure.ts';
import type { ClusterSystem } from '../processes/cluster-system.ts';
import { day } from '../processes/systems.ts';
import { Traffic } from '../shop/traffic.ts';

const PER_REQUEST = 100;
const CONNECTIONS = 16;
/** Between two reports of one reader, so that idle is idle. */
const PAUSE_MS = 50;

/** Row 7: p99 of the report while events come as fast as they are taken and a heavy question runs, over p99 of it alone. */
export async function underLoad({ quick }: BenchOptions, system: ClusterSystem, where: string): Promise<Ratio> {
  const traffic = new Traffic('u', 7);
  await prologue(system, traffic);
  await endToEnd(system, traffic, { events: quick ? 20_000 : 100_000, perRequest: PER_REQUEST });
  const seconds = quick ? 6 : 20;
  const alone = () => p99(system, sleep(seconds * 1_000));
  const loaded = async (): Promise<number> => {
    const now = Date.now();
    // The same bytes again and again: facts that are there already cost the line what new ones do.
    const requests = Array.from({ length: 200 }, () =>
      requestOf('/v1/events', JSON.stringify({ events: traffic.events(PER_REQUEST, now) }), system.headers),
    );
    const ingest = drive({ port: system.child.port, requests, connections: CONNECTIONS, seconds });
    return p99(system, Promise.all([ingest, heavy(system, ingest)]));
  };
  const measured = await interleaved(quick ? 3 : 5, loaded, alone);
  return {
    row: 7,
    name: `report p99 under full ingest and a heavy question, over idle${where}`,
    ...measured,
    at_least: 8,
    aim: 3,
    smallerIsBetter: true,
    unit: 'ms',
  };
}

/** Asks for the report again and again until the work is done. */
async function p99(system: ClusterSystem, work: Promise<unknown>): Promise<number> {
  const state = { done: false };
  const ended = work.finally(() => (state.done = true));
  const took: number[] = [];
  while (!state.done) {
    const startedAt = performance.now();
    await system.report();
    took.push(performance.now() - startedAt);
    await sleep(PAUSE_MS);
  }
  await ended;
  return percentile(took, 0.99);
}

/** A report whose journeys are computed at query time, again and again. */
async function heavy({ reports, headers }: ClusterSystem, until: Promise<unknown>): Promise<void> {
  const state = { done: false };
  void until.finally(() => (state.done = true)).catch(() => undefined);
  while (!state.done) {
    const asked = `${reports}/v1/reports/roi?from=${day(-89)}&to=${day(1)}&lookback_days=30&model=linear&by=campaign,source`;
    const answer = await fetch(asked, { headers });
    // One that is refused for its size or its time is no failure of the row.
    await answer.arrayBuffer();
  }
}
