/** The history of a CRM through the command line, as far as a report and its warnings. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLogger } from '@throughline/runtime';
import { startSolo, type SoloApp } from '../app.ts';
import { runCommandLine } from '../commands/command-line.ts';
import { soloConfig } from '../config.ts';
import { temporaryDirectory } from './process/temporary-directory.ts';

const ADMIN = 'admin-key-of-the-test';
const directory = temporaryDirectory('backfill');
const SOLD = Date.parse('2026-08-03T09:00:00Z') / 1000;
let crm: Server;
let app: SoloApp;

/** One won deal in amoCRM, a contact, and nothing else. */
const lead = {
  id: 77,
  price: 34500,
  status_id: 142,
  pipeline_id: 1,
  created_at: SOLD - 3600,
  updated_at: SOLD + 86_400,
  closed_at: SOLD,
  _embedded: { contacts: [{ id: 5, is_main: true }] },
};
const contact = {
  id: 5,
  updated_at: SOLD,
  custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '+79000000142' }] }],
};

/** A CRM without end, for whoever asks with the token `endless`: fifty leads a page, one a second. */
let isEndless = true;
function endless(url: URL): object | null {
  const from = Number(url.searchParams.get('filter[updated_at][from]'));
  if (!isEndless) return null;
  return {
    leads: Array.from({ length: 50 }, (_, n) => ({ ...lead, id: from + n, updated_at: from + n, _embedded: {} })),
  };
}

beforeAll(async () => {
  crm = createServer((request, response) => {
    if (request.headers.authorization === 'Bearer endless') {
      const leads = endless(new URL(request.url ?? '', 'http://crm'));
      response.writeHead(leads === null ? 204 : 200, { 'content-type': 'application/hal+json' });
      response.end(leads === null ? '' : JSON.stringify({ _links: { next: {} }, _embedded: leads }));
      return;
    }
    const list = request.url?.startsWith('/api/v4/leads') === true ? { leads: [lead] } : { contacts: [contact] };
    response.writeHead(200, { 'content-type': 'application/hal+json' });
    response.end(JSON.stringify({ _links: {}, _embedded: list }));
  });
  await new Promise<void>((resolve) => crm.listen(0, '127.0.0.1', resolve));
  app = await startSolo({
    config: soloConfig.parse({ PORT: 0, DATA_DIR: directory.path, ADMIN_KEY: ADMIN }),
    logger: createLogger({ level: 'silent', name: 'test' }),
    now: Date.now,
    readBack: { allowedOrigins: [origin()] },
  });
});
afterAll(async () => {
  await app.lifecycle.stop();
  crm.close();
  crm.closeAllConnections();
  directory.remove();
});

const origin = (): string => `http://127.0.0.1:${(crm.address() as AddressInfo).port}`;

async function run(...argv: string[]): Promise<{ exit: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const into = (name: 'out' | 'err'): Writable =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        said[name] += chunk.toString('utf8');
        done();
      },
    });
  const environment = {
    THROUGHLINE_PUBLIC_URL: app.url,
    THROUGHLINE_ADMIN_KEY: ADMIN,
    THROUGHLINE_DATA_DIR: directory.path,
  };
  const streams = { stdout: into('out'), stderr: into('err'), on: () => undefined };
  const exit = await runCommandLine(['node', 'throughline', ...argv], environment, streams);
  return { exit, ...said };
}

const ask = async (path: string, init: RequestInit = {}): Promise<any> =>
  (await fetch(app.url + path, { ...init, headers: { authorization: `Bearer ${ADMIN}` } })).json();

async function until<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('a sale of before the source is in the report, and the warning that it might be missing is gone', async () => {
  const settings = [`api_url=${origin()}`, 'api_token=token'];
  expect((await run('source', 'add', 'amocrm', '--setting', ...settings)).exit).toBe(0);
  const period = ['--from', '2026-08-01', '--to', '2026-08-31'];
  const before = await run('report', 'roi', ...period, '--metrics', 'sales');
  expect(before.err).toMatch(/Source 'amocrm' is complete only from \d{4}-/);

  const read = await run('source', 'backfill', 'amocrm', '--from', '2026-08-01', '--json');
  expect([read.exit, JSON.parse(read.out)]).toEqual([
    0,
    { state: 'done', pages: 2, items: 1, complete_from: '2026-07-31T21:00:00.000Z' },
  ]);
  expect(read.err).toMatch(/\[=+>? *\] +\d+ %  \d read\n/);

  await until(
    () => ask('/v1/status'),
    (status) => status.caught_up,
  );
  const { totals, meta } = await ask('/v1/reports/roi?from=2026-08-03&to=2026-08-03');
  expect([totals.sales, totals.revenue, meta.warnings]).toEqual([1, '34500.00', []]);
  const { rows } = await ask('/v1/reports/data-health?from=2026-08-03&to=2026-08-03');
  expect(rows.find(({ source }: any) => source === 'amocrm').complete_from).toBe('2026-07-31T21:00:00Z');
  const { events } = await ask('/v1/events?source=amocrm&type=deal');
  expect(events.every(({ extra }: any) => extra.listed === 'yes')).toBe(true);
  expect((await run('report', 'roi', ...period, '--metrics', 'sales')).err).toBe('');
});

test('what cannot be read says why', async () => {
  const { exit, err } = await run('source', 'backfill', 'nobody', '--from', '2026-08-01');
  expect([exit, err]).toEqual([1, expect.stringContaining("There is no source 'nobody'")]);
  expect((await run('source', 'backfill', 'amocrm', '--from', 'soon')).err).toContain('/from');
});

test('what comes live is answered and shown while a backfill goes on', async () => {
  const made = async (body: object): Promise<any> => ask('/v1/sources', { method: 'POST', body: JSON.stringify(body) });
  const { id } = await made({
    ...{ provider: 'amocrm', name: 'endless' },
    settings: { api_url: origin(), api_token: 'endless' },
  });
  const { id: calls, hook_url: hook } = await made({ provider: 'calltouch', name: 'live' });
  const path = `/v1/sources/${id}/backfill`;
  const progress = async (): Promise<any> => (await ask(path)).backfill;
  await ask(path, { method: 'POST', body: JSON.stringify({ from: '2026-08-01' }) });
  const before = await until(progress, ({ pages }) => pages > 2);
  for (let n = 1; n <= 3; n += 1) {
    const call = new URLSearchParams({ id: String(n), callerphone: `7900000020${n}`, phonenumber: '74990000111' });
    expect((await fetch(hook, { method: 'POST', body: call })).status).toBe(202);
    await until(
      () => ask(`/v1/conversions/enquiry:${calls}/${n}`),
      (conversion) => conversion.id !== undefined,
    );
  }
  const after = await until(progress, ({ pages }) => pages > before.pages);
  expect(after.state).toBe('running');
  isEndless = false;
  await until(progress, ({ state }) => state === 'done');
});
