import { setTimeout as sleep } from 'node:timers/promises';
import { createWarehouse } from '@throughline/warehouse';
import { percentile } from '../measure.ts';
import { day, json } from '../processes/systems.ts';
import { premadeInserts } from './premade-inserts.ts';
import { reportApp } from './report-app.ts';

/**
 * How soon the engine alone could show an event at 1,000 a second: the inserts of a batch and of its conversions, and a reader
 * that asks for the report again and again, each as fast as it goes. Rows are made beforehand; no door, no log, nothing
 * decoded, projected, read back or credited. Prints the p99 in milliseconds. Arguments: directory, seconds, and the address,
 * user, password and database of a server instead of the directory.
 */
const [, , path = '', seconds = '15', url, user = '', password = '', database = ''] = process.argv;
const warehouse = await createWarehouse(
  url === undefined ? { kind: 'chdb', path } : { kind: 'server', url, user, password, database },
);
await warehouse.migrate();

const LINGER_MS = 20;
const BETWEEN_REPORTS_MS = 50;
const inserts = premadeInserts(warehouse);

/** When each began and ended. */
type Spans = (readonly [from: number, to: number])[];
const [recorded, attributed, reported]: [Spans, Spans, Spans] = [[], [], []];
const span = async (spans: Spans, work: () => Promise<unknown>): Promise<void> => {
  const from = performance.now();
  await work();
  spans.push([from, performance.now()]);
};

let due = 0;
let tell: () => void = () => undefined;
let isOver = false;

async function record(): Promise<void> {
  let last = performance.now();
  while (!isOver) {
    await sleep(LINGER_MS);
    // At 1,000 events a second one a millisecond.
    const passed = performance.now() - last;
    last += passed;
    await span(recorded, () => inserts.record(passed));
    due += passed;
    tell();
  }
}

async function attribute(): Promise<void> {
  while (!isOver) {
    if (due === 0) await new Promise<void>((resolve) => (tell = resolve));
    const events = due;
    due = 0;
    await span(attributed, () => inserts.attribute(events));
  }
}

const http = reportApp(warehouse);
const report = `http://127.0.0.1:${await http.listen(0, '127.0.0.1')}/v1/reports/roi?from=${day(-4)}&to=${day(1)}&tz=UTC&by=source`;
async function read(): Promise<void> {
  while (!isOver) {
    await span(reported, () => json(report, { authorization: 'Bearer whoever' }));
    await sleep(BETWEEN_REPORTS_MS);
  }
}

const work = [record(), attribute(), read()];
await sleep(Number(seconds) * 1_000);
isOver = true;
tell();
await Promise.all(work);

/** What comes at an instant is in the first batch, the first conversions and the first report begun after what it needs. */
const shownAt = (at: number): number | undefined =>
  [recorded, attributed, reported].reduce<number | undefined>(
    (after, spans) => spans.find(([from]) => after !== undefined && from >= after)?.[1],
    at,
  );
const [warm, end] = [recorded[20]?.[0] ?? 0, recorded.at(-1)?.[0] ?? 0];
const latencies: number[] = [];
for (let at = warm; at < end; at += 10) {
  const shown = shownAt(at);
  if (shown !== undefined) latencies.push(shown - at);
}
process.stdout.write(`${percentile(latencies, 0.99)}\n`);
await http.close(0);
await warehouse.close();
process.exit(0);
