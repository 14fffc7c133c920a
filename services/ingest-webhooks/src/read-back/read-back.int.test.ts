import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { DealEvent, Event } from '@throughline/events';
import { apiLead, startFakeAmocrm } from '../test/fake-amocrm.ts';
import type { FakeAnswer, FakeApi } from '../test/fake-api.ts';
import { post, startWebhooks, type Harness } from '../test/start-webhooks.ts';

let service: Harness;
let fake: FakeApi;
let other: FakeApi;
beforeEach(async () => {
  fake = await startFakeAmocrm();
  other = await startFakeAmocrm();
  service = await startWebhooks({
    readBack: {
      allowedOrigins: [fake.origin, other.origin],
      timeoutMs: 200,
      tries: 3,
      backoffMs: 10,
      patienceMs: 500,
      restMs: 0,
      laterMs: 0,
      maxAttempts: 2,
    },
  });
});
afterEach(async () => {
  await service.stop();
  await fake.stop();
  await other.stop();
});

/** A digital pipeline's message: ids only. */
function thin(id: string, status = '53000002'): string {
  return `leads[status][0][id]=${id}&leads[status][0][status_id]=${status}&leads[status][0][pipeline_id]=6250001&leads[status][0][old_status_id]=53000001`;
}
const amocrm = (of: FakeApi) => service.source('amocrm', { api_url: of.origin, api_token: 'token-of-api' });
const keys = (events: readonly Event[]): string[] => events.map((event) => event.key.replace(/@\d+/, '@'));
async function rejections(): Promise<Record<string, unknown>[]> {
  return (await service.api('GET', '/v1/rejected')).json['rejected'] as Record<string, unknown>[];
}

const ALL_OF_A_LEAD = [
  'contact/21000001/read/1772442900/0',
  'link/8000001/21000001/1772443800',
  'lead/8000001/read/1772443800',
  'lead/8000001/status/53000001/53000002/@',
];

describe('reading back', () => {
  test('a thin event brings its lead, the contact and its phone', async () => {
    const { hook } = await amocrm(fake);
    await post(hook, thin('8000001'));
    await service.settled();
    const events = await service.events();
    expect(keys(events).sort()).toEqual([...ALL_OF_A_LEAD].sort());
    expect(fake.asked).toEqual(['/api/v4/leads/8000001?with=contacts', '/api/v4/contacts/21000001']);
    expect([...fake.tokens]).toEqual(['Bearer token-of-api']);
    const read = events.find(
      (event): event is DealEvent => event.key.includes('/read/177244') && event.type === 'deal',
    );
    expect(read).toMatchObject({
      amount: { amount: '34500.00' },
      statedOrigin: { source: 'yandex' },
      createdAt: 1772442900000,
    });
    expect(service.logged()).not.toContain('token-of-api');
  });

  test('repeated ids of a batch are asked for once', async () => {
    const { hook } = await amocrm(fake);
    const many = Array.from({ length: 20 }, (_, i) => thin('8000001').replaceAll('[0]', `[${i}]`)).join('&');
    await post(hook, many);
    await service.settled();
    expect(fake.asked.filter((path) => path.includes('leads'))).toHaveLength(1);
  });

  const TROUBLES: [string, FakeAnswer][] = [
    ['429 with Retry-After', { status: 429, json: { title: 'Too Many Requests' }, headers: { 'retry-after': '0' } }],
    ['429 without', { status: 429, json: {} }],
    ['500', { status: 500, text: 'oops' }],
    ['502 in HTML', { status: 502, text: '<html>' }],
    ['HTML with 200', { status: 200, text: '<html>Log in</html>' }],
    ['half a JSON', { status: 200, text: '{"id":8000' }],
    ['401', { status: 401, json: { title: 'Unauthorized' } }],
    ['404 in HTML', { status: 404, text: '<html>' }],
    ['a redirect', { status: 302, text: '', headers: { location: 'http://127.0.0.1:1/steal' } }],
    ['no answer', 'hang'],
  ];

  test.each(TROUBLES)('%s once is overcome on the spot', async (_, trouble) => {
    const usual = fake.answer;
    fake.answer = (path, nth) => (nth === 1 ? trouble : usual(path, nth));
    const { hook } = await amocrm(fake);
    await post(hook, thin('8000001'));
    await service.settled();
    expect(keys(await service.events()).sort()).toEqual([...ALL_OF_A_LEAD].sort());
    expect(await rejections()).toEqual([]);
  });

  test.each(TROUBLES.filter(([name]) => /^(429 without|500|HTML|401)/.test(name)))(
    '%s for ever ends as read_back_failed, replayable',
    async (_, trouble) => {
      const usual = fake.answer;
      fake.answer = () => trouble;
      const { hook } = await amocrm(fake);
      await post(hook, thin('8000001'));
      await service.settled();
      // Two rounds of three tries, and the thin event stands meanwhile.
      expect(fake.asked).toHaveLength(6);
      expect(keys(await service.events())).toEqual(['lead/8000001/status/53000001/53000002/@']);
      expect(await rejections()).toMatchObject([
        { reason: 'read_back_failed', source: 'amocrm', bytes: Buffer.from(thin('8000001')).toString('base64') },
      ]);
      fake.answer = usual;
      expect((await service.api('POST', '/v1/rejected/replay', {})).json).toMatchObject({ replayed: 1, read_backs: 1 });
      await service.settled();
      expect(new Set(keys(await service.events()))).toEqual(new Set(ALL_OF_A_LEAD));
      expect(await rejections()).toEqual([]);
    },
  );

  test('Retry-After is kept to', async () => {
    const usual = fake.answer;
    const times: number[] = [];
    fake.answer = (path, nth) => {
      times.push(performance.now());
      const wait: FakeAnswer = { status: 429, json: {}, headers: { 'retry-after': '1' } };
      return nth === 1 ? wait : usual(path, nth);
    };
    await service.stop();
    service = await startWebhooks({ readBack: { allowedOrigins: [fake.origin], patienceMs: 2000 } });
    const { hook } = await amocrm(fake);
    await post(hook, thin('8000001'));
    await service.settled();
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(950);
  });

  test('a lead that is gone is counted, and its event stands', async () => {
    fake.answer = () => ({ status: 204 });
    const { id, hook } = await amocrm(fake);
    await post(hook, thin('8000001'));
    await service.settled();
    expect(await service.events()).toHaveLength(1);
    expect(service.app.health.of(id).ignoredBy).toEqual({ gone: 1 });
  });

  test('an account that does not answer holds up no other', async () => {
    await service.stop();
    service = await startWebhooks({
      readBack: {
        allowedOrigins: [fake.origin, other.origin],
        timeoutMs: 200,
        backoffMs: 10,
        laterMs: 0,
        maxAttempts: 2,
      },
    });
    fake.answer = () => 'hang';
    const [dead, alive] = [await amocrm(fake), await amocrm(other)];
    for (let lead = 1; lead <= 30; lead += 1) await post(dead.hook, thin(String(lead)));
    await post(alive.hook, thin('8000001'));
    const from = performance.now();
    while (!keys(await service.events()).includes('contact/21000001/read/1772442900/0')) {
      if (performance.now() - from > 5000) throw new Error('the living account waits for the dead one');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(other.asked).toHaveLength(2);
    await service.settled();
    // Three tries, then it rests; all thirty end as rejected without being asked for.
    expect(fake.asked).toHaveLength(3);
    expect(await rejections()).toHaveLength(30);
  });

  test('the host comes from the settings and must be one of the provider', async () => {
    const stranger = await startFakeAmocrm();
    const { id, hook } = await amocrm(fake);
    // An origin that was allowed when the source was made, and is no longer.
    await service.change(id, { settings: { apiUrl: stranger.origin, apiToken: 'token-of-api' } });
    await post(hook, `${thin('8000001')}&account[_links][self]=${encodeURIComponent(other.origin)}`);
    await service.settled();
    await stranger.stop();
    expect([stranger.asked, fake.asked, other.asked]).toEqual([[], [], []]);
    expect(await rejections()).toMatchObject([{ reason: 'read_back_failed' }]);
  });

  test('a thin event that came late is withdrawn', async () => {
    const usual = fake.answer;
    fake.answer = (path, nth) =>
      path.includes('leads') ? { status: 200, json: apiLead('8000001', { status_id: 142 }) } : usual(path, nth);
    const { hook } = await amocrm(fake);
    await post(hook, thin('8000001'));
    await service.settled();
    const statuses = (await service.events()).filter((event) => event.key.includes('/status/'));
    expect(statuses.map(({ retracted }) => retracted)).toEqual([false, true]);
    expect(statuses[1]!.generation).toBeGreaterThan(statuses[0]!.generation);
  });

  test('the answer is read by the settings of the message, the token is the present one', async () => {
    const lead: FakeAnswer = { status: 200, json: apiLead('8000001', { _embedded: {} }) };
    fake.answer = (_path, nth) => (nth === 1 ? { status: 401, json: {} } : lead);
    const { id, hook } = await amocrm(fake);
    await post(hook, thin('8000001'));
    while (fake.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await service.change(id, {
      settings: { apiUrl: fake.origin, apiToken: 'new-token', stageMap: { 53000002: 'Замер' } },
    });
    await service.settled();
    expect((await service.events()).map((event) => (event as DealEvent).stage)).toEqual(['53000002', '53000002']);
    expect([...fake.tokens]).toContain('Bearer new-token');
  });
});
