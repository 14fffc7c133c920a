import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { encodeEvent, frameRawRecord, TOPICS, type Event } from '@throughline/events';
import { SAMPLES } from '../test/samples.ts';
import { startIngestWeb, type Started } from '../test/start-ingest-web.ts';

let web: Started;
let place: (id: string) => string;
beforeAll(async () => {
  web = await startIngestWeb();
  await web.post('/v1/events', SAMPLES['visit']);
  await web.post('/v1/events?workspace=other', { ...SAMPLES['visit'], id: 'foreign' });
  const [first] = await web.events();
  const request = { method: 'POST', rest: '', query: '', headers: {}, receivedAt: 0, body: Buffer.from('id=7') };
  const frame = frameRawRecord({ workspace: 'main', source: 'calls', settingsVersion: 1, requestId: 'r-1', request });
  const [raw] = await web.log.append(TOPICS.raw, [{ key: null, value: frame }]);
  const ofWebhook = (id: string, at: object): Event => ({ ...first!, source: 'calls', id, raw: { ...raw!, ...at } });
  const places = new Map<string, string>();
  for (const event of [ofWebhook('kept', {}), ofWebhook('gone', { offset: 99 })]) {
    const [position] = await web.log.append(TOPICS.events, [{ key: null, value: encodeEvent(event) }]);
    places.set(event.id, `${position!.partition}-${position!.offset}`);
  }
  const [foreign] = await web.log.append(TOPICS.events, [{ key: null, value: Buffer.from('none of ours') }]);
  places.set('none of ours', `${foreign!.partition}-${foreign!.offset}`);
  place = (id) => places.get(id) ?? '';
});
afterAll(() => web.stop());

test('is the event as the live feed shows it', async () => {
  const { json } = await web.get('/v1/events');
  const { id, position } = json.events[0];
  expect(await web.get(`/v1/events/${position.partition}-${position.offset}`)).toMatchObject({
    status: 200,
    json: json.events[0],
  });
  expect(id).toBe(SAMPLES['visit']!['id']);
});

test('of a webhook it names the request, as long as that is kept', async () => {
  expect((await web.get(`/v1/events/${place('kept')}`)).json).toMatchObject({ request_id: 'r-1', source: 'calls' });
  expect((await web.get(`/v1/events/${place('gone')}`)).json).not.toHaveProperty('request_id');
});

test.each(['9-0', '0-999', '0', '0-', '-1-0', '0-0x', '999999999999-0', 'a-b', '0-0-0'])(
  '404 at %s, where there is none',
  async (at) => {
    expect((await web.get(`/v1/events/${at}`)).json).toMatchObject({ status: 404, type: expect.any(String) });
  },
);

test('404 for what another program wrote, and for an event of another workspace', async () => {
  expect((await web.get(`/v1/events/${place('none of ours')}`)).status).toBe(404);
  const all = await web.get('/v1/events?workspace=other', 'admin');
  expect(all.status).toBe(200);
  const { partition, offset } = all.json.events[0].position;
  expect((await web.get(`/v1/events/${partition}-${offset}`)).status).toBe(404);
  expect((await web.get(`/v1/events/${partition}-${offset}?workspace=other`, 'admin')).status).toBe(200);
});

test('needs a key that may read', async () => {
  expect((await web.get('/v1/events/0-0', 'ingest')).status).toBe(403);
});
