import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { CallEvent } from '@throughline/events';
import { backfill, FAST_LISTS, untilRun } from '../test/backfills.ts';
import { startFakeApi, type FakeApi } from '../test/fake-api.ts';
import { callrailCalls } from '../test/fake-lists.ts';
import { startWebhooks, type Harness } from '../test/start-webhooks.ts';
import { createReconciler } from './reconcile.ts';

let service: Harness;
let fake: FakeApi;
beforeEach(async () => {
  fake = await startFakeApi(() => ({ status: 404, json: {} }));
  service = await startWebhooks({
    readBack: { allowedOrigins: [fake.origin], tries: 1, backoffMs: 5, restMs: 0 },
    lists: FAST_LISTS,
  });
  service.clock.now = Date.parse('2026-03-02T20:00:00Z');
});
afterEach(async () => {
  await service.stop();
  await fake.stop();
});

/** A call as the API has it, so many hours old at eight in the evening, UTC. */
const listed = (hours: number, over: object = {}): Readonly<Record<string, unknown>> => ({
  ...{ id: `CAL${String(hours * 2).padStart(32, '0')}`, answered: true, direction: 'inbound', duration: 187 },
  ...{ customer_name: 'JORDAN LEE', customer_phone_number: '+13035550142', tracking_phone_number: '+17205550111' },
  start_time: `${new Date(Date.parse('2026-03-02T15:00:00Z') - hours * 3_600_000).toISOString().slice(0, -1)}-05:00`,
  ...{ recording: 'https://api.callrail.com/v3/a/ACC42/calls/CAL/recording', voicemail: false, lead_status: null },
  ...{ person_id: 'PER01', utm_source: 'google', utm_medium: 'cpc', gclid: 'TeStGclid_0001', company_id: 'COM1' },
  ...over,
});

const callrail = (settings: object = {}) =>
  service.source('callrail', { account_id: 'ACC42', api_token: 'key-of-api', api_url: fake.origin, ...settings });
const calls = async (): Promise<CallEvent[]> =>
  (await service.events()).filter((event): event is CallEvent => event.type === 'call');
const webhook = (hook: string, kind: string, body: object): Promise<Response> =>
  fetch(`${hook}/${kind}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
function reconcile(): Promise<number> {
  const { eventLog, settings, clock } = service;
  return createReconciler({ eventLog, settings, now: () => clock.now, randomId: () => String(clock.now) })();
}

test('history page by page, whatever fails between; a call that its webhooks told too is one call', async () => {
  const many = Array.from({ length: 101 }, (_, n) => listed(n + 30));
  const usual = callrailCalls([...many, listed(29, { company_id: 'COM2' })]);
  const failing = [
    { status: 429, json: { error: 'Rate limit exceeded' } },
    { status: 503, json: { error: 'down' } },
  ];
  fake.answer = (path, nth) => (path.includes('&page=2') && nth <= 2 ? failing[nth - 1]! : usual(path, nth));
  const { id, hook } = await callrail({ company_id: 'COM1' });
  const { id: resource, ...rest } = listed(30);
  const told = {
    ...rest,
    resource_id: resource,
    person_resource_id: 'PER01',
    duration: '187',
    lead_status: 'good_lead',
  };
  expect((await webhook(hook, 'post-call', told)).status).toBe(202);
  await webhook(hook, 'call-modified', { ...told, customer_name: 'Zoe', changes: ['note'] });
  await backfill(service, id, { from: '2026-02-24', to: '2026-03-02T12:00:00-05:00' });
  const run = await untilRun(service, id, 'done');
  await service.settled();
  expect(run).toMatchObject({ pages: 2, items: 101 });
  const events = await calls();
  expect(new Set(events.map(({ callId }) => callId)).size).toBe(101);
  // In the order of their keys, so what changed since has the last word.
  const phases = events.filter(({ callId }) => callId === `callrail/${String(resource)}`);
  expect(
    phases.map(({ key }) =>
      key
        .replace(/[0-9a-f]{32}$/, 'x')
        .split('/')
        .slice(1),
    ),
  ).toEqual([['3ended'], ['3listed', 'x'], ['4modified']]);
  const [ended, again] = phases.map(({ key: _, id: __, extra, generation, raw, receivedAt, ...stated }) => stated);
  expect(again).toEqual(ended);
  expect(again).toMatchObject({
    ...{ occurredAt: Date.parse('2026-03-01T14:00:00Z'), direction: 'in', answered: true, talkSeconds: 187 },
    ...{ line: '+17205550111', personal: { phone: '+13035550142' }, clientIds: { callrail: 'PER01' } },
    statedOrigin: { source: 'google', medium: 'cpc', clickId: 'gclid=TeStGclid_0001' },
  });
  expect(fake.tokens).toEqual(new Set(['Token token="key-of-api"']));
  expect(service.logged()).not.toContain('key-of-api');
});

test('the hourly reconciliation finds a lost call once it is over, and says every hour the same', async () => {
  const lost = listed(3, { lead_status: 'good_lead' });
  fake.answer = callrailCalls([lost, listed(0.5)]);
  const { id } = await callrail();
  const found: string[][] = [];
  for (let hour = 0; hour < 2; hour += 1) {
    expect(await reconcile()).toBe(1);
    await untilRun(service, id, 'done', 'reconciliation');
    await service.settled();
    found.push([...new Set((await service.events()).map(({ key }) => key.split('/').slice(0, 2).join('/')))].sort());
    service.clock.now += 3_600_000;
  }
  const lostId = String(lost['id']);
  const youngId = String(listed(0.5)['id']);
  expect(found).toEqual([
    [`${lostId}/3listed`, `${lostId}/lead_status`],
    [`${youngId}/3listed`, `${lostId}/3listed`, `${lostId}/lead_status`].sort(),
  ]);
  const keys = (await service.events()).map(({ key }) => key);
  expect(new Set(keys).size).toBe(3);
  expect(service.app.health.of(id).ignoredBy).toEqual({ not_over: 1 });
});

test('a call by another id than the list has is refused, not doubled', async () => {
  fake.answer = callrailCalls([listed(2, { id: 1900000101 })]);
  const { id, hook } = await callrail();
  const { id: _, ...rest } = listed(2);
  await webhook(hook, 'post-call', { ...rest, id: 1900000101 });
  await backfill(service, id, { from: '2026-03-01' });
  await untilRun(service, id, 'done');
  await service.settled();
  expect(await service.events()).toEqual([]);
  const { json } = await service.api('GET', '/v1/rejected');
  expect(json['rejected']).toMatchObject([
    { reason: 'bad_value', detail: expect.stringContaining('CAL...') },
    { reason: 'missing_field', detail: expect.stringContaining('resource_id') },
  ]);
});

test('a time of which CallRail keeps nothing ends the backfill and says why; an account that is none is a refusal', async () => {
  fake.answer = callrailCalls([]);
  const { id } = await callrail();
  await backfill(service, id, { from: '2023-01-01', to: '2023-01-05' });
  expect(await untilRun(service, id, 'failed')).toMatchObject({
    waiting: { reason: 'not_given', detail: expect.stringMatching(/^status 400: .*25 months/) },
  });
  const health = async (of: string): Promise<unknown> =>
    ((await service.api('GET', '/v1/sources')).json['sources'] as { id: string; health: object }[]).find(
      (source) => source.id === of,
    )?.health;
  expect(await health(id)).toMatchObject({ state: 'healthy' });
  // Of what goes on by itself nobody would read it.
  fake.answer = callrailCalls([], '2027-01-01');
  await reconcile();
  await untilRun(service, id, 'failed', 'reconciliation');
  expect(await health(id)).toMatchObject({ state: 'unhealthy', reason: 'not_given' });
  const { id: other } = await callrail({ account_id: 'ACC43' });
  await backfill(service, other, { from: '2026-03-01' });
  expect(await untilRun(service, other, 'waiting')).toMatchObject({
    waiting: { reason: 'refused', detail: expect.stringContaining('account_id') },
  });
});
