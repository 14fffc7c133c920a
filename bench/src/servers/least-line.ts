import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createWarehouse } from '@throughline/warehouse';
import { day, json } from '../processes/systems.ts';
import { holdBodies } from './hold-bodies.ts';
import { premadeInserts } from './premade-inserts.ts';
import { reportApp } from './report-app.ts';
import { serveBodies } from './serve-bodies.ts';

/**
 * The least that keeps events and shows them: bodies of one event each are on the disk before the answer, and for those that
 * came the engine inserts as many rows as ours would be, made beforehand, in batches as large as ours. Nothing is decoded,
 * projected, looked up, made due or credited. A GET asks the report, and is answered with the number of events it shows.
 * Argument: a directory.
 */
const [, , path = ''] = process.argv;
const warehouse = await createWarehouse({ kind: 'chdb', path: join(path, 'warehouse') });
await warehouse.migrate();
const inserts = premadeInserts(warehouse);

const LONGEST_LINGER_MS = 250;
const MOST_EVENTS = 20_000;
let [arrived, recorded, attributed] = [0, 0, 0];

async function record(): Promise<void> {
  for (let last = 0; ;) {
    await sleep(Math.min(LONGEST_LINGER_MS, Math.max(20, last / 5)));
    last = Math.min(MOST_EVENTS, arrived - recorded);
    if (last === 0) continue;
    await inserts.record(last);
    recorded += last;
  }
}

async function attribute(): Promise<void> {
  for (;;) {
    await sleep(2);
    const events = recorded - attributed;
    if (events === 0) continue;
    await inserts.attribute(events);
    attributed += events;
  }
}

const http = reportApp(warehouse);
const port = await http.listen(0, '127.0.0.1');
const report = `http://127.0.0.1:${port}/v1/reports/roi?from=${day(-4)}&to=${day(1)}&tz=UTC&by=source`;
const hold = holdBodies(join(path, 'log'), (count) => (arrived += count));
serveBodies((body, response, request) => {
  if (request.method === 'POST') {
    hold(body, response);
    return;
  }
  const shown = attributed;
  void json(report, { authorization: 'Bearer whoever' }).then(() => response.end(JSON.stringify({ shown })));
});
await Promise.all([record(), attribute()]);
