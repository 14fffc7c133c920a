import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startFakeAmocrm } from '../test/fake-amocrm.ts';
import type { FakeApi } from '../test/fake-api.ts';
import { startWebhooks, type Harness } from '../test/start-webhooks.ts';

/** The id of a request is on every line that tells what became of it. */
let service: Harness;
let crm: FakeApi;
beforeEach(async () => {
  crm = await startFakeAmocrm();
  const readBack = { allowedOrigins: [crm.origin], timeoutMs: 200, tries: 1, backoffMs: 1, laterMs: 0, maxAttempts: 2 };
  service = await startWebhooks({ readBack: { ...readBack, restMs: 0 } });
});
afterEach(async () => {
  await service.stop();
  await crm.stop();
});

async function post(hook: string, body: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(hook, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body,
  });
  return response.headers.get('x-request-id') ?? '';
}
const lines = (requestId: string): Record<string, unknown>[] =>
  service
    .logged()
    .split('\n')
    .filter((line) => line.includes(`"${requestId}"`))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const told = (requestId: string): string[] =>
  lines(requestId).map(({ level, msg }) => `${String(level)} ${String(msg)}`);

const CALL = 'id=7&callerphone=79000000142&phonenumber=74990000111&timestamp=1772442845';

test('of one that yields an event: kept, then translated, with the place of its bytes and its events', async () => {
  const { hook } = await service.source('calltouch');
  expect(await post(hook, CALL, { 'x-request-id': 'from-a-proxy.1' })).toBe('from-a-proxy.1');
  await service.settled();
  expect(told('from-a-proxy.1')).toEqual(['debug webhook kept', 'debug webhook translated']);
  const [event] = await service.events();
  expect(lines('from-a-proxy.1')[1]).toMatchObject({
    source: 'calltouch',
    raw: event!.raw,
    events: ['call calltouch/7/0'],
  });
});

test('of one that is rejected: also on the rejected event itself', async () => {
  const { hook } = await service.source('calltouch');
  const id = await post(hook, 'duration=1');
  await service.settled();
  expect(told(id)).toContain('warn webhook rejected, whole or in part');
  const { json } = await service.api('GET', '/v1/rejected');
  expect(json['rejected']).toMatchObject([{ request_id: id }]);
});

test('of one that a CRM is asked for and does not answer for', async () => {
  crm.answer = () => ({ status: 500, json: {} });
  const { hook } = await service.source('amocrm', { api_url: crm.origin, api_token: 'token-of-api' });
  const id = await post(hook, 'leads[status][0][id]=1&leads[status][0][status_id]=142&leads[status][0][pipeline_id]=1');
  await service.settled();
  expect(lines(id)).toContainEqual(expect.objectContaining({ readBacks: ['lead 1'] }));
  expect(lines(id).at(-2)).toMatchObject({ level: 'warn', reason: 'read_back_failed' });
});

test('of one that is refused', async () => {
  const { hook } = await service.source('calltouch');
  service.storage.full = true;
  const id = await post(hook, CALL);
  service.storage.full = false;
  expect(told(id)).toEqual(['error request failed']);
});

test('an id that is no harmless text is not taken', async () => {
  const { hook } = await service.source('calltouch');
  for (const bad of ['a b', '"quoted"', 'x'.repeat(65), '{"level":"fatal"}'])
    expect(await post(hook, CALL, { 'x-request-id': bad })).toMatch(/^[0-9a-f]{12}-\w+$/);
});
