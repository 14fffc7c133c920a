import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { CallEvent, DealEvent } from '@throughline/events';
import { bitrixDeal, bitrixLead } from '../test/fake-bitrix24.ts';
import { startFakeApi, type FakeApi } from '../test/fake-api.ts';
import { bitrixLists, calltouchJournal, hubspotLists, mangoStatistics } from '../test/fake-lists.ts';
import { hubspotDeal } from '../test/fake-hubspot.ts';
import { backfill, FAST_LISTS, untilRun } from '../test/backfills.ts';
import { post, startWebhooks, type Harness } from '../test/start-webhooks.ts';
import { createReconciler } from './reconcile.ts';

let service: Harness;
let fake: FakeApi;
beforeEach(async () => {
  fake = await startFakeApi(() => ({ status: 404, json: {} }));
  service = await startWebhooks({
    readBack: { allowedOrigins: [fake.origin], tries: 1, backoffMs: 5, restMs: 0, laterMs: 0, maxAttempts: 2 },
    lists: FAST_LISTS,
  });
});
afterEach(async () => {
  await service.stop();
  await fake.stop();
});

const bitrix24 = () => service.source('bitrix24', { api_url: fake.origin, api_user_id: '1', api_token: 'hook-secret' });

/** 52 deals: two pages. All but the last two are of one moment. */
const DEALS = Array.from({ length: 52 }, (_, n) =>
  bitrixDeal(String(100 + n), {
    DATE_MODIFY: `2026-02-0${n < 50 ? 1 : n - 48}T10:00:00+03:00`,
    CONTACT_ID: String(500 + n),
  }),
);

test('Bitrix24: deals and leads in the order of their ids, and their contacts; no read-back', async () => {
  fake.answer = bitrixLists(DEALS, [
    bitrixLead('1024', { DATE_MODIFY: '2026-02-02T10:00:00+03:00', CONTACT_ID: '700' }),
  ]);
  const { id } = await bitrix24();
  await backfill(service, id, { from: '2026-01-15' });
  await untilRun(service, id, 'done');
  await service.settled();
  const events = await service.events();
  expect(new Set(events.flatMap((event) => (event.type === 'deal' ? [event.dealId] : []))).size).toBe(52);
  expect(events.filter(({ type }) => type === 'enquiry')).toMatchObject([
    { key: 'lead/1024', extra: '{"listed":"yes"}' },
  ]);
  // Two of each contact, phone and email, and the lead's own phone.
  expect(new Set(events.flatMap((event) => (event.type === 'identify' ? [event.crmContactId] : []))).size).toBe(54);
  expect(fake.asked.every((path) => path.includes('.list.json'))).toBe(true);
  expect(service.logged()).not.toContain('hook-secret');
  const raw = await service.eventLog.read('raw', 0, 0, 1_000);
  expect(raw.map(({ value }) => Buffer.from(value).toString()).join()).not.toContain('hook-secret');
});

test('Bitrix24: a won deal is dated by when it came to its stage', async () => {
  const won = { STAGE_ID: 'C1:WON', STAGE_SEMANTIC_ID: 'S', MOVED_TIME: '2026-02-01T09:00:00+03:00', CONTACT_ID: null };
  fake.answer = bitrixLists([bitrixDeal('7', { ...won, DATE_MODIFY: '2026-02-20T09:00:00+03:00' })], []);
  const { id } = await bitrix24();
  await backfill(service, id, { from: '2026-01-15' });
  await untilRun(service, id, 'done');
  await service.settled();
  expect(await service.events()).toMatchObject([
    { key: 'deal/7/stage/C1:WON/2026-02-01T09:00:00+03:00', status: 'won' },
    { key: 'deal/7/read/2026-02-20T09:00:00+03:00', status: 'won' },
  ]);
});

test('Bitrix24: calls where that is set, and a call that its event told is one call', async () => {
  const call = (n: number): Record<string, string | null> => ({
    ...{ ID: String(n), PORTAL_USER_ID: '1269', PORTAL_NUMBER: '74990000111', PHONE_NUMBER: '79000000142' },
    ...{ CALL_ID: `externalCall.716f.${n}`, EXTERNAL_CALL_ID: null, CALL_CATEGORY: 'external', CALL_DURATION: '95' },
    ...{ CALL_START_DATE: '2026-02-01T12:00:00+03:00', CALL_RECORD_URL: null, CALL_FAILED_CODE: '200', CALL_TYPE: '2' },
  });
  const recorded = { ...call(1), CALL_RECORD_URL: 'https://example.bitrix24.ru/1.mp3' };
  const calls = [recorded, ...Array.from({ length: 50 }, (_, n) => call(n + 2))];
  fake.answer = bitrixLists([], [], calls);
  const { id: without } = await bitrix24();
  await backfill(service, without, { from: '2026-01-15' });
  await untilRun(service, without, 'done');
  expect(fake.asked.filter((path) => path.includes('voximplant'))).toEqual([]);
  const access = { api_url: fake.origin, api_user_id: '1', api_token: 'hook-secret' };
  const { id, hook } = await service.source('bitrix24', { ...access, list_calls: 'true' });
  const event = new URLSearchParams({ event: 'ONVOXIMPLANTCALLEND', ts: '1769936500' });
  for (const [name, value] of Object.entries(call(1))) event.set(`data[${name}]`, value ?? '');
  await post(hook, event.toString());
  await backfill(service, id, { from: '2026-01-15' });
  await untilRun(service, id, 'done');
  await service.settled();
  const told = (await service.events()).filter((one): one is CallEvent => one.type === 'call');
  expect(new Set(told.map(({ callId }) => callId)).size).toBe(51);
  const phases = told.filter(({ callId }) => callId === `${id}/externalCall.716f.1`);
  expect(phases.map(({ key }) => key.split('/')[2])).toEqual(['end', 'listed']);
  const [end, listed] = phases.map(({ key: _, id: __, extra, generation, raw, receivedAt, ...stated }) => stated);
  expect(end).toMatchObject({ direction: 'in', answered: true, talkSeconds: 95, personal: { phone: '+79000000142' } });
  expect(listed).toEqual({ ...end, recordingUrl: 'https://example.bitrix24.ru/1.mp3' });
});

test('the hourly reconciliation finds what a lost webhook would have said, and begins where it ended', async () => {
  service.clock.now = Date.parse('2026-03-02T12:00:00Z');
  const late = { DATE_MODIFY: '2026-03-02T14:30:00+03:00', CONTACT_ID: null };
  fake.answer = bitrixLists([bitrixDeal('7', late)], [bitrixLead('8', late)]);
  const { id } = await bitrix24();
  await service.source('calltouch');
  const { eventLog, settings, clock } = service;
  const reconcile = createReconciler({ eventLog, settings, now: () => clock.now, randomId: () => String(clock.now) });
  expect(await reconcile()).toBe(1);
  const first = await untilRun(service, id, 'done', 'reconciliation');
  await service.settled();
  expect(new Set((await service.events()).map(({ type }) => type))).toEqual(new Set(['deal', 'enquiry', 'identify']));
  clock.now += 3_600_000;
  expect(await reconcile()).toBe(1);
  const { json } = await service.api('GET', `/v1/sources/${id}/backfill`);
  expect([first['to'], json['reconciliation']]).toMatchObject([
    '2026-03-02T12:00:00.000Z',
    { from: '2026-03-02T11:00:00.000Z' },
  ]);
  expect(json['complete_from']).toBe('2026-03-02T12:00:00.000Z');
  await untilRun(service, id, 'done', 'reconciliation');
});

test('HubSpot: deals of the range with their contacts, a closed one by its date', async () => {
  const deals = [
    ...Array.from({ length: 100 }, (_, n) =>
      hubspotDeal(String(n + 1), { hs_lastmodifieddate: '2025-01-01T00:00:00Z' }),
    ),
    hubspotDeal('101', { closedate: '2026-02-20T00:00:00.000Z', hs_lastmodifieddate: '2026-02-28T00:00:00.000Z' }),
  ];
  fake.answer = hubspotLists(deals);
  const { id } = await service.source('hubspot', { api_url: fake.origin, api_token: 'token-of-api' });
  await backfill(service, id, { from: '2026-01-01' });
  const run = await untilRun(service, id, 'done');
  await service.settled();
  expect((await service.events()).map(({ key }) => key).sort()).toEqual([
    'contact/104/read/2026-03-02T09:10:00.000Z/0',
    'contact/104/read/2026-03-02T09:10:00.000Z/1',
    'deal/101/closed/2026-02-20T00:00:00.000Z',
    'deal/101/read/2026-02-28T00:00:00.000Z',
    'link/101/104',
  ]);
  expect(run).toMatchObject({ pages: 2, items: 1 });
  expect(fake.asked).toHaveLength(3);
});

const CALL = {
  callId: 777001,
  callerNumber: '79000000142',
  phoneNumber: '74990000111',
  date: '10/02/2026 12:14:05',
  timestamp: 1770714845,
  duration: 63,
  waitingConnect: 12,
  successful: true,
  uniqueCall: true,
  source: 'yandex',
  medium: 'cpc',
  utmSource: 'yandex',
  utmMedium: 'cpc',
  utmCampaign: '<не указано>',
  yaClientId: '1700000000123456789',
  city: 'Москва',
};

test('Calltouch: the journal week by week and page by page; a call its webhook told is one call', async () => {
  const many = Array.from({ length: 205 }, (_, n) => ({
    ...CALL,
    callId: n + 1,
    date: '03/02/2026 10:00:00',
    timestamp: null,
  }));
  fake.answer = calltouchJournal([CALL, ...many, { ...CALL, callId: null }]);
  const { id, hook } = await service.source('calltouch', {
    api_url: fake.origin,
    site_id: '4242',
    api_token: 'journal-token',
  });
  await post(
    hook,
    'id=777001&callerphone=79000000142&timestamp=1770714845&callphase=callcompleted&reclink=https://r.example/1',
  );
  await backfill(service, id, { from: '2026-02-01', to: '2026-02-16' });
  const run = await untilRun(service, id, 'done');
  await service.settled();
  const calls = (await service.events()).filter((event): event is CallEvent => event.type === 'call');
  expect(new Set(calls.map(({ callId }) => callId)).size).toBe(206);
  expect(calls.filter(({ callId }) => callId === 'calltouch/777001')).toMatchObject([
    { key: '777001/4callcompleted', recordingUrl: 'https://r.example/1' },
    {
      key: '777001/5listed',
      occurredAt: 1770714845000,
      direction: 'in',
      answered: true,
      waitSeconds: 12,
      talkSeconds: 63,
      line: '+74990000111',
      personal: { phone: '+79000000142' },
      statedOrigin: { source: 'yandex', medium: 'cpc', campaign: null },
      clientIds: { ym_uid: '1700000000123456789' },
    },
  ]);
  // Three weeks, the first of two pages.
  expect(fake.asked).toHaveLength(4);
  expect(run).toMatchObject({ items: 207 });
  expect((await service.api('GET', '/v1/rejected')).json['rejected']).toMatchObject([
    { reason: 'missing_field', listed: 'backfill' },
  ]);
  expect(service.logged()).not.toContain('journal-token');
});

/** `entry_id;create;start;answer;finish;from_extension;from_number;to_extension;to_number;line_number;disconnect_reason` */
const leg = (entry: string, start: number, rest: string): { start: number; cells: string[] } => ({
  start,
  cells: [entry, String(start), String(start), ...rest.split(';')],
});

test('Mango: the statistics day by day, legs of one call together', async () => {
  const at = 1769990400; // 2026-02-02T00:00:00Z
  fake.answer = mangoStatistics([
    leg('E1', at + 60, '0;90;;79000000142;;74990000111;74990000111;1111'),
    leg('E1', at + 65, `${at + 80};${at + 140};;79000000142;101;;74990000111;1110`),
    leg('E2', at + 90_000, `0;${at + 90_020};;79000000143;;74990000111;74990000111;1110`),
    leg('E3', at + 91_000, `${at + 91_010};${at + 91_040};102;;;79000000144;74990000111;1110`),
    leg('E4', at + 92_000, `${at + 92_010};${at + 92_040};102;;101;;;1110`),
  ]);
  const settings = { api_url: fake.origin, api_key: 'KEY', signing_key: 'SALT', managers: { 101: 'Анна' } };
  const { id } = await service.source('mango-office', settings);
  await backfill(service, id, { from: '2026-02-02T00:00:00Z', to: '2026-02-04T00:00:00Z' });
  await untilRun(service, id, 'done');
  await service.settled();
  expect(await service.events()).toMatchObject([
    {
      key: 'E1/listed',
      direction: 'in',
      answered: true,
      waitSeconds: 20,
      talkSeconds: 60,
      manager: 'Анна',
      line: '+74990000111',
    },
    {
      key: 'E2/listed',
      direction: 'in',
      answered: false,
      waitSeconds: 20,
      talkSeconds: 0,
      personal: { phone: '+79000000143' },
    },
    {
      key: 'E3/listed',
      direction: 'out',
      answered: true,
      talkSeconds: 30,
      manager: '102',
      personal: { phone: '+79000000144' },
    },
  ]);
  expect(service.app.health.of(id).ignoredBy).toEqual({ internal_call: 1 });
});

test('Mango: a day whose answer is longer than is read comes in halves', async () => {
  const at = 1769990400; // 2026-02-02T00:00:00Z
  const talk = (n: number): string =>
    `0;${at + n * 600 + 90};;79000000142;;74990000111;74990000111;${'1'.repeat(9_000)}`;
  fake.answer = mangoStatistics(Array.from({ length: 140 }, (_, n) => leg(`E${n}`, at + n * 600, talk(n))));
  const settings = { api_url: fake.origin, api_key: 'KEY', signing_key: 'SALT' };
  const { id } = await service.source('mango-office', settings);
  await backfill(service, id, { from: '2026-02-02T00:00:00Z', to: '2026-02-03T00:00:00Z' });
  await untilRun(service, id, 'done');
  await service.settled();
  expect(new Set((await service.events()).map(({ key }) => key)).size).toBe(140);
  expect(service.app.health.of(id)).toMatchObject({ rejected: 0 });
});

test('a wrong key of Mango, said with status 200, is a refusal', async () => {
  fake.answer = mangoStatistics([]);
  const { id } = await service.source('mango-office', { api_url: fake.origin, api_key: 'KEY', signing_key: 'WRONG' });
  await backfill(service, id, { from: '2026-02-01' });
  expect(await untilRun(service, id, 'waiting')).toMatchObject({
    waiting: { reason: 'refused', detail: 'result 3102' },
  });
});

test('a crash goes on behind the last page; a second instance takes over', async () => {
  fake.answer = bitrixLists(DEALS, []);
  const usual = fake.answer;
  fake.answer = (path, nth, body = '') => (body.includes('"149"') ? 'hang' : usual(path, nth, body));
  const { id } = await bitrix24();
  await backfill(service, id, { from: '2026-01-15' });
  while (fake.asked.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  const before = service;
  await before.app.stop();
  fake.answer = usual;
  service = await startWebhooks({
    eventLog: before.eventLog,
    readBack: { allowedOrigins: [fake.origin] },
    lists: FAST_LISTS,
  });
  await untilRun(service, id, 'done');
  await service.settled();
  const deals = (await service.events()).filter((event): event is DealEvent => event.type === 'deal');
  expect(new Set(deals.map(({ dealId }) => dealId)).size).toBe(52);
  expect(fake.asked.filter((path) => path.includes('deal')).length).toBeLessThanOrEqual(4);
  await service.stop();
  service = before;
});
