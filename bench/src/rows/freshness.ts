import { setTimeout as sleep } from 'node:timers/promises';
import { drive, requestOf } from '../load/drive.ts';
import { prologue } from '../load/end-to-end.ts';
import { interleaved, percentile, type BenchOptions, type Ratio, type Row } from '../measure.ts';
import { onSolo } from '../processes/on-solo.ts';
import { startNaive, type System } from '../processes/systems.ts';
import { removeDirectory, temporaryDirectory } from '../processes/temporary-directory.ts';
import { Traffic } from '../shop/traffic.ts';
import type { Against } from './end-to-end.ts';

const EVENTS_A_SECOND = 1_000;
/** A tick's traffic is sent in one request; a probe rides in every fifth. */
const TICK_MS = 20;
const PROBE_TICKS = 5;
const BETWEEN_REPORTS_MS = 50;
const LONGEST_MS = 30_000;

/** Row 5: from POST to the report that shows it, p99 at 1,000 events a second. */
export const freshness: Row = {
  row: 5,
  async run(options) {
    const ratios = [await at(options, 0)];
    if (!options.quick) ratios.push(await at(options, 10_000_000));
    return ratios;
  },
};

const at = (options: BenchOptions, visits: number): Promise<Ratio> =>
  onSolo(options, visits, (solo) => fresherThanNaive(options, solo, { visits, where: '' }));

/** A system's freshness against the ordinary way's, in turn. */
export async function fresherThanNaive(
  { quick, environment }: BenchOptions,
  system: System,
  { visits, where }: Pick<Against, 'visits' | 'where'>,
): Promise<Ratio> {
  const directory = temporaryDirectory();
  const naive = await startNaive(environment, directory, visits);
  const [ours, theirs] = [new Prober(system), new Prober(naive)];
  const seconds = quick ? 3 : 15;
  try {
    await ours.begin();
    await theirs.begin();
    const measured = await interleaved(
      quick ? 3 : 5,
      () => ours.p99(seconds),
      () => theirs.p99(seconds),
    );
    const name = `POST to visible, p99 at 1,000 events/s, over bench/naive, at ${visits / 1e6}M visits${where}`;
    return { row: 5, name, ...measured, at_least: 0.3, aim: 0.1, smallerIsBetter: true, unit: 'ms' };
  } finally {
    await naive.child.stop();
    removeDirectory(directory);
  }
}

/**
 * A probe is a visit from a source nobody had before and an enquiry of its visitor: it is visible when the report credits
 * the enquiry to the source, so after everything the line does. One reader asks for the report again and again.
 */
class Prober {
  readonly #system: System;
  readonly #traffic: Traffic;
  readonly #sentAt = new Map<string, number>();
  readonly #latencies: number[] = [];
  #probes = 0;

  constructor(system: System) {
    this.#system = system;
    this.#traffic = new Traffic('f', 5);
  }

  async begin(): Promise<void> {
    await prologue(this.#system, this.#traffic);
    await this.p99(1);
  }

  async p99(seconds: number): Promise<number> {
    this.#latencies.length = 0;
    const before = this.#probes;
    const sending = this.#send(Math.round((seconds * 1_000) / TICK_MS));
    const until = performance.now() + LONGEST_MS + seconds * 1_000;
    const state = { sent: false };
    void sending.then(() => (state.sent = true));
    while (!state.sent || this.#sentAt.size > 0) {
      await this.#read();
      if (performance.now() > until) throw new Error(`${this.#sentAt.size} probes never showed`);
      await sleep(BETWEEN_REPORTS_MS);
    }
    await sending;
    if (this.#latencies.length !== this.#probes - before) throw new Error('not every probe was seen once');
    return percentile(this.#latencies, 0.99);
  }

  async #send(ticks: number): Promise<void> {
    const { child, headers } = this.#system;
    const startedAt = performance.now();
    const requests: Promise<unknown>[] = [];
    for (let tick = 0; tick < ticks; tick += 1) {
      await sleep(Math.max(0, startedAt + tick * TICK_MS - performance.now()));
      const now = Date.now();
      const probe = tick % PROBE_TICKS === 0 ? this.#probe(now) : [];
      const events = [...this.#traffic.events((EVENTS_A_SECOND * TICK_MS) / 1_000 - probe.length, now), ...probe];
      const request = requestOf('/v1/events', JSON.stringify({ events }), headers);
      requests.push(drive({ port: child.port, requests: [request], connections: 1, seconds: 10, most: 1 }));
    }
    await Promise.all(requests);
  }

  #probe(now: number): object[] {
    const source = `probe-${(this.#probes += 1)}`;
    this.#sentAt.set(source, performance.now());
    const at = new Date(now).toISOString();
    const visitor_id = `${source}-visitor`;
    return [
      {
        type: 'visit',
        id: `${source}-visit`,
        at,
        visitor_id,
        url: `https://shop.example/?utm_source=${source}&utm_medium=cpc`,
      },
      {
        type: 'enquiry',
        kind: 'form',
        id: `${source}-enquiry`,
        at,
        visitor_id,
        phone: `+7904${String(this.#probes).padStart(7, '0')}`,
      },
    ];
  }

  async #read(): Promise<void> {
    const rows = await this.#system.report();
    const now = performance.now();
    for (const { source, enquiries } of rows) {
      const sentAt = this.#sentAt.get(source);
      if (sentAt === undefined || Math.round(enquiries) !== 1) continue;
      this.#sentAt.delete(source);
      this.#latencies.push(now - sentAt);
    }
  }
}
