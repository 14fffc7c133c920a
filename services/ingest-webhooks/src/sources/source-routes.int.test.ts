import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { post, startWebhooks, type Harness } from '../test/start-webhooks.ts';

let service: Harness;
beforeEach(async () => {
  service = await startWebhooks();
});
afterEach(async () => {
  await service.stop();
});

const CALL = 'id=7&callerphone=79000000142&timestamp=1772442845';
type Sources = { id: string; settings: object; health: object; role: string }[];
async function sources(): Promise<Sources> {
  return (await service.api('GET', '/v1/sources')).json['sources'] as Sources;
}

describe('sources', () => {
  test('are numbered by provider; the token is shown once', async () => {
    const made = await Promise.all([1, 2, 3].map(() => service.source('calltouch')));
    expect(made.map(({ id }) => id).sort()).toEqual(['calltouch', 'calltouch-2', 'calltouch-3']);
    expect(made[0]?.hook).toBe(`${service.url}/v1/hooks/${made[0]?.id}/${made[0]?.token}`);
    expect(new Set(made.map(({ token }) => token)).size).toBe(3);
    expect(JSON.stringify(await sources())).not.toContain(made[0]?.token);
  });

  test('take a token and an id of the administrator', async () => {
    const body = { provider: 'mango', name: 'Телефония', token: 'my-own-token', id: 'office' };
    const { status, json } = await service.api('POST', '/v1/sources', body);
    expect([status, json]).toEqual([
      201,
      { id: 'office', token: 'my-own-token', hook_url: `${service.url}/v1/hooks/office/my-own-token` },
    ]);
    expect((await service.api('POST', '/v1/sources', body)).status).toBe(422);
    expect(await sources()).toMatchObject([
      { id: 'office', provider: 'mango-office', name: 'Телефония', role: 'telephony' },
    ]);
  });

  test('hide their secrets, and seal them in the log', async () => {
    await service.source('mango-office', { api_key: 'KEY-1', signing_key: 'SALT-1', time_zone: 'Asia/Omsk' });
    service.clock.now += 1;
    await service.source('amocrm', { api_url: 'https://a.amocrm.ru', api_token: 'TOKEN-1', stage_map: { 1: 'Новая' } });
    expect((await sources()).map(({ settings }) => settings)).toEqual([
      { api_key: '***', signing_key: '***', time_zone: 'Asia/Omsk' },
      { api_url: 'https://a.amocrm.ru', api_token: '***', stage_map: { 1: 'Новая' } },
    ]);
    const records = await service.eventLog.read('settings', 0, 0, 100);
    expect(records.map(({ value }) => Buffer.from(value).toString()).join()).not.toMatch(/KEY-1|SALT-1|TOKEN-1/);
  });

  test('tell how they fare', async () => {
    const { hook } = await service.source('calltouch');
    for (const body of [CALL, CALL, 'id=8&callerphone=79000000143&timestamp=1772442900', 'nonsense'])
      await post(hook, body);
    await service.settled();
    const [source] = await sources();
    expect(source?.health).toEqual({
      last_event: '2026-03-02T09:15:00.000Z',
      accepted: 2,
      rejected: 1,
      duplicates: 1,
      ignored: 0,
      rejected_by: { missing_field: 1 },
      ignored_by: {},
    });
  });

  test('say nothing of how a site fares, whose events do not pass here', async () => {
    const site = { workspace: 'main', provider: 'site', name: 'Shop', role: 'form', settings: {}, createdAt: 0 };
    await service.settings.put('source', 'shop', site);
    expect((await sources()).find(({ id }) => id === 'shop')?.health).toEqual({});
  });

  test.each<[string, unknown, string]>([
    ['an unknown provider', { provider: 'rocket', name: 'x' }, '/provider'],
    ['no name', { provider: 'calltouch' }, '/name'],
    ['a token that is too short', { provider: 'calltouch', name: 'x', token: 'abc' }, '/token'],
    [
      'a zone that is none',
      { provider: 'calltouch', name: 'x', settings: { time_zone: 'Mars' } },
      '/settings/time_zone',
    ],
    [
      'a country that is none',
      { provider: 'calltouch', name: 'x', settings: { country: 'Russia' } },
      '/settings/country',
    ],
    [
      'a country that is called otherwise',
      { provider: 'calltouch', name: 'x', settings: { country: 'UK' } },
      '/settings/country',
    ],
    ['a list', [], ''],
    ['a member nobody knows', { provider: 'calltouch', name: 'x', tokn: 'abcdefgh' }, '/tokn'],
    ['a misspelt setting', { provider: 'amocrm', name: 'x', settings: { stagemap: {} } }, '/settings/stagemap'],
    [
      'a setting of another type',
      { provider: 'amocrm', name: 'x', settings: { stage_map: 'x' } },
      '/settings/stage_map',
    ],
    [
      'an address that is none',
      { provider: 'amocrm', name: 'x', settings: { api_url: 'amocrm' } },
      '/settings/api_url',
    ],
  ])('are refused with %s', async (_, body, pointer) => {
    const { status, json } = await service.api('POST', '/v1/sources', body);
    expect(status).toBe(422);
    expect(json['errors']).toMatchObject([{ pointer }]);
    expect(await sources()).toEqual([]);
  });

  test.each([
    'javascript:alert(1)',
    'http://127.0.0.1',
    'http://shop.amocrm.ru',
    'https://user:hunter2@shop.amocrm.ru',
    'https://hunter2@shop.amocrm.ru',
    'https://shop.amocrm.ru:8443',
    'https://amocrm.ru.evil.example',
    'https://evil.example/shop.amocrm.ru',
    'http://user:hunter2@127.0.0.1:9',
  ])('refuse the API address %s', async (address) => {
    await service.stop();
    service = await startWebhooks({ readBack: { allowedOrigins: ['http://127.0.0.1:9'] } });
    const body = { provider: 'amocrm', name: 'x', settings: { api_url: address } };
    const { status, json } = await service.api('POST', '/v1/sources', body);
    expect([status, json['errors']]).toMatchObject([422, [{ pointer: '/settings/api_url' }]]);
    expect(JSON.stringify(json)).not.toContain('hunter2');
    expect(await sources()).toEqual([]);
  });

  test.each(['https://shop.amocrm.ru', 'https://shop.kommo.com/', 'http://127.0.0.1:9'])(
    'take the API address %s',
    async (address) => {
      await service.stop();
      service = await startWebhooks({ readBack: { allowedOrigins: ['http://127.0.0.1:9'] } });
      const body = { provider: 'amocrm', name: 'x', settings: { api_url: address } };
      expect((await service.api('POST', '/v1/sources', body)).status).toBe(201);
    },
  );

  test('hide secrets inside a setting too', async () => {
    await service.source('amocrm', { stage_map: { 1: 'Новая', client_secret: 'SECRET-2' } });
    expect((await sources()).map(({ settings }) => settings)).toEqual([
      { stage_map: { 1: 'Новая', client_secret: '***' } },
    ]);
  });

  test.each([
    ['POST', '/v1/sources', 'read', 403],
    ['GET', '/v1/sources', 'read', 403],
    ['GET', '/v1/sources', 'nobody', 401],
    ['POST', '/v1/sources?workspace=other', 'admin', 404],
  ])('%s %s by %s: %s', async (method, path, key, status) => {
    expect((await service.api(method, path, method === 'POST' ? {} : undefined, key)).status).toBe(status);
  });

  test('a body that is no JSON is 400', async () => {
    const headers = { authorization: 'Bearer admin' };
    expect((await fetch(`${service.url}/v1/sources`, { method: 'POST', headers, body: '{' })).status).toBe(400);
  });
});
