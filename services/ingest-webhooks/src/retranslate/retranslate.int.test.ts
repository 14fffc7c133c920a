import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Event } from '@throughline/events';
import { post, startWebhooks, type Harness } from '../test/start-webhooks.ts';

let service: Harness;
beforeEach(async () => {
  service = await startWebhooks();
});
afterEach(async () => {
  await service.stop();
});

const call = (id: number): string => `id=${id}&callerphone=7900000014${id}&calltime=2026-03-02+12:00:0${id}`;
async function retranslate(id: string, from: string): Promise<Record<string, unknown>> {
  const init = { method: 'POST', headers: { authorization: 'Bearer admin' }, body: JSON.stringify({ from }) };
  const response = await fetch(`${service.url}/v1/sources/${id}/retranslate`, init);
  expect(response.status).toBe(200);
  const lines = (await response.text()).trim().split('\n');
  await service.settled();
  return JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>;
}
/** The contents that count, by the rule of attribution.md: the greatest generation, then the latest time. */
async function present(): Promise<Map<string, Event>> {
  const all = (await service.events()).sort((a, b) => a.generation - b.generation || a.occurredAt - b.occurredAt);
  const winners = new Map(all.map((event) => [`${event.source}/${event.key}`, event]));
  return new Map([...winners].filter(([, event]) => !event.retracted));
}
const times = async (): Promise<Record<string, string>> =>
  Object.fromEntries(
    [...(await present())].sort().map(([key, { occurredAt }]) => [key, new Date(occurredAt).toISOString()]),
  );
async function rejected(): Promise<unknown[]> {
  return (await service.api('GET', '/v1/rejected')).json['rejected'] as unknown[];
}

describe('reading the requests of a source again', () => {
  test('a corrected zone moves every call since then, doubles none, and touches no other source', async () => {
    const { id, hook } = await service.source('calltouch', { time_zone: 'Asia/Vladivostok' });
    const other = await service.source('calltouch', { time_zone: 'Asia/Vladivostok' });
    await post(hook, call(1));
    service.clock.now += 60_000;
    for (const body of [call(2), call(3), call(3)]) await post(hook, body);
    await post(other.hook, call(4));
    await service.settled();
    const before = await times();
    expect(Object.values(before).map((time) => time.slice(11, 16))).toEqual(['02:00', '02:00', '02:00', '02:00']);

    const changed = await service.api('PATCH', `/v1/sources/${id}`, { settings: { time_zone: 'Europe/Moscow' } });
    expect([changed.status, changed.json]).toMatchObject([200, { id, settings: { time_zone: 'Europe/Moscow' } }]);
    const since = new Date(service.clock.now).toISOString();
    expect(await retranslate(id, since)).toEqual({
      ...{ state: 'done', requests: 3, events: 3, read_backs: 0, rejected: 0, retracted: 0 },
    });
    const after = await times();
    expect(Object.keys(after)).toEqual(Object.keys(before));
    expect(
      Object.values(after)
        .map((time) => time.slice(11, 16))
        .sort(),
    ).toEqual(['02:00', '02:00', '09:00', '09:00']);

    // Again, and from a day on: the same.
    await retranslate(id, '2026-03-02');
    expect(Object.values(await times()).filter((time) => time.slice(11, 16) === '02:00')).toHaveLength(1);
    expect(Object.keys(await times())).toEqual(Object.keys(before));
  });

  test('what a request yields no more is withdrawn, and comes back', async () => {
    const { id, hook } = await service.source('amocrm', { account_id: 1 });
    const deal = 'leads[update][0][id]=7&leads[update][0][updated_at]=1772442900&account[id]=1';
    await post(hook, deal);
    await service.settled();
    await service.api('PATCH', `/v1/sources/${id}`, { settings: { account_id: 2 } });
    expect(await retranslate(id, '2026-03-01')).toMatchObject({ requests: 1, events: 0, rejected: 1, retracted: 1 });
    expect(await present()).toEqual(new Map());
    expect(await rejected()).toMatchObject([{ reason: 'wrong_account' }]);
    expect(await retranslate(id, '2026-03-01')).toMatchObject({ retracted: 0 });
    expect(await rejected()).toHaveLength(1);

    await service.api('PATCH', `/v1/sources/${id}`, { settings: { account_id: null } });
    expect(await retranslate(id, '2026-03-01')).toMatchObject({ events: 1, rejected: 0, retracted: 0 });
    expect([...(await present()).keys()]).toEqual(['amocrm/lead/7/update/1772442900']);
    expect(await rejected()).toEqual([]);
  });

  test('what came from a CRM is withdrawn by nobody but the CRM, what another request yields stands', async () => {
    const { id, hook } = await service.source('amocrm', { account_id: 1 });
    const deal = (account: string): string =>
      `leads[update][0][id]=7&leads[update][0][updated_at]=1772442900&account[id]=${account}`;
    await post(hook, deal('1'));
    service.clock.now += 60_000;
    await post(hook, deal('1'));
    await service.settled();
    await service.api('PATCH', `/v1/sources/${id}`, { settings: { account_id: 2 } });
    // The first request is out of reach and yielded the same event.
    expect(await retranslate(id, new Date(service.clock.now).toISOString())).toMatchObject({
      requests: 1,
      retracted: 0,
    });
    expect((await present()).size).toBe(1);
  });

  test.each<[string, unknown, string, number]>([
    ['/v1/sources/calltouch/retranslate', {}, 'admin', 422],
    ['/v1/sources/calltouch/retranslate', { from: 'yesterday' }, 'admin', 422],
    ['/v1/sources/nobody/retranslate', { from: '2026-03-01' }, 'admin', 404],
    ['/v1/sources/calltouch/retranslate?workspace=other', { from: '2026-03-01' }, 'admin', 404],
    ['/v1/sources/calltouch/retranslate', { from: '2026-03-01' }, 'read', 403],
  ])('%s of %j by %s: %s', async (path, body, key, status) => {
    await service.source('calltouch');
    expect((await service.api('POST', path, body, key)).status).toBe(status);
  });
});

describe('changing a source', () => {
  test.each<[object, string]>([
    [{ settings: { time_zone: 'Mars' } }, '/settings/time_zone'],
    [{ settings: { stagemap: {} } }, '/settings/stagemap'],
    [{ settings: { api_url: 'https://evil.example' } }, '/settings/api_url'],
    [{ name: '' }, '/name'],
    [{ token: 'another-token' }, '/token'],
  ])('is refused with %j, and nothing changes', async (body, pointer) => {
    const { id } = await service.source('amocrm', { time_zone: 'Asia/Omsk' });
    const { status, json } = await service.api('PATCH', `/v1/sources/${id}`, body);
    expect([status, json['errors']]).toMatchObject([422, [{ pointer }]]);
    expect(service.settings.state().source(id)?.settings).toEqual({ timeZone: 'Asia/Omsk' });
  });

  test('keeps what is not named, secrets too, and its address', async () => {
    const { id, hook } = await service.source('mango-office', { signing_key: 'salt', api_key: 'key' });
    await service.api('PATCH', `/v1/sources/${id}`, { name: 'Офис', settings: { api_key: null } });
    const source = service.settings.state().source(id);
    expect(source).toMatchObject({ name: 'Офис', settings: { signingKey: 'salt' } });
    expect(source?.settings).not.toHaveProperty('apiKey');
    expect((await post(hook, 'x=1')).status).toBe(401);
    expect((await service.api('PATCH', `/v1/sources/${id}`, { enabled: false })).json).toMatchObject({
      enabled: false,
    });
    expect((await post(hook, 'x=1')).status).toBe(404);
  });
});
