import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { encodeEvent, NO_PERSONAL } from '@throughline/events';
import { COST_ROW, SAMPLES } from '../test/samples.ts';
import { NOW, startIngestWeb, type Started } from '../test/start-ingest-web.ts';

let web: Started;
beforeAll(async () => {
  web = await startIngestWeb();
  for (const event of Object.values(SAMPLES)) await web.post('/v1/events', { ...event, odd: { x: 1 } });
  await web.post('/v1/costs', { rows: [COST_ROW] });
  await web.post('/v1/events?workspace=other', { ...SAMPLES['visit'], id: 'foreign' });
});
afterAll(() => web.stop());

test('shows the newest last, in the shape in which events are sent', async () => {
  const { status, json } = await web.get('/v1/events');
  expect(status).toBe(200);
  expect(json.events.map((event: any) => event.type)).toEqual([...Object.keys(SAMPLES), 'cost']);
  const byType = Object.fromEntries(json.events.map((event: any) => [event.type, event]));
  expect(byType.visit).toEqual({
    ...SAMPLES['visit'],
    ...{ at: '2026-08-01T10:20:30.000Z', visit_id: 'v1', extra: { odd: { x: 1 } } },
    ...{
      source: 'api',
      received_at: new Date(NOW).toISOString(),
      position: { topic: 'events', partition: expect.any(Number), offset: expect.any(Number) },
    },
  });
  expect(byType.enquiry).toMatchObject({
    value: '1500.00',
    currency: 'RUB',
    phone: '+74951234567',
    client_ids: { ym_uid: '16' },
    stated_origin: { source: 'yandex', medium: 'cpc' },
    filled: ['currency'],
  });
  expect(byType.call).toMatchObject({ direction: 'in', caller: '+74951234567', callee: '+78001234567' });
  expect(byType.deal).toMatchObject({
    amount: '1234.50',
    currency: 'RUB',
    created_at: '2026-08-01T10:20:30.000Z',
    manager: null,
    items: [{ name: 'Стол', quantity: 2, price: '617.25' }],
  });
  expect(byType.number).toMatchObject({ from: '2026-07-31T21:00:00.000Z', origin: { source: 'avito' } });
  expect(byType.cost).toMatchObject({
    date: '2026-08-01',
    ad_source: 'yandex',
    medium: 'cpc',
    cost: '1234.50',
    currency: 'RUB',
    source: 'api',
  });
});

test('what it shows can be sent again', async () => {
  const { json } = await web.get('/v1/events?limit=9');
  const events = json.events.filter((event: any) => event.type !== 'cost');
  const answer = await web.post('/v1/events?workspace=other', { events });
  expect(answer.json).toMatchObject({ accepted: events.length, rejected: [] });
});

test('a webhook shows the position of its raw request', async () => {
  const event = {
    type: 'mark',
    workspace: 'main',
    source: 'ct',
    key: 'k',
    id: 'ct/k',
    occurredAt: NOW,
    receivedAt: NOW,
    settingsVersion: 1,
    generation: 5,
    retracted: true,
    claim: false,
    test: true,
    filled: [],
    raw: { partition: 1, offset: 7 },
    extra: null,
    enquiryId: 'e',
    spam: null,
    quality: null,
  } as const;
  await web.log.append('events', [{ key: 'k', value: encodeEvent(event) }]);
  const { json } = await web.get('/v1/events?source=ct');
  expect(json.events).toMatchObject([
    { id: 'ct/k', source: 'ct', raw_position: { topic: 'raw', partition: 1, offset: 7 }, retracted: true, test: true },
  ]);
  expect(NO_PERSONAL.phone).toBeNull();
});

test('a record that is no event of ours is passed over, in both directions', async () => {
  const { position } = (await web.get('/v1/events?limit=1')).json;
  await web.log.append('events', [{ key: 'k', value: Buffer.from('written by another program') }]);
  await web.post('/v1/events', { ...SAMPLES['visit'], id: 'behind' });
  for (const query of ['limit=1', `after=${position}`]) {
    const { status, json } = await web.get(`/v1/events?${query}`);
    expect([status, json.events.map((event: any) => event.id)]).toEqual([200, ['behind']]);
  }
  expect((await web.get('/v1/events?limit=1000')).status).toBe(200);
});

test('filters by type; pages by position see everything once', async () => {
  expect((await web.get('/v1/events?type=deal')).json.events).toHaveLength(1);
  expect((await web.get('/v1/events?type=deal&source=nobody')).json.events).toEqual([]);
  const all = (await web.get('/v1/events?limit=1000')).json.events.map((event: any) => event.id);
  const start = Buffer.from('{"events":[0,0]}').toString('base64url');
  const seen: string[] = [];
  for (let after = start, more = true; more;) {
    const { json } = await web.get(`/v1/events?limit=3&after=${after}`);
    seen.push(...json.events.map((event: any) => event.id));
    more = json.events.length > 0;
    after = json.position;
  }
  expect(seen).toEqual(all);
});

test('nothing follows the position of an answer, until something is sent', async () => {
  const { json } = await web.get('/v1/events?limit=1');
  expect((await web.get(`/v1/events?after=${json.position}`)).json.events).toEqual([]);
  await web.post('/v1/events', { ...SAMPLES['visit'], id: 'fresh' });
  expect((await web.get(`/v1/events?after=${json.position}`)).json.events).toMatchObject([{ id: 'fresh' }]);
});

test('pages back from the newest by `earlier`', async () => {
  const all = (await web.get('/v1/events?limit=1000')).json;
  expect([all.more, 'earlier' in all]).toEqual([false, false]);
  const seen: string[] = [];
  for (let before = '', more = true; more;) {
    const { json } = await web.get(`/v1/events?limit=3&before=${before}`);
    seen.unshift(...json.events.map((event: any) => event.id));
    more = json.more;
    before = json.earlier;
  }
  expect(seen).toEqual(all.events.map((event: any) => event.id));
});

test('after and before at once are refused', async () => {
  const { position } = (await web.get('/v1/events?limit=1')).json;
  const { status, json } = await web.get(`/v1/events?after=${position}&before=${position}`);
  expect([status, json.errors[0].pointer]).toEqual([400, '/before']);
});

test.each([
  ['before=%25%25'],
  ['limit=0'],
  ['limit=1001'],
  ['limit=x'],
  ['type=nothing'],
  ['after=%25%25'],
  ['after=bnVsbA'],
  ['afer=x'],
])('%s is 400 with a pointer', async (query) => {
  const { status, json } = await web.get(`/v1/events?${query}`);
  expect(status).toBe(400);
  expect(json.errors[0].pointer).toBe(`/${query.split('=')[0]}`);
});

test.each([
  ['ingest', 403],
  ['nobody', 401],
  ['admin', 200],
])('the key %s gets %d', async (key, status) => {
  expect((await web.get('/v1/events', key)).status).toBe(status);
});
test('a foreign workspace is 404', async () => {
  expect((await web.get('/v1/events?workspace=nowhere', 'admin')).status).toBe(404);
  expect((await web.get('/v1/events?workspace=other')).status).toBe(404);
});
