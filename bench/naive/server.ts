/**
 * The ordinary way, written as a tutorial would and not worse: express, one LMDB put for each event before the answer, the last
 * non-direct origin of each visitor in a Map, rows into ClickHouse (embedded here) each second. No identity, no calls, no
 * late facts: an enquiry or deal gets what the Map says when it arrives. Arguments: directory, visits to begin with.
 */
import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createClient } from '@clickhouse/client';
import { createChdbConnection } from 'chdb/connection';
import express from 'express';
import { open } from 'lmdb';

interface Origin {
  source: string;
  medium: string;
  campaign: string;
}
interface SentEvent {
  type: string;
  id: string;
  at: string;
  visitor_id: string;
  url?: string;
  referrer?: string;
  deal_id?: string;
  status?: string;
  amount?: string;
}

const [, , directory = '', preload = '0'] = process.argv;
mkdirSync(directory, { recursive: true });
const events = open<SentEvent, string>({ path: `${directory}/events` });
type Connection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>;
const clickhouse = createClient({
  connection: createChdbConnection({ path: `${directory}/warehouse` }) as unknown as Connection,
});

const ORIGIN = 'source LowCardinality(String), medium LowCardinality(String), campaign LowCardinality(String)';
await clickhouse.command({
  query: `CREATE TABLE IF NOT EXISTS visit (id String, visitor String, at DateTime64(3), ${ORIGIN}) ENGINE = MergeTree ORDER BY at`,
});
await clickhouse.command({
  query: `CREATE TABLE IF NOT EXISTS conversion (kind LowCardinality(String), id String, visitor String, at DateTime64(3), status LowCardinality(String), amount Float64, ${ORIGIN}) ENGINE = MergeTree ORDER BY at`,
});

const lastNonDirect = new Map<string, Origin>();
let visits: object[] = [];
let conversions: object[] = [];
const DIRECT: Origin = { source: '(direct)', medium: '(none)', campaign: '(not set)' };
if (Number(preload) > 0) await begin(Number(preload));

function originOf(event: SentEvent): Origin {
  const query = new URL(event.url ?? '').searchParams;
  const source = query.get('utm_source');
  if (source !== null)
    return {
      source,
      medium: query.get('utm_medium') ?? '(not set)',
      campaign: query.get('utm_campaign') ?? '(not set)',
    };
  if (event.referrer !== undefined) {
    const host = new URL(event.referrer).hostname.replace(/^www\./, '');
    return { source: host, medium: /yandex|google|bing/.test(host) ? 'organic' : 'referral', campaign: '(not set)' };
  }
  return DIRECT;
}

const timeOf = (event: SentEvent): string => new Date(event.at).toISOString().replace('T', ' ').replace('Z', '');

async function handle(event: SentEvent): Promise<void> {
  await events.put(event.id, event);
  if (event.type === 'visit') {
    const origin = originOf(event);
    if (origin !== DIRECT) lastNonDirect.set(event.visitor_id, origin);
    visits.push({ id: event.id, visitor: event.visitor_id, at: timeOf(event), ...origin });
    return;
  }
  const origin = lastNonDirect.get(event.visitor_id) ?? DIRECT;
  conversions.push({
    kind: event.type,
    id: event.deal_id ?? event.id,
    visitor: event.visitor_id,
    at: timeOf(event),
    status: event.status ?? '',
    amount: Number(event.amount ?? 0),
    ...origin,
  });
}

setInterval(() => {
  const [newVisits, newConversions] = [visits, conversions];
  [visits, conversions] = [[], []];
  if (newVisits.length > 0) void clickhouse.insert({ table: 'visit', values: newVisits, format: 'JSONEachRow' });
  if (newConversions.length > 0)
    void clickhouse.insert({ table: 'conversion', values: newConversions, format: 'JSONEachRow' });
}, 1_000);

const app = express();
app.use(express.json({ limit: '5mb' }));

app.post('/v1/events', async (request, response) => {
  const body = request.body as SentEvent | { events: SentEvent[] };
  const list = 'events' in body ? body.events : [body];
  for (const event of list) {
    if (!event.type || !event.id || !event.visitor_id || Number.isNaN(Date.parse(event.at))) {
      response.status(422).json({ error: 'bad event' });
      return;
    }
  }
  await Promise.all(list.map(handle));
  response.status(202).json({ accepted: list.length });
});

app.get('/report', async (request, response) => {
  const from = typeof request.query['from'] === 'string' ? request.query['from'] : '';
  const select = async (query: string): Promise<unknown[]> =>
    (await clickhouse.query({ query, query_params: { from }, format: 'JSONEachRow' })).json();
  const [byVisits, byConversions] = await Promise.all([
    select('SELECT source, toUInt32(count()) AS visits FROM visit WHERE at >= {from: DateTime64(3)} GROUP BY source'),
    select(
      `SELECT source, toUInt32(countIf(kind = 'enquiry')) AS enquiries, toUInt32(countIf(status = 'won')) AS sales, sum(amount) AS revenue
       FROM conversion WHERE at >= {from: DateTime64(3)} GROUP BY source`,
    ),
  ]);
  const rows = new Map<string, object>();
  for (const row of [...byVisits, ...byConversions] as { source: string }[]) {
    rows.set(row.source, { visits: 0, enquiries: 0, sales: 0, ...rows.get(row.source), ...row });
  }
  response.json({ rows: [...rows.values()] });
});

/** A shop that has been open for a while: the table by the engine itself, the Map as it would have been filled. */
async function begin(count: number): Promise<void> {
  await clickhouse.command({
    query: `INSERT INTO visit SELECT concat('old', toString(number)), concat('old', toString(number % ${Math.ceil(count / 2)})),
      now64(3) - INTERVAL 10 DAY - toIntervalSecond(number % 15552000), concat('source', toString(number % 9)), 'cpc', concat('campaign', toString(number % 40)) FROM numbers(${count})`,
  });
  for (let i = 0; i < count / 2; i += 1) {
    lastNonDirect.set(`old${i}`, { source: `source${i % 9}`, medium: 'cpc', campaign: `campaign${i % 40}` });
  }
}

const server = app.listen(0, '127.0.0.1', () =>
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`),
);
process.once('SIGTERM', () => process.exit(0));
