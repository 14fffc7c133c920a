import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Event } from '@throughline/events';
import { bitrixDeal, bitrixResult, startFakeBitrix24 } from '../test/fake-bitrix24.ts';
import type { FakeAnswer, FakeApi } from '../test/fake-api.ts';
import { post, startWebhooks, type Harness } from '../test/start-webhooks.ts';

let service: Harness;
let portal: FakeApi;
beforeEach(async () => {
  portal = await startFakeBitrix24();
  service = await startWebhooks({
    readBack: {
      ...{ allowedOrigins: [portal.origin], timeoutMs: 500, tries: 2, backoffMs: 10, patienceMs: 500 },
      ...{ restMs: 0, laterMs: 0, maxAttempts: 2 },
    },
  });
});
afterEach(async () => {
  await service.stop();
  await portal.stop();
});

const TOKEN = 'fakebitrixapplicationtoken000001';
const bitrix = () =>
  service.source('bitrix24', {
    application_token: TOKEN,
    api_url: portal.origin,
    api_user_id: 1,
    api_token: 'secret-of-rest',
    field_map: { UF_CRM_1721244482250: 'client:ym_uid' },
  });
const said = (event: string, id: string, more = ''): string =>
  `event=${event}&data[FIELDS][ID]=${id}${more}&ts=1772442901&auth[application_token]=${TOKEN}`;
async function settledKeys(): Promise<string[]> {
  await service.settled();
  return (await service.events()).map(({ key }) => key).sort();
}
const found = (events: readonly Event[], key: string): Event | undefined =>
  events.find((event) => event.key.startsWith(key));
async function rejections(): Promise<unknown> {
  return (await service.api('GET', '/v1/rejected')).json['rejected'];
}

const OF_DEAL = [
  'contact/84/read/2026-03-02T12:15:00+03:00/0',
  'deal/7405/add/1772442901',
  'deal/7405/read/2026-03-02T12:15:01+03:00',
  'link/7405/84/2026-03-02T12:15:01+03:00',
];

describe('Bitrix24 read back', () => {
  test('a new deal brings its state, its contact and their phone; the secret of the path is in no log', async () => {
    const { hook } = await bitrix();
    expect((await post(hook, said('ONCRMDEALADD', '7405'))).status).toBe(202);
    expect(await settledKeys()).toEqual(OF_DEAL);
    expect(portal.asked).toEqual([
      '/rest/1/secret-of-rest/crm.deal.get.json?id=7405',
      '/rest/1/secret-of-rest/crm.contact.get.json?id=84',
    ]);
    expect([...portal.tokens]).toEqual(['']);
    const events = await service.events();
    expect(found(events, 'deal/7405/read')).toMatchObject({
      occurredAt: Date.UTC(2026, 2, 2, 9, 15, 1),
      createdAt: Date.UTC(2026, 2, 2, 9, 15),
      ...{ deleted: false, status: 'open', stage: 'C1:PREPARATION', pipeline: '1', manager: '1269', filled: [] },
      amount: { amount: '34500.00', currency: 'RUB' },
      enquiryId: 'bitrix24/lead/1024',
      statedOrigin: { source: 'yandex', medium: 'cpc' },
      clientIds: { ym_uid: '1700000000123456789' },
    });
    expect(found(events, 'contact/84')).toMatchObject({
      crmContactId: 'bitrix24/84',
      personal: { phone: '+79000000142', email: 'ivan@example.com', name: 'Иван Тестов' },
    });
    expect(service.logged()).not.toMatch(/secret-of-rest|fakebitrix/);
  });

  test('a lead is an enquiry, joined to its phone', async () => {
    const { hook } = await bitrix();
    await post(hook, said('ONCRMLEADUPDATE', '1024'));
    expect(await settledKeys()).toEqual(['lead/1024', 'lead/1024/2026-03-02T12:15:50+03:00/0']);
    const [enquiry, identified] = await service.events();
    expect(enquiry).toMatchObject({
      ...{ type: 'enquiry', id: 'bitrix24/lead/1024', kind: 'form', crmContactId: 'bitrix24/lead/1024' },
      occurredAt: Date.UTC(2026, 2, 2, 9, 10),
      statedOrigin: { source: 'vk', medium: 'cpc' },
    });
    expect(identified).toMatchObject({ crmContactId: 'bitrix24/lead/1024', personal: { phone: '+79000000142' } });
  });

  const TROUBLES: [string, FakeAnswer][] = [
    [
      '503 over the limit',
      { status: 503, json: { error: 'QUERY_LIMIT_EXCEEDED', error_description: 'Too many requests' } },
    ],
    [
      '429 over the time',
      { status: 429, json: { error: 'OPERATION_TIME_LIMIT', error_description: 'Method is blocked' } },
    ],
    ['500 in HTML', { status: 500, text: '<html>' }],
    ['HTML with 200', { status: 200, text: '<html>Вход</html>' }],
    ['another deal', bitrixResult(bitrixDeal('1'))],
  ];
  test.each(TROUBLES.slice(0, 4))('%s once is overcome on the spot', async (_, trouble) => {
    const usual = portal.answer;
    portal.answer = (path, nth) => (nth === 1 && path.includes('deal') ? trouble : usual(path, nth));
    const { hook } = await bitrix();
    await post(hook, said('ONCRMDEALADD', '7405'));
    expect(await settledKeys()).toEqual(OF_DEAL);
    expect(await rejections()).toEqual([]);
  });

  test('an answer about another deal is rejected', async () => {
    portal.answer = () => TROUBLES[4]![1];
    const { hook } = await bitrix();
    await post(hook, said('ONCRMDEALUPDATE', '7405'));
    await service.settled();
    expect(await service.events()).toEqual([]);
    expect(await rejections()).toMatchObject([
      { reason: 'bad_value', detail: 'deal/7405: the answer is another entity' },
    ]);
  });

  test('a deal that is not there any more is counted', async () => {
    portal.answer = () => ({ status: 400, json: { error: '', error_description: 'Not found' } });
    const { id, hook } = await bitrix();
    await post(hook, said('ONCRMDEALUPDATE', '7405'));
    await service.settled();
    expect(service.app.health.of(id).ignoredBy).toEqual({ gone: 1 });
    expect(await rejections()).toEqual([]);
  });

  test('a move that came late is withdrawn', async () => {
    const { hook } = await bitrix();
    await post(
      hook,
      said('ONCRMDEALMOVETOCATEGORY', '7405', '&data[FIELDS][CATEGORY_ID]=1&data[FIELDS][STAGE_ID]=C1:NEW'),
    );
    await service.settled();
    const moves = (await service.events()).filter(({ key }) => key === 'deal/7405/move/1/C1:NEW/1772442901');
    expect(moves.map(({ retracted }) => retracted)).toEqual([false, true]);
  });
});
