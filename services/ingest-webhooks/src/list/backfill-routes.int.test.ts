import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { apiLead, startFakeAmocrmLists } from '../test/fake-amocrm.ts';
import type { FakeApi } from '../test/fake-api.ts';
import { backfill, FAST_LISTS, untilRun } from '../test/backfills.ts';
import { startWebhooks, type Harness } from '../test/start-webhooks.ts';

let service: Harness;
let fake: FakeApi;
beforeEach(async () => {
  fake = await startFakeAmocrmLists([apiLead('1', { _embedded: {} })]);
  service = await startWebhooks({
    readBack: { allowedOrigins: [fake.origin], timeoutMs: 300, tries: 1, restMs: 0 },
    lists: FAST_LISTS,
  });
});
afterEach(async () => {
  await service.stop();
  await fake.stop();
});

const amocrm = (over: object = {}) => service.source('amocrm', { api_url: fake.origin, api_token: 'token', ...over });

test.each<[string, object, number, string]>([
  ['no from', {}, 422, 'parameter_invalid'],
  ['no time', { from: 'yesterday' }, 422, 'parameter_invalid'],
  ['a time to come', { from: '2030-01-01' }, 422, 'parameter_invalid'],
  ['a time no provider knows', { from: '0206-01-01' }, 422, 'parameter_invalid'],
  ['an end before the beginning', { from: '2026-02-01', to: '2026-01-01' }, 422, 'parameter_invalid'],
  ['another member', { from: '2026-02-01', form: 1 }, 422, 'parameter_invalid'],
])('a backfill is refused with %s', async (_, body, status, code) => {
  const { id } = await amocrm();
  const answer = await service.api('POST', `/v1/sources/${id}/backfill`, body);
  expect([answer.status, String(answer.json['type'])]).toEqual([status, expect.stringContaining(code)]);
});

test('a provider without a list API, a source without access, an unknown one, a key without the right', async () => {
  const { id: twilio } = await service.source('twilio');
  const { id: blind } = await service.source('calltouch');
  const body = { from: '2026-02-01' };
  const codes = async (path: string, key = 'admin') => {
    const { status, json } = await service.api('POST', path, body, key);
    return [status, String(json['type']).split('/').at(-1)];
  };
  expect(await codes(`/v1/sources/${twilio}/backfill`)).toEqual([422, expect.stringContaining('no_list_api')]);
  expect(await codes(`/v1/sources/${blind}/backfill`)).toEqual([422, expect.stringContaining('no_api_access')]);
  expect(await codes('/v1/sources/nobody/backfill')).toEqual([404, expect.stringContaining('source_unknown')]);
  expect((await codes(`/v1/sources/${blind}/backfill`, 'read'))[0]).toBe(403);
});

test('one at a time; it can be broken off, and begun again', async () => {
  const usual = fake.answer;
  fake.answer = () => ({ status: 503, json: {} });
  const { id } = await amocrm();
  await backfill(service, id, { from: '2026-02-01' });
  await untilRun(service, id, 'waiting');
  expect((await service.api('POST', `/v1/sources/${id}/backfill`, { from: '2026-01-01' })).status).toBe(409);
  expect((await service.api('DELETE', `/v1/sources/${id}/backfill`)).json['backfill']).toMatchObject({
    state: 'cancelled',
  });
  expect((await service.api('DELETE', `/v1/sources/${id}/backfill`)).status).toBe(409);
  fake.answer = usual;
  await backfill(service, id, { from: '2026-02-01' });
  await untilRun(service, id, 'done');
});

test('a finished one makes the source complete from its beginning, if it reaches what was known', async () => {
  const { id } = await amocrm();
  const complete = async (): Promise<unknown> =>
    ((await service.api('GET', '/v1/sources')).json['sources'] as Record<string, unknown>[])[0]?.['complete_from'];
  expect(await complete()).toBe('2026-03-02T10:00:00.000Z');
  await backfill(service, id, { from: '2026-01-01', to: '2026-02-01' });
  await untilRun(service, id, 'done');
  expect(await complete()).toBe('2026-03-02T10:00:00.000Z');
  await backfill(service, id, { from: '2026-02-01' });
  await untilRun(service, id, 'done');
  expect(await complete()).toBe('2026-01-31T21:00:00.000Z');
  await service.api('PATCH', `/v1/sources/${id}`, { complete_from: '2025-12-01T00:00:00Z' });
  expect(await complete()).toBe('2025-12-01T00:00:00.000Z');
  await service.api('PATCH', `/v1/sources/${id}`, { complete_from: null });
  expect(await complete()).toBe('2026-03-02T10:00:00.000Z');
  expect((await service.api('PATCH', `/v1/sources/${id}`, { complete_from: 'soon' })).json['errors']).toMatchObject([
    { pointer: '/complete_from' },
  ]);
});
