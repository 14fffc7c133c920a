/** `POST /v1/sources/{id}/dry-run` and `/v1/sources/dry-run` over real HTTP. */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { golden, sampleClock, samples, sampleSettings } from '../test/samples.ts';
import { startWebhooks, type Harness } from '../test/start-webhooks.ts';
import { RECEIVED_AT } from '../test/translate-with.ts';

let service: Harness;
beforeAll(async () => {
  service = await startWebhooks({ publicUrl: 'https://analytics.example' });
});
afterAll(async () => {
  await service.stop();
});

const CALLS = {
  type: 'call',
  each: '/calls',
  fields: { call_id: '/id', caller: '/from/phone', talk_seconds: '/talk', direction: { constant: 'in' } },
};
const dryRun = (id: string, body: object, key?: string) => service.api('POST', `/v1/sources/${id}/dry-run`, body, key);
const ofNew = (body: object, key?: string) => service.api('POST', '/v1/sources/dry-run', body, key);
const mapped = async (mapping: unknown, body: unknown): Promise<any> => {
  const { status, json } = await ofNew({ provider: 'generic', settings: { mapping }, body });
  if (status !== 200) throw new Error(JSON.stringify(json));
  return json;
};

describe('a mapping that is being written', () => {
  test('shows the events of a pasted payload, and nothing is kept', async () => {
    const before = await ends();
    const json = await mapped([CALLS], { calls: [{ id: 1, from: { phone: '8 900 000-01-42' }, talk: 65 }] });
    expect(json).toMatchObject({
      signature: 'none',
      events: [{ type: 'call', callId: 'generic/1', talkSeconds: 65, personal: { phone: '+79000000142' } }],
      errors: [],
      counts: { events: 1, errors: 0, ignored: 0, read_backs: 0 },
    });
    expect([await ends(), service.outcomes, (await service.api('GET', '/v1/sources')).json]).toEqual([
      before,
      [],
      { sources: [] },
    ]);
  });

  test('a field that the payload lacks: the rule, and where in the payload', async () => {
    const json = await mapped([CALLS], {
      calls: [
        { id: 1, from: { phone: '89000000142' }, talk: 5 },
        { id: 2, from: {} },
      ],
    });
    expect(json.counts).toMatchObject({ events: 1, errors: 2 });
    expect(json.errors).toEqual([
      {
        pointer: '/mapping/0/fields/caller',
        field: '/calls/1/from/phone',
        code: 'missing_field',
        detail: 'the payload has nothing at /from/phone',
      },
      {
        pointer: '/mapping/0/fields/talk_seconds',
        field: '/calls/1/talk',
        code: 'missing_field',
        detail: 'the payload has nothing at /talk',
      },
    ]);
  });

  test.each<[string, unknown, string]>([
    ['a number, then words', 'a minute', 'must be a number of seconds'],
    ['a number, then a list', [65], 'the payload has a list at /talk, not a value'],
    ['a number, then an object', { seconds: 65 }, 'the payload has an object at /talk, not a value'],
  ])('a field that changes its type: %s', async (_, talk, detail) => {
    const item = { id: 1, from: { phone: '89000000142' } };
    const json = await mapped([CALLS], {
      calls: [
        { ...item, talk: 65 },
        { ...item, talk: '65' },
        { ...item, talk },
      ],
    });
    expect(json.events.map((event: any) => event.talkSeconds)).toEqual([65, 65]);
    expect(json.errors).toEqual([
      { pointer: '/mapping/0/fields/talk_seconds', field: '/calls/2/talk', code: 'bad_value', detail },
    ]);
  });

  test('names with signs of a pointer, what stands outside the list, and an id', async () => {
    const rule = { ...CALLS, id: '/a~1b', fields: { call_id: '^/x~0y', caller: 'phone' } };
    const { errors } = await mapped([rule], { calls: [{}] });
    expect(errors.map(({ pointer, field }: any) => [pointer, field])).toEqual([
      ['/mapping/0/id', '/calls/0/a~1b'],
      ['/mapping/0/fields/call_id', '/x~0y'],
      ['/mapping/0/fields/caller', '/calls/0/phone'],
    ]);
  });

  test('a list that is not there, a rule that is not for it, a payload that is none', async () => {
    expect((await mapped([CALLS], {})).errors).toMatchObject([{ pointer: '/mapping/0/each', field: '/calls' }]);
    const { errors } = await mapped([{ ...CALLS, when: { '^/event': 'call' } }], { event: 'sms', calls: [] });
    expect(errors).toEqual([
      {
        pointer: '',
        code: 'unknown_event',
        detail: 'no rule of the mapping applies: /mapping/0 looks at ^/event, an item in /calls',
      },
    ]);
    expect((await mapped([CALLS], '{"calls": [')).errors).toMatchObject([{ pointer: '', code: 'not_parseable' }]);
  });

  test('a form, as text', async () => {
    const rule = { type: 'enquiry', fields: { phone: 'tel', name: 'who', at: { from: 't', format: 'unix' } } };
    const json = await mapped([rule], 'tel=8+900+000-01-42&who=%D0%90%D0%BD%D0%BD%D0%B0&t=1772442845');
    expect(json.events).toMatchObject([
      { personal: { phone: '+79000000142', name: 'Анна' }, occurredAt: 1772442845000 },
    ]);
  });

  test('one that is not valid is refused by its own place', async () => {
    const mapping = [{ type: 'call', fields: { call_id: '/id', calller: '/from' } }];
    const { status, json } = await ofNew({ provider: 'generic', settings: { mapping }, body: {} });
    expect([status, json['errors']]).toMatchObject([422, [{ pointer: '/settings/mapping/0/fields/calller' }]]);
  });

  test('of very many items the first are shown, all are counted', async () => {
    const json = await mapped([CALLS], { calls: Array.from({ length: 5_000 }, () => ({})) });
    expect([json.errors.length, json.counts.errors]).toEqual([200, 15_000]);
  });
});

describe('a source that is there', () => {
  test('reads by its own settings, and by those to try over them', async () => {
    const { id } = await service.source('calltouch', { time_zone: 'Asia/Omsk' });
    const body = 'id=7&callerphone=9000000142&phonenumber=74990000111&calltime=2026-03-02+12:14:05';
    const at = async (settings: object): Promise<unknown> => {
      const { json } = await dryRun(id, { body, settings });
      return json['errors'] instanceof Array && json['errors'].length > 0
        ? json['errors']
        : (json['events'] as any[])[0].occurredAt;
    };
    const omsk = Date.UTC(2026, 2, 2, 6, 14, 5);
    expect([await at({}), await at({ time_zone: 'UTC' }), await at({ time_zone: null })]).toEqual([
      omsk,
      omsk + 6 * 3_600_000,
      omsk + 3 * 3_600_000,
    ]);
    expect(service.settings.state().source(id)?.settings.timeZone).toBe('Asia/Omsk');
  });

  test('says whether the signature is right, wrong, or not there', async () => {
    const { id } = await service.source('callrail', { signing_key: 'KEY' });
    const body = JSON.stringify({ resource_id: 'CAL1', start_time: '2026-03-02T12:14:05Z', direction: 'inbound' });
    const signed = (key: string) => createHmac('sha1', key).update(body).digest('base64');
    const check = async (headers: object) =>
      (await dryRun(id, { body, path: '/call-completed', headers })).json['signature'];
    expect([await check({ Signature: signed('KEY') }), await check({ signature: signed('ANOTHER') })]).toEqual([
      'valid',
      'wrong',
    ]);
    expect([await check({}), (await dryRun(id, { body, settings: { signing_key: null } })).json['signature']]).toEqual([
      'skipped',
      'none',
    ]);
  });

  test('an address that is signed is the one that is given', async () => {
    const { id } = await service.source('twilio', { signing_key: 'AUTH' });
    const url = `https://analytics.example/v1/hooks/${id}/real-token`;
    const form = { CallSid: 'CA1', CallStatus: 'completed', From: '+79000000142', To: '+74990000111' };
    const text = Object.entries(form).sort().flat().join('');
    const signature = createHmac('sha1', 'AUTH')
      .update(url + text)
      .digest('base64');
    const request = { body: new URLSearchParams(form).toString(), headers: { 'X-Twilio-Signature': signature } };
    const check = async (over: object) => (await dryRun(id, { ...request, ...over })).json['signature'];
    expect([await check({ url }), await check({})]).toEqual(['valid', 'wrong']);
  });

  test('is told what would be asked for, and nobody is asked', async () => {
    const { id } = await service.source('amocrm', { api_url: 'https://a.amocrm.ru', api_token: 'T' });
    const { json } = await dryRun(id, { body: 'leads[status][0][id]=7&leads[status][0][status_id]=142' });
    expect(json['read_backs']).toMatchObject([{ entity: expect.stringContaining('lead'), id: '7' }]);
    expect(service.outcomes).toEqual([]);
  });

  test('exact bytes', async () => {
    const { id } = await service.source('calltouch', {});
    const bytes = Buffer.from([0xff, 0xfe, 0x7b]);
    const { json } = await dryRun(id, {
      body_base64: bytes.toString('base64'),
      headers: { 'content-type': 'application/json' },
    });
    expect(json['errors']).toMatchObject([{ code: 'not_parseable' }]);
  });
});

describe('every recorded request of every provider', () => {
  test.each(samples().map((sample) => [`${sample.provider}/${sample.name}`, sample] as const))(
    '%s',
    async (_, sample) => {
      service.clock.now = sampleClock(sample) ?? RECEIVED_AT;
      const [path = '', query = ''] = (sample.rest ?? '').split('?');
      const { provider, method, headers, body } = sample;
      const { json } = await ofNew({
        provider,
        settings: sampleSettings(provider),
        method,
        path,
        query,
        headers,
        body,
      });
      service.clock.now = RECEIVED_AT;
      const lasting = (events: unknown) =>
        (events as Record<string, unknown>[]).map(({ generation, settingsVersion, raw, ...event }) => event);
      expect(['none', 'valid']).toContain(json['signature']);
      expect(json['errors']).toEqual([]);
      // The order of a live source is that of time.
      const byId = (events: unknown) =>
        lasting(events).toSorted((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1));
      expect(byId(json['events'])).toEqual(byId(golden(sample)));
    },
  );
});

describe('bad input', () => {
  test.each<[string, object, number, string]>([
    ['an unknown provider', { provider: 'rocket', body: '' }, 422, '/provider'],
    ['no provider', { body: '' }, 422, '/provider'],
    ['two bodies', { provider: 'calltouch', body: '', body_base64: 'AA==' }, 422, '/body_base64'],
    ['bytes that are none', { provider: 'calltouch', body_base64: '?' }, 422, '/body_base64'],
    ['a path from elsewhere', { provider: 'calltouch', path: 'call' }, 422, '/path'],
    ['a misspelt member', { provider: 'calltouch', boddy: '' }, 422, '/boddy'],
    ['a zone that is none', { provider: 'calltouch', settings: { time_zone: 'Mars' } }, 422, '/settings/time_zone'],
    [
      'an API address that is not the provider’s',
      { provider: 'amocrm', settings: { api_url: 'http://127.0.0.1' } },
      422,
      '/settings/api_url',
    ],
  ])('%s', async (_, body, status, pointer) => {
    const answer = await ofNew(body);
    expect([answer.status, (answer.json['errors'] as any[])[0].pointer]).toEqual([status, pointer]);
  });

  test('depth, size and what is no JSON', async () => {
    const send = async (body: string): Promise<[number, string]> => {
      const headers = { authorization: 'Bearer admin' };
      const answer = await fetch(`${service.url}/v1/sources/dry-run`, { method: 'POST', headers, body });
      const json = (await answer.json()) as any;
      return [answer.status, json.errors?.[0]?.code ?? json.code];
    };
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const asJson = await send(
      `{"provider":"generic","settings":{"mapping":[{"type":"identify","fields":{"email":"/a"}}]},"body":${deep}}`,
    );
    // Refused at the door, or by the parser of payloads, which has a limit of its own.
    expect(asJson).toEqual(asJson[0] === 422 ? [422, 'too_deep'] : [200, 'too_deep']);
    expect(await send('{')).toEqual([400, 'not_json']);
    expect((await send(JSON.stringify({ provider: 'generic', body: 'x'.repeat(3_000_000) })))[0]).toBe(413);
  });

  test('is for administrators, of sources of their workspace', async () => {
    const { id } = await service.source('calltouch', {});
    const statuses = [
      await ofNew({ provider: 'calltouch' }, 'read'),
      await dryRun(id, {}, 'nobody'),
      await dryRun('none', {}),
      await service.api('POST', `/v1/sources/${id}/dry-run?workspace=other`, {}),
      await service.api('POST', '/v1/sources/dry-run?workspace=other', { provider: 'calltouch' }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([403, 401, 404, 404, 404]);
  });
});

const ends = async (): Promise<unknown> =>
  Promise.all(['raw', 'events', 'rejected', 'settings'].map((topic) => service.eventLog.endOffsets(topic)));
