import { setTimeout as sleep } from 'node:timers/promises';
import { linesOf, nodesOf } from '@throughline/domain';
import {
  conversionRow,
  createWarehouse,
  factByNodeRows,
  factRow,
  insertVisits,
  visitRow,
} from '@throughline/warehouse';
import { percentile } from '../measure.ts';
import { json } from '../processes/systems.ts';
import { aShop, type ShopPart } from '../shop/a-shop.ts';
import { Random } from '../shop/random.ts';
import { run } from '../shop/run.ts';
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
/** What a millisecond brings at 1,000 events a second: a tenth of the visits are a buyer's and make his conversions due. */
const A_MS = { visits: 0.95, facts: 0.05, conversions: 0.2 };

const made: ShopPart = { visits: [], facts: [], conversions: [] };
for (const part of aShop(40_000, new Random(7), run, 10_000)) {
  made.visits.push(...part.visits);
  made.facts.push(...part.facts);
  made.conversions.push(...part.conversions);
}
const taken = { visits: 0, facts: 0, conversions: 0 };
/** The next so many, again from the first when all are taken. */
function take<Name extends keyof ShopPart>(name: Name, count: number): ShopPart[Name] {
  const all = made[name] as unknown[];
  return Array.from(
    { length: Math.max(1, Math.round(count)) },
    () => all[(taken[name] += 1) % all.length],
  ) as ShopPart[Name];
}
const position = { partition: 0, offset: 0 };

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
    const passed = performance.now() - last;
    last += passed;
    const facts = take('facts', A_MS.facts * passed);
    await span(recorded, () =>
      Promise.all([
        insertVisits(
          warehouse,
          take('visits', A_MS.visits * passed).map((visit) => visitRow('main', visit, position)),
        ),
        warehouse.insert(
          'fact',
          facts.map((fact) => factRow('main', fact, position)),
        ),
        warehouse.insert(
          'fact_by_node',
          facts.flatMap((fact) => factByNodeRows('main', fact, nodesOf(fact), linesOf(fact))),
        ),
      ]),
    );
    due += A_MS.conversions * passed;
    tell();
  }
}

async function attribute(): Promise<void> {
  while (!isOver) {
    if (due === 0) await new Promise<void>((resolve) => (tell = resolve));
    const rows = take('conversions', due).map((conversion) => conversionRow(conversion, 'main', 1));
    due = 0;
    await span(attributed, () => warehouse.insert('conversion', rows));
  }
}

const http = reportApp(warehouse);
const report = `http://127.0.0.1:${await http.listen(0, '127.0.0.1')}/v1/reports/roi?from=2026-01-01&to=2026-06-29&tz=UTC&by=source`;
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
