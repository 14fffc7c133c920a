import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startFakeAmocrm } from '../test/fake-amocrm.ts';
import type { FakeAnswer, FakeApi } from '../test/fake-api.ts';
import { post, startWebhooks, type Harness } from '../test/start-webhooks.ts';

let service: Harness;
let fake: FakeApi;
beforeEach(async () => {
  fake = await startFakeAmocrm();
  service = await startWebhooks({
    readBack: {
      allowedOrigins: [fake.origin],
      timeoutMs: 300,
      tries: 1,
      backoffMs: 5,
      restMs: 0,
      laterMs: 0,
      maxAttempts: 2,
    },
  });
});
afterEach(async () => {
  await service.stop();
  await fake.stop();
});

const thin = (id: number): string => `leads[status][0][id]=${id}&leads[status][0][status_id]=53000002`;

async function health(id: string): Promise<Record<string, unknown>> {
  const { json } = await service.api('GET', '/v1/sources');
  const sources = json['sources'] as { id: string; health: Record<string, unknown> }[];
  return sources.find((source) => source.id === id)?.health ?? {};
}

async function readLeads(): Promise<Set<string>> {
  const events = await service.events();
  return new Set(
    events.flatMap((event) => (event.type === 'deal' && event.key.includes('/read/') ? [event.dealId] : [])),
  );
}

async function eventually(what: string, isDone: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 1_000; turn += 1) {
    if (await isDone()) return;
    await delay(5);
  }
  throw new Error(`never: ${what}`);
}

test('a revoked token: the source is unhealthy, says what to do, and with a new one all that was missed is read', async () => {
  const usual = fake.answer;
  fake.answer = (path, nth) =>
    [...fake.tokens].at(-1) === 'Bearer new' ? usual(path, nth) : { status: 401, json: { title: 'Unauthorized' } };
  const { id, hook } = await service.source('amocrm', { api_url: fake.origin, api_token: 'revoked' });
  for (let lead = 1; lead <= 5; lead += 1) await post(hook, thin(lead));
  await service.settled();
  expect(await health(id)).toMatchObject({
    state: 'unhealthy',
    reason: 'refused',
    detail: 'status 401',
    since: '2026-03-02T10:00:00.000Z',
    what_to_do: { en: expect.stringMatching(/new token/), ru: expect.stringMatching(/новый токен/) },
  });
  expect(await service.metrics.registry.metrics()).toContain('throughline_sources_unhealthy{reason="refused"} 1');
  // Once an outage, however often it is asked.
  expect(service.logged().match(/the API of a source gives nothing/g)).toHaveLength(1);
  expect((await service.api('GET', '/v1/rejected')).json['total']).toBe(5);

  await service.api('PATCH', `/v1/sources/${id}`, { settings: { api_token: 'new' } });
  await eventually('everything is read', async () => (await readLeads()).size === 5);
  await service.settled();
  expect((await service.api('GET', '/v1/rejected')).json['total']).toBe(0);
  expect(await health(id)).toMatchObject({ state: 'healthy' });
  expect(await service.metrics.registry.metrics()).toContain('throughline_sources_unhealthy{reason="refused"} 0');
  expect(service.logged()).not.toMatch(/Bearer new|revoked/);
});

test('an API that answers again by itself makes up for what was given up meanwhile', async () => {
  const usual = fake.answer;
  const down: FakeAnswer = { status: 502, text: '<html>' };
  fake.answer = () => down;
  const { id, hook } = await service.source('amocrm', { api_url: fake.origin, api_token: 'token' });
  for (let lead = 1; lead <= 3; lead += 1) await post(hook, thin(lead));
  await service.settled();
  expect(await health(id)).toMatchObject({ state: 'unhealthy', reason: 'unavailable' });
  fake.answer = usual;
  await post(hook, thin(9));
  await eventually('everything is read', async () => (await readLeads()).size === 4);
  expect(await health(id)).toMatchObject({ state: 'healthy' });
});

test('a page for people with status 200 is told at once; a single failure of the server is not', async () => {
  const { id, hook } = await service.source('amocrm', { api_url: fake.origin, api_token: 'token' });
  const usual = fake.answer;
  fake.answer = (path, nth) => (nth === 1 ? { status: 500, text: 'oops' } : usual(path, nth));
  await post(hook, thin(1));
  await service.settled();
  expect(await health(id)).toMatchObject({ state: 'healthy' });
  fake.answer = () => ({ status: 200, text: '<html>Log in</html>' });
  await post(hook, thin(2));
  await service.settled();
  expect(await health(id)).toMatchObject({ state: 'unhealthy', reason: 'not_an_api' });
});
