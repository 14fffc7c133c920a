/** What `/metrics` of a running instance says, and that `docs/metrics.md` lists all of it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLogger } from '@throughline/runtime';
import { startSolo, type SoloApp } from '../../app.ts';
import { soloConfig } from '../../config.ts';
import { temporaryDirectory } from '../process/temporary-directory.ts';
import { doorMetrics } from './door-metrics.ts';
import { familiesOf, type Family } from './exposition.ts';

const FILE = new URL('../../../../../docs/metrics.md', import.meta.url);
const UPDATE = process.env['UPDATE_METRICS'] === '1';
const ADMIN = 'admin-key-of-the-test';
const directory = temporaryDirectory('metrics');
let app: SoloApp;
let secrets: string[];
let first: string;
let later: readonly [string, string];

const scrape = async (): Promise<string> => (await fetch(`${app.url}/metrics`)).text();

beforeAll(async () => {
  app = await startSolo({
    config: soloConfig.parse({ PORT: 0, DATA_DIR: directory.path, ADMIN_KEY: ADMIN }),
    logger: createLogger({ level: 'silent', name: 'test' }),
    now: Date.now,
  });
  const source = await api('POST', '/v1/sources', { provider: 'calltouch', name: 'Calls' });
  secrets = [ADMIN, source.token];
  await traffic(source.hook_url, 1);
  first = await scrape();
  await traffic(source.hook_url, 2);
  const second = await scrape();
  await traffic(source.hook_url, 3);
  later = [second, await scrape()];
});
afterAll(async () => {
  await app.lifecycle.stop();
  directory.remove();
});

async function api(method: string, path: string, body?: unknown): Promise<any> {
  const headers = { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json' };
  const init = body === undefined ? {} : { body: JSON.stringify(body) };
  return (await fetch(app.url + path, { method, headers, ...init })).json();
}

/** Something at every door, taken and refused, its reports, and nonsense; another `turn` says the same in other words. */
async function traffic(hook: string, turn: number): Promise<void> {
  const phone = `+7900000014${turn}`;
  const words = [`visitor-${turn}`, `campaign-${turn}`, `buyer${turn}@example.com`, phone, phone.slice(2)];
  secrets.push(...words);
  const at = '2026-08-01T10:00:00Z';
  const url = `https://shop.example/?utm_source=s${turn}&utm_campaign=campaign-${turn}`;
  await api('POST', '/v1/events', {
    events: [
      { type: 'visit', id: `v${turn}`, at, visitor_id: `visitor-${turn}`, url },
      { type: 'enquiry', id: `e${turn}`, at, kind: 'form', visitor_id: `visitor-${turn}`, email: words[2] },
      { type: 'deal', id: `d${turn}`, at, deal_id: `d${turn}`, status: 'won', amount: '1.00', phone },
      { type: `nonsense-${turn}`, id: 'x' },
    ],
  });
  await api('POST', '/v1/costs', { rows: [{ date: '2026-08-01', source: `s${turn}`, cost: '5.00', currency: 'RUB' }] });
  for (const body of [
    `id=${turn}&callerphone=${phone.slice(1)}&phonenumber=74990000111&timestamp=1785578400`,
    `x${turn}`,
  ])
    await fetch(hook, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body });
  await fetch(`${hook}x${turn}`, { method: 'POST' });
  await fetch(`${app.url}/nobody/${turn}?email=${words[2]}`, { method: turn === 1 ? 'PROPFIND' : 'LOCK' });
  while (!(await api('GET', '/v1/status')).caught_up) await new Promise((resolve) => setTimeout(resolve, 50));
  await api('GET', `/v1/conversions/deal:d${turn}`);
  await api('GET', '/v1/reports/roi?from=2026-08-01&to=2026-08-01');
}

const ours = (families: readonly Family[]): Family[] =>
  families.filter(({ name }) => name.startsWith('throughline_')).sort((a, b) => (a.name < b.name ? -1 : 1));
const value = (text: string, series: string): number => {
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return Number(line?.split(' ').at(-1));
};

test.each([
  ['throughline_ingest_accepted_total{door="events"}', 3],
  ['throughline_ingest_accepted_total{door="costs"}', 1],
  ['throughline_ingest_rejected_total{door="events",code="unknown_type"}', 1],
  ['throughline_ingest_acknowledge_seconds_count{door="events"}', 1],
  ['throughline_webhook_requests_total{outcome="kept"}', 2],
  ['throughline_webhook_requests_total{outcome="unknown_address"}', 1],
  ['throughline_webhook_events_total{type="call"}', 1],
  ['throughline_webhook_rejected_total{reason="missing_field"}', 1],
  ['throughline_log_appended_records_total{topic="raw"}', 2],
  ['throughline_stage_lag{stage="record"}', 0],
  ['throughline_stage_lag{stage="attribute"}', 0],
])('%s is %s after the first turn', (series, expected) => {
  expect(value(first, series)).toBe(expected);
});

test.each([
  'throughline_stage_batch_seconds_count{stage="translate"}',
  'throughline_stage_batch_records_sum{stage="record"}',
  'throughline_stage_batch_seconds_count{stage="attribute"}',
  'throughline_warehouse_insert_seconds_count{table="fact"}',
  'throughline_warehouse_insert_seconds_count{table="conversion"}',
  'throughline_warehouse_query_seconds_count{lane="report"}',
  'throughline_http_request_seconds_count{method="GET",route="/v1/reports/:name",status="2xx"}',
  'throughline_http_request_seconds_count{method="POST",route="/v1/hooks/",status="4xx"}',
  'throughline_http_request_seconds_count{method="other",route="none",status="4xx"}',
  'throughline_complete_until_timestamp_seconds',
  'process_cpu_seconds_total',
  'nodejs_heap_size_used_bytes',
])('%s counts', (series) => {
  expect(value(first, series)).toBeGreaterThan(0);
});

test('names follow the conventions: base units, `_total` for what only grows, a word of help', () => {
  const families = ours(familiesOf(first));
  expect(families.length).toBeGreaterThan(20);
  for (const { name, type, help } of families) {
    expect(name).toMatch(/^throughline_[a-z]+(_[a-z]+)*$/);
    expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
    if (type === 'histogram') expect(name).toMatch(/_(seconds|records)$/);
    expect(name).not.toMatch(/_(ms|milliseconds|count|sum|bucket)$/);
    expect(help.length).toBeGreaterThan(10);
  }
});

test('nothing that was said becomes a label: other words make no other series', () => {
  const series = (text: string): string[] =>
    text
      .split('\n')
      .filter((line) => line.startsWith('throughline_'))
      .map((line) => line.replace(/ [^ ]+$/, ''));
  const [before, after] = later.map(series);
  expect(after!.toSorted()).toEqual(before!.toSorted());
  expect(after!.length).toBeLessThan(3_000);
});

test('nothing secret or personal is in it', () => {
  expect(secrets.length).toBeGreaterThan(8);
  for (const secret of secrets) expect([secret, later[1].includes(secret)]).toEqual([secret, false]);
});

test('docs/metrics.md lists each with its type, labels and meaning (UPDATE_METRICS=1 writes it)', async () => {
  const all = new Map([...familiesOf(await doorMetrics()), ...familiesOf(first)].map((each) => [each.name, each]));
  const rows = ours([...all.values()]).map(({ name, type, labels, help }) =>
    `| \`${name}\` | ${type} | ${labels.join(', ')} | ${help} |`.replace(/ +/g, ' '),
  );
  const text = readFileSync(FILE, 'utf8');
  const [head = ''] = text.split('\n| `');
  if (UPDATE) writeFileSync(FILE, `${head}\n${rows.join('\n')}\n`);
  const listed = text
    .replace(/ +/g, ' ')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  expect(listed).toEqual(UPDATE ? listed : rows);
});
