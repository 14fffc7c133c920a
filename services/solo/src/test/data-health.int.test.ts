/**
 * Through real HTTP: one call that two sources tell of is one enquiry, so are two forms; what is the workspace's own, a bot's
 * or a provider's test is kept and counts for nothing; and data-health counts all of it.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createEmbeddedLog } from '@throughline/event-log';
import { createLogger } from '@throughline/runtime';
import { ensureWorkspace, openSettings } from '@throughline/settings';
import { startSolo, type SoloApp } from '../app.ts';
import { soloConfig } from '../config.ts';
import { openDataDirectory } from '../data-directory/data-directory.ts';
import { calltouchBody } from '../demo/wire/calltouch.ts';
import { summaryBody } from '../demo/wire/mango.ts';
import { MANGO } from '../demo/shop.ts';
import { SOLO_TOPICS } from '../solo-topics.ts';
import { interfaceAt, ADMIN_KEY, type HttpInterface } from './process/instance.ts';
import { temporaryDirectory } from './process/temporary-directory.ts';

const directory = temporaryDirectory('data-health');
const config = soloConfig.parse({ PORT: 0, DATA_DIR: directory.path, ADMIN_KEY });
const AT = Date.parse('2026-08-10T09:00:00Z');
const LINE = '74950000001';
const OFFICE = { address: '203.0.113.7', phone: '+79990000001', visitor: 'office-pc' };
const BOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
let app: SoloApp;
let http: HttpInterface;

/** What a workspace calls its own is in its settings before anything comes. */
async function exclude(): Promise<void> {
  const data = openDataDirectory(config.DATA_DIR, config.MASTER_KEY);
  const log = await createEmbeddedLog({ path: data.log, topics: SOLO_TOPICS, now: Date.now });
  const settings = await openSettings(log, data.masterKey());
  const about = { timeZone: 'Europe/Moscow', country: 'RU', currency: 'RUB' };
  await ensureWorkspace(settings, { id: 'main', ...about });
  const exclusions = { addresses: ['203.0.113.0/28'], phones: [OFFICE.phone], visitors: [OFFICE.visitor] };
  await settings.put('workspace', 'main', { ...about, exclusions });
  settings.stop();
  await log.close();
}

beforeAll(async () => {
  await exclude();
  app = await startSolo({ config, logger: createLogger({ level: 'silent', name: 'test' }), now: Date.now });
  http = interfaceAt(app.url, () => '');
  const common = { time_zone: 'Europe/Moscow', country: 'RU' };
  const mango = { api_key: MANGO.apiKey, signing_key: MANGO.salt, managers: { '101': 'Анна' } };
  for (const [provider, settings] of [
    ['calltouch', common],
    ['mango-office', { ...common, ...mango }],
    ['amocrm', { ...common, account_id: '1' }],
  ] as const) {
    const body = { provider, id: provider, name: provider, token: 'token-of-this-test', settings };
    expect((await http.post('/v1/sources', body)).status).toBe(201);
  }
  for (const send of SENT) await send();
  await http.caughtUp();
});
afterAll(async () => {
  await app.lifecycle.stop();
  directory.remove();
});

/** A provider's form to the address of its source, and to a further path behind it. */
async function hook(source: string, body: string, rest = ''): Promise<void> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const address = `${app.url}/v1/hooks/${source}/token-of-this-test${rest}`;
  expect((await fetch(address, { method: 'POST', headers, body })).status).toBe(202);
}
async function events(...said: object[]): Promise<void> {
  const { status, body } = await http.post('/v1/events', { events: said });
  expect([status, body.rejected]).toEqual([202, []]);
}

const CALL = { caller: '79161110001', line: LINE, waitSeconds: 5, talkSeconds: 10 };
const STATED = { source: 'yandex', medium: 'cpc', url: 'https://okna.example/', referrer: '', clientId: '' };
const tracked = calltouchBody({
  ...{ ...CALL, ...STATED, id: '501', at: AT },
  utm: { source: 'yandex', medium: 'cpc', campaign: 'okna-msk' },
});
const rung = summaryBody({
  ...CALL,
  entryId: 'entry-1',
  at: AT + 90_000,
  waitSeconds: 9,
  talkSeconds: 120,
  extension: '101',
});
const button = new URLSearchParams({
  id: '{id}',
  callphase: 'callcompleted',
  callerphone: '{callerphone}',
  phonenumber: LINE,
});

const visit = (id: string, more: object = {}): object => ({
  ...{ type: 'visit', id, at: '2026-08-09T10:00:00Z', visitor_id: id, url: 'https://okna.example/' },
  ...{ user_agent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0', ip: '198.51.100.1', ...more },
});
const form = (id: string, more: object): object => ({
  ...{ type: 'enquiry', kind: 'form', id, at: '2026-08-12T10:00:00Z', ...more },
});

const SENT: readonly (() => Promise<void>)[] = [
  () => hook('calltouch', tracked),
  () => hook('calltouch', tracked),
  () => hook('mango-office', rung, '/events/summary'),
  // Calltouch told of the very form that the site sends itself.
  () =>
    hook(
      'calltouch',
      new URLSearchParams({
        leadtype: 'request',
        id: '77',
        phone: '79161110002',
        requesttime: '2026-08-12 13:05:00',
      }).toString(),
    ),
  () => events(form('site-form', { phone: '+79161110002', manager: 'Борис' })),
  () => events(visit('v-good'), visit('v-tagged', { url: 'https://okna.example/?utm_source=vk&utm_campaign=spring' })),
  () => events(visit('v-bot', { user_agent: BOT }), visit('v-office', { ip: OFFICE.address })),
  () => events(visit('v-own', { visitor_id: OFFICE.visitor })),
  () => events(form('own-phone', { phone: OFFICE.phone }), form('own-visitor', { visitor_id: OFFICE.visitor })),
  () => hook('calltouch', calltouchBody({ ...CALL, ...STATED, id: '502', at: AT, caller: OFFICE.phone.slice(1) })),
  () => hook('calltouch', `${button.toString()}&timestamp=${AT / 1000}`),
  () => hook('calltouch', 'callphase=callcompleted&timestamp=never'),
  () =>
    events({
      ...{ type: 'deal', deal_id: 'd1', id: 'd1-1', at: '2026-08-15T10:00:00Z', status: 'open' },
      ...{ phone: '+79161110009', enquiry_id: 'nobody-knows' },
    }),
];

const AUGUST = 'from=2026-08-01&to=2026-08-31';
async function health(): Promise<any> {
  const { status, body } = await http.get(`/v1/reports/data-health?${AUGUST}`);
  expect(status).toBe(200);
  return body;
}
const rowOf = async (source: string): Promise<any> => (await health()).rows.find((row: any) => row.source === source);

describe('one call, one enquiry', () => {
  test('a call of two sources and a form of two sources are two enquiries of the report, of their tracked origin', async () => {
    const { body } = await http.get(`/v1/reports/roi?${AUGUST}&by=source,campaign`);
    const counted = body.rows.filter(({ enquiries }: any) => enquiries > 0);
    expect(counted.map(({ source, campaign, enquiries }: any) => [source, campaign, enquiries])).toEqual(
      expect.arrayContaining([
        ['yandex', 'okna-msk', 1],
        // The form, and the deal that is an enquiry of its own.
        ['(not attributed)', '(not attributed)', 2],
      ]),
    );
    expect(body.totals).toMatchObject({ enquiries: 3, leads: 3, visits: 2 });
  });

  test('the explanation says which records it is made of, and takes waiting, talk and manager from telephony', async () => {
    const { body } = await http.get(`/v1/conversions/enquiry:calltouch/501`);
    expect(body).toMatchObject({
      id: 'enquiry:calltouch/501',
      at: '2026-08-10T09:00:00.000Z',
      enquiry: {
        ...{ kind: 'call', data_source: 'calltouch', manager: 'Анна', answered: true },
        ...{ wait_seconds: 9, talk_seconds: 120, merged: ['mango-office/entry-1'] },
      },
      journey: [{ source: 'yandex', medium: 'cpc', campaign: 'okna-msk', evidence: 'provider' }],
    });
    expect(new Set(body.events.map(({ event_id }: any) => event_id)).size).toBe(2);
    expect((await http.get('/v1/conversions/enquiry:mango-office/entry-1')).body).toEqual(body);
  });

  test('data-health counts them with the source whose id they have', async () => {
    expect(await rowOf('calltouch')).toMatchObject({ merged_enquiries: 2, calls: 1, calls_without_visit: 1 });
    expect(await rowOf('mango-office')).toMatchObject({ merged_enquiries: 0, calls: 0, events: 1 });
  });
});

describe('what is excluded', () => {
  test('is kept and counted by its reason', async () => {
    expect(await rowOf('api')).toMatchObject({
      ...{ visits: 2, visits_without_utm: 1, excluded_bot: 1, excluded_address: 1, excluded_visitor: 2 },
      ...{ excluded_phone: 1, excluded_provider_test: 0 },
    });
    expect(await rowOf('calltouch')).toMatchObject({ excluded_phone: 1, excluded_provider_test: 1 });
    const { body } = await http.get('/v1/events?limit=100&after=' + BEGINNING);
    expect(body.events.map(({ id }: any) => id)).toEqual(expect.arrayContaining(['v-bot', 'own-phone', 'own-visitor']));
  });

  test.each(['own-phone', 'own-visitor', 'calltouch/502'])('%s is no enquiry', async (id) => {
    expect((await http.get(`/v1/conversions/enquiry:${id}`)).status).toBe(404);
  });
});
const BEGINNING = Buffer.from(JSON.stringify({ events: [0] })).toString('base64url');

describe('data-health', () => {
  test('tells repetitions, what was rejected, when a source spoke last, and a silent source', async () => {
    expect(await rowOf('calltouch')).toMatchObject({
      ...{ duplicates: 1, rejected: 0, last_event: '2026-08-12T10:05:00Z', events: 4, id_conflicts: 0 },
    });
    expect(await rowOf('amocrm')).toMatchObject({
      events: 0,
      last_event: null,
      last_received: null,
      lag_seconds: null,
    });
    const [yesterday, today] = [-1, 0].map((days) =>
      new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10),
    );
    const { body } = await http.get(`/v1/reports/data-health?from=${yesterday}&to=${today}&tz=UTC`);
    expect(body.rows.find(({ source }: any) => source === 'calltouch')).toMatchObject({ rejected: 1, events: 0 });
  });

  test('lists a reference that names nothing known', async () => {
    const { details, totals } = await health();
    expect(details.unresolved_references).toEqual([
      { source: 'api', type: 'deal', id: 'd1-1', field: 'enquiry_id', names: 'nobody-knows' },
    ]);
    expect(totals).toMatchObject({
      unresolved_references: 1,
      deals: 1,
      deals_without_touchpoint: 1,
      merged_enquiries: 2,
    });
  });

  test('has the envelope of every report, and is a table as CSV', async () => {
    const { meta, dimensions, metrics } = await health();
    expect(meta).toMatchObject({ workspace: 'main', from: '2026-08-01', to: '2026-08-31', timezone: 'Europe/Moscow' });
    expect(Object.keys(meta.formulas)).toEqual(metrics.map(({ key }: any) => key));
    expect(dimensions).toEqual(['source']);
    const csv = await http.get(`/v1/reports/data-health?${AUGUST}&format=csv`);
    const [head, ...lines] = String(csv.body).trimEnd().split('\r\n');
    expect(head).toBe(['source', ...metrics.map(({ key }: any) => key)].join(','));
    expect(lines.map((line) => line.split(',')[0])).toEqual(['amocrm', 'api', 'calltouch', 'mango-office']);
  });

  test('is unchanged for who has it, and refuses what it does not know', async () => {
    const path = `${app.url}/v1/reports/data-health?${AUGUST}`;
    const headers = { authorization: `Bearer ${ADMIN_KEY}` };
    const etag = (await fetch(path, { headers })).headers.get('etag') ?? '';
    expect((await fetch(path, { headers: { ...headers, 'if-none-match': etag } })).status).toBe(304);
    const { status, body } = await http.get(`/v1/reports/data-health?model=linear`);
    expect([status, body.errors[0]]).toEqual([
      400,
      expect.objectContaining({ pointer: '/model', code: 'unknown_parameter' }),
    ]);
  });
});
