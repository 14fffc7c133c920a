/** Nothing secret and nobody's personal data reaches the log, whichever door it came by and however it failed. */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ConfigError, createLogger, loadConfig } from '@throughline/runtime';
import { startSolo, type SoloApp } from '../app.ts';
import { soloConfig } from '../config.ts';
import { temporaryDirectory } from './process/temporary-directory.ts';

const ADMIN = 'admin-key-9c1f2e7a';
const MASTER = Buffer.from('a master key of thirty-two bytes').toString('base64');
const API_TOKEN = 'api-token-of-the-crm-77aa';
const SIGNING_KEY = 'salt-of-the-signature-55';
const API_KEY = 'vpbx-api-key-1234abcd';
const IDEMPOTENCY = 'idempotency-key-31337';
const WRONG = 'wrong-key-0badc0de';
const NAME = 'Пелагея';
const EMAIL = 'pelageya@private.example';
const IP = '203.0.113.77';
const PHONES = ['79161234567', '+7 (916) 123-45-67', '8-916-123-45-67', '9161234567'];
const secrets = new Set<string>([ADMIN, MASTER, API_TOKEN, SIGNING_KEY, API_KEY, IDEMPOTENCY, WRONG, NAME, EMAIL, IP]);
for (const phone of PHONES) secrets.add(phone);

const directory = temporaryDirectory('redaction');
let app: SoloApp;
let crm: Server;
let logged = '';
const answers: number[] = [];

interface Sent {
  readonly key?: string | null;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}
async function send(method: string, path: string, { key = ADMIN, headers = {}, body }: Sent = {}): Promise<any> {
  const authorization: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` };
  const init = { method, headers: { ...authorization, ...headers }, ...(body === undefined ? {} : { body }) };
  const response = await fetch(path.startsWith('http') ? path : app.url + path, init);
  answers.push(response.status);
  const text = await response.text();
  return /^application\/(?:problem\+)?json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text;
}
const json = (value: unknown): Sent => ({ body: JSON.stringify(value) });
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

beforeAll(async () => {
  // A CRM in trouble says back what it was sent.
  crm = createServer((request, response) => {
    response.statusCode = 500;
    response.end(`${request.headers.authorization} ${PHONES[0]} ${EMAIL}`);
  }).listen(0, '127.0.0.1');
  await once(crm, 'listening');
  const origin = `http://127.0.0.1:${(crm.address() as AddressInfo).port}`;
  app = await startSolo({
    config: soloConfig.parse({ PORT: 0, DATA_DIR: directory.path, ADMIN_KEY: ADMIN, MASTER_KEY: MASTER }),
    logger: createLogger({ level: 'trace', name: 'test', destination: { write: (line) => void (logged += line) } }),
    now: Date.now,
    readBack: {
      allowedOrigins: [origin],
      timeoutMs: 500,
      tries: 2,
      backoffMs: 1,
      restMs: 0,
      laterMs: 0,
      maxAttempts: 2,
    },
  });
  await everyDoor(origin);
});
afterAll(async () => {
  await app.lifecycle.stop();
  crm.close();
  directory.remove();
});

async function everyDoor(origin: string): Promise<void> {
  const { key } = await send('POST', '/v1/keys', json({ name: 'shop', scopes: ['ingest'] }));
  secrets.add(key);
  const source = async (provider: string, settings: object): Promise<string> => {
    const made = await send('POST', '/v1/sources', json({ provider, name: provider, settings }));
    secrets.add(made.token);
    return made.hook_url;
  };
  const calls = await source('calltouch', {});
  const mango = await source('mango', { api_key: API_KEY, signing_key: SIGNING_KEY });
  const crmHook = await source('amocrm', { api_url: origin, api_token: API_TOKEN });
  await send(
    'POST',
    '/v1/sources',
    json({ provider: 'mango', name: 'x', settings: { signing_key: 5, secret: WRONG } }),
  );
  await send('POST', '/v1/sources', json({ provider: 'nobody', name: 'x', settings: { token: WRONG } }));
  await send('GET', '/v1/sources');
  await firstParty(key);
  for (const phone of PHONES) await webhooks(calls, phone);
  await send('POST', mango, { key: null, headers: FORM, body: `vpbx_api_key=${API_KEY}&sign=${WRONG}&json=%7B%7D` });
  await send('POST', crmHook, {
    key: null,
    headers: FORM,
    body: `leads[status][0][id]=1&leads[status][0][status_id]=142&leads[status][0][name]=${NAME} ${PHONES[0]} ${EMAIL}`,
  });
  while (!(await send('GET', '/v1/status')).caught_up) await new Promise((resolve) => setTimeout(resolve, 50));
  await untilRejected('read_back_failed');
  await questions();
  await overABrokenWarehouse(key, calls);
}

/** The engine repeats what it was asked, and what it was asked holds what was said. */
async function overABrokenWarehouse(key: string, hook: string): Promise<void> {
  rmSync(join(directory.path, 'warehouse'), { recursive: true });
  const deal = {
    type: 'deal',
    id: 'last',
    at: '2026-08-01T10:00:00Z',
    deal_id: EMAIL,
    status: 'won',
    phone: PHONES[0],
  };
  await send('POST', '/v1/events', { key, ...json(deal) });
  await send('POST', hook, {
    key: null,
    headers: FORM,
    body: `id=${EMAIL}&callerphone=${PHONES[0]}&timestamp=1785578400`,
  });
  await send('GET', `/v1/conversions/deal:${encodeURIComponent(`${EMAIL} ${PHONES[1]}`)}?token=${WRONG}`);
  const day = 'from=2026-08-01&to=2026-08-01';
  await send('GET', `/v1/reports/roi?${day}&by=campaign&filter=campaign:eq:${EMAIL}&token=${WRONG}`);
  await send('GET', `/v1/conversions?${day}&kind=enquiry&filter=campaign:c:${EMAIL}`);
  while (!logged.includes('record waits')) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Events and costs: taken, refused, unreadable, without a key, with a wrong one. */
async function firstParty(key: string): Promise<void> {
  const at = '2026-08-01T10:00:00Z';
  const events = PHONES.flatMap((phone, n) => [
    {
      type: 'visit',
      id: `v${n}`,
      at,
      visitor_id: `u${n}`,
      url: `https://shop.example/?email=${EMAIL}&key=${WRONG}`,
      ip: IP,
    },
    { type: 'enquiry', id: `e${n}`, at, kind: 'form', visitor_id: `u${n}`, phone, email: EMAIL, name: NAME },
    { type: 'deal', id: `d${n}`, at, deal_id: `d${n}`, status: 'won', amount: phone, currency: 'RUB', phone },
    { type: phone, id: EMAIL },
    { type: 'call', id: `c${n}`, at: phone, call_id: NAME, direction: EMAIL, caller: phone },
  ]);
  const headers = { 'idempotency-key': IDEMPOTENCY, 'x-forwarded-for': IP, cookie: `session=${WRONG}` };
  await send('POST', '/v1/events', { key, headers, body: JSON.stringify({ events }) });
  await send('POST', '/v1/events', { key, headers, body: JSON.stringify({ events: [events[1]] }) });
  await send('POST', '/v1/events', { key, body: `{"events":[{"phone":"${PHONES[1]}","email":"${EMAIL}"` });
  await send('POST', '/v1/events', { key, body: `${EMAIL}${PHONES[1]}`, headers: { 'content-encoding': 'gzip' } });
  await send('POST', '/v1/costs', { key, body: JSON.stringify({ rows: [{ date: PHONES[0], source: EMAIL }] }) });
  for (const authorization of [`Bearer ${WRONG}`, `Basic ${Buffer.from(`u:${WRONG}`).toString('base64')}`, WRONG])
    await send('POST', '/v1/events', { key: null, headers: { authorization }, ...json({ events }) });
  await send('POST', `/v1/events?key=${WRONG}&email=${EMAIL}`, { key: null, ...json({ events }) });
  await send('POST', `/v1/events?workspace=${EMAIL}`, { key, ...json({ events }) });
}

async function webhooks(hook: string, phone: string): Promise<void> {
  const body = `id=7&callerphone=${encodeURIComponent(phone)}&phonenumber=74990000111&timestamp=1785578400&name=${NAME}`;
  await send('POST', hook, { key: null, headers: FORM, body });
  await send('GET', `${hook}/${EMAIL}?callerphone=${encodeURIComponent(phone)}&token=${WRONG}`, { key: null });
  await send('POST', `${hook}${WRONG}`, { key: null, headers: FORM, body });
  await send('POST', hook, { key: null, headers: FORM, body: `nonsense ${phone} ${EMAIL} ${NAME}` });
  await send('POST', hook, { key: null, headers: { 'content-type': 'application/json' }, body: `{"phone":"${phone}` });
  await send('POST', hook, { key: null, headers: { 'content-encoding': 'br' }, body: `${phone}${EMAIL}` });
  await send('POST', hook, { key: null, body: 'x'.repeat(1_100_000) + EMAIL });
}

async function untilRejected(reason: string): Promise<void> {
  for (;;) {
    const { rejected } = await send('GET', `/v1/rejected?reason=${reason}`);
    if (rejected.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function questions(): Promise<void> {
  await send('POST', '/v1/rejected/replay', json({}));
  const day = 'from=2026-08-01&to=2026-08-01';
  await send('GET', `/v1/reports/roi?${day}`);
  await send('GET', `/v1/reports/roi?${day}&filter=source:eq:${EMAIL}&sort=${PHONES[0]}&tz=${NAME}`);
  await send('GET', `/v1/reports/roi?${day}&key=${WRONG}`, { key: null });
  await send('GET', '/v1/reports/roi?' + day, { key: WRONG });
  await send('GET', `/v1/conversions?${day}&kind=sale`);
  await send('GET', `/v1/conversions/enquiry:${encodeURIComponent(EMAIL)}`);
  await send('GET', `/v1/conversions/%E0%A4%A${WRONG}`);
  await send('GET', `/nothing/${EMAIL}/${PHONES[0]}?token=${WRONG}`);
  await send('GET', '/v1/events?limit=1000');
  await send('GET', '/metrics');
  await send('POST', '/v1/rebuild');
}

test('every kind of answer was given, and the log has something to say', () => {
  expect([...new Set(answers)].toSorted()).toEqual(
    expect.arrayContaining([200, 201, 202, 400, 401, 404, 413, 422, 503]),
  );
  for (const line of [
    'request failed',
    'record waits',
    'webhook kept',
    'webhook translated',
    'webhook rejected',
    'the signature does not match',
  ])
    expect(logged).toContain(line);
});

test('none of the secrets, phones, emails, names and addresses is in it', () => {
  expect(secrets.size).toBeGreaterThan(15);
  const found = [...secrets].filter((secret) => logged.includes(secret) || logged.includes(encodeURIComponent(secret)));
  expect(found).toEqual([]);
});

test('no run of digits in it looks like the phones', () => {
  const digits = logged.replace(/[ ()+-]/g, '');
  expect(digits.includes('9161234567')).toBe(false);
});

describe('a configuration that cannot be used', () => {
  const BAD = 'sec\u0000ret-of-7';
  test.each(['ADMIN_KEY', 'MASTER_KEY', 'PUBLIC_URL'])('%s is not printed', (name) => {
    let error: unknown = null;
    try {
      loadConfig(soloConfig, { [`THROUGHLINE_${name}`]: BAD, THROUGHLINE_PORT: 'none', THROUGHLINE_NOTHING: BAD });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).not.toContain(BAD);
  });
});
