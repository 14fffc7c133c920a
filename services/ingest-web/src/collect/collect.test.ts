import { afterEach, describe, expect, test } from '@jest/globals';
import { LogUnavailableError } from '@throughline/event-log';
import { NOW, startIngestWeb, type Started } from '../test/start-ingest-web.ts';

const PAGE = 'https://www.shop.example/windows?utm_source=yandex';
const ORIGIN = 'https://www.shop.example';
const VISITOR = 'aaaabbbbccccdddd';

let service: Started;
let key: string;
afterEach(() => service.stop());

async function start(...options: Parameters<typeof startIngestWeb>): Promise<void> {
  service = await startIngestWeb(...options);
  const made = await service.post('/v1/sites', { hosts: ['shop.example'] }, { authorization: 'Bearer admin' });
  expect(made.status).toBe(201);
  key = made.json.key;
}

/** As the tracker sends it, from one of the site's pages. */
const beacon = (body: unknown, headers: Record<string, string> = {}, query = `key=${key}`): Promise<Response> =>
  service.raw(`/v1/collect?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain;charset=UTF-8', origin: ORIGIN, 'user-agent': 'Firefox', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const visit = (more: object = {}) => ({ type: 'visit', id: 'v1', visitor_id: VISITOR, url: PAGE, ...more });
const refusal = async (answer: Response): Promise<unknown[]> => {
  const { code, errors } = (await answer.json()) as { code: string; errors: { pointer: string; code: string }[] };
  return [answer.status, code, ...errors.map((error) => [error.pointer, error.code])];
};

describe('a beacon', () => {
  test('becomes claims of the site, at its receipt less what has elapsed, whatever it says of its clock', async () => {
    await start();
    const events = [
      visit({ elapsed: 5_000.4, at: '2001-01-01T00:00:00Z', ip: '1.1.1.1', user_agent: 'Googlebot' }),
      { type: 'page', id: 'p1', visitor_id: VISITOR, visit_id: 'v1', url: PAGE, title: 'Окна' },
      { type: 'identify', id: 'i1', visitor_id: VISITOR, email: 'Ivan@Example.com' },
      { type: 'enquiry', id: 'e1', visitor_id: VISITOR, kind: 'form', phone: '8 (495) 123-45-67', value: '10' },
    ];
    const answer = await beacon({ events });
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    const header = { workspace: 'main', source: 'site', claim: true, receivedAt: NOW, generation: 0 };
    expect(await service.events()).toMatchObject([
      {
        ...header,
        type: 'visit',
        key: 'v1',
        id: 'site/v1',
        visitId: 'site/v1',
        visitorId: VISITOR,
        occurredAt: NOW - 5_000,
        filled: ['at'],
        userAgent: 'Firefox',
        personal: { ip: '127.0.0.1' },
      },
      { ...header, type: 'page', id: 'site/p1', visitId: 'site/v1', occurredAt: NOW },
      { ...header, type: 'identify', withdraw: false, manual: false, personal: { email: 'ivan@example.com' } },
      { ...header, type: 'enquiry', id: 'site/e1', personal: { phone: '+74951234567' } },
    ]);
  });

  test('speaks for nobody else: deal, manager, spam and a stated origin stay aside', async () => {
    await start();
    const others = { deal_id: 'd1', manager: 'Анна', spam: true, stated_origin: { source: 'evil' } };
    await beacon({ type: 'enquiry', id: 'e1', kind: 'callback', phone: '84951234567', ...others });
    const [event] = await service.events();
    expect(event).toMatchObject({ dealId: null, manager: null, spam: null, statedOrigin: null, claim: true });
    expect(JSON.parse(event?.extra ?? '')).toEqual(others);
  });

  test.each<[string, object, unknown[]]>([
    ['a deal', { type: 'deal', deal_id: 'd', status: 'won' }, ['/type', 'unknown_type']],
    ['a call', { type: 'call', call_id: 'c', direction: 'in' }, ['/type', 'unknown_type']],
    ['a cost', { type: 'cost', date: '2026-08-01' }, ['/type', 'unknown_type']],
    ['a mark', { type: 'mark', enquiry_id: 'e', spam: true }, ['/type', 'unknown_type']],
    ['a withdrawal', { type: 'identify', phone: '1', email: 'a@b', withdraw: true }, ['/withdraw', 'invalid_value']],
    ['a page of another host', visit({ url: 'https://evil.example/' }), ['/url', 'host_not_listed']],
    ['a page without a host', visit({ url: 'javascript:alert(1)' }), ['/url', 'host_not_listed']],
    ['another time than a day', visit({ elapsed: 86_400_001 }), ['/elapsed', 'out_of_range']],
    ['a time to come', visit({ elapsed: -1 }), ['/elapsed', 'out_of_range']],
    ['a text for a time', visit({ elapsed: '5' }), ['/elapsed', 'out_of_range']],
    ['an unknown kind', { type: 'enquiry', kind: 'coupon' }, ['/kind', 'invalid_value']],
    ['a NUL', visit({ referrer: '\0' }), ['/referrer', 'invalid_text']],
  ])('may not hold %s', async (_what, event, error) => {
    await start();
    expect(await refusal(await beacon(event))).toEqual([422, 'nothing_acceptable', error]);
    // Beside what is acceptable it is passed over.
    expect((await beacon({ events: [event, visit()] })).status).toBe(204);
    expect(await service.events()).toHaveLength(1);
  });

  test.each<[string, string, unknown[]]>([
    ['no JSON', '{', [400, 'not_json']],
    ['a list', '[]', [422, 'nothing_acceptable', ['', 'not_object']]],
    ['events that are none', '{"events":{}}', [422, 'nothing_acceptable', ['/events', 'not_list']]],
    [
      '51 events',
      JSON.stringify({ events: Array.from({ length: 51 }, () => visit()) }),
      [422, 'nothing_acceptable', ['/events', 'too_many']],
    ],
    ['64 KB and more', JSON.stringify(visit({ title: 'x'.repeat(64_000) })), [413, 'body_too_large']],
  ])('that is %s is refused', async (_what, body, expected) => {
    await start();
    expect(await refusal(await beacon(body))).toEqual(expected);
    expect(await service.events()).toEqual([]);
  });

  test('of an unknown key, of a site switched off, of another host', async () => {
    await start();
    expect(await refusal(await beacon(visit(), {}, 'key=nobody'))).toEqual([404, 'site_unknown']);
    expect(await refusal(await beacon(visit(), {}, ''))).toEqual([404, 'site_unknown']);
    for (const origin of ['https://evil.example', 'https://notshop.example', 'null'])
      expect(await refusal(await beacon(visit(), { origin }))).toEqual([403, 'host_not_listed']);
    const off = await service.raw('/v1/sites/site', {
      method: 'PATCH',
      headers: { authorization: 'Bearer admin' },
      body: '{"enabled":false}',
    });
    expect(off.status).toBe(200);
    expect(await refusal(await beacon(visit()))).toEqual([404, 'site_unknown']);
    expect(await service.events()).toEqual([]);
  });

  test('told again is stored once, also while the first is on its way', async () => {
    await start();
    const both = await Promise.all([beacon(visit()), beacon(visit({ elapsed: 9 }))]);
    const page = { type: 'page', id: 'p1', visit_id: 'v1', url: PAGE };
    both.push(await beacon({ events: [visit({ elapsed: 70 }), page, page] }));
    expect(both.map(({ status }) => status)).toEqual([204, 204, 204]);
    expect((await service.events()).map(({ type }) => type)).toEqual(['visit', 'page']);
  });

  test('that cannot be made durable is 503, and stored when it is told again', async () => {
    let isBroken = true;
    await start((log) => ({
      append: (topic, records) =>
        isBroken && topic === 'events' ? Promise.reject(new LogUnavailableError('full')) : log.append(topic, records),
    }));
    const answer = await beacon(visit());
    expect([answer.headers.get('retry-after'), ...(await refusal(answer))]).toEqual(['5', 503, 'log_unavailable']);
    isBroken = false;
    expect((await beacon(visit())).status).toBe(204);
    expect(await service.events()).toHaveLength(1);
  });

  test('of a visitor who wants none of it (Sec-GPC) leaves no trace', async () => {
    await start();
    const answer = await beacon(visit(), { 'sec-gpc': '1' });
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([204, null]);
    const pixel = await service.raw(`/v1/collect.gif?key=${key}&url=${PAGE}`, { headers: { 'sec-gpc': '1' } });
    expect([pixel.status, pixel.headers.get('set-cookie')]).toEqual([200, null]);
    expect(await service.events()).toEqual([]);
  });
});

describe('the visitor', () => {
  test('is kept in a cookie that no script reads, of the domain that page and collector share', async () => {
    await start();
    const { headers } = await beacon(visit());
    expect(headers.get('set-cookie')).toBe(
      `throughline_visitor=${VISITOR}; Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax; Secure`,
    );
    expect(headers.get('throughline-visitor')).toBe(VISITOR);
    const plain = await beacon(visit(), { origin: 'http://www.shop.example:8080' });
    expect(plain.headers.get('set-cookie')).not.toContain('Secure');
  });

  test.each<[string, object, string | null, string]>([
    ['whom the page remembers', { visitor_id: 'page-knows' }, 'cookie-knows', 'page-knows'],
    ['whom the cookie remembers where the page names nobody', {}, 'cookie-knows', 'cookie-knows'],
    ['whom the cookie remembers before one made up', { visitor_id: 'made-up-1' }, 'cookie-knows', 'cookie-knows'],
    ['the one made up where nobody remembers', { visitor_id: 'made-up-1' }, null, 'made-up-1'],
    ['somebody new', {}, null, 'random-0'],
    ['not what a cookie of another maker says', {}, '"<script>"', 'random-0'],
  ])('is %s', async (what, named, cookie, expected) => {
    await start();
    const { visitor_id: _, ...anonymous } = visit();
    const body = { fresh: what.includes('made up'), events: [{ ...anonymous, ...named }] };
    const answer = await beacon(body, cookie === null ? {} : { cookie: `a=b; throughline_visitor=${cookie}; c=d` });
    expect(await service.events()).toMatchObject([{ visitorId: expected }]);
    expect(answer.headers.get('throughline-visitor')).toBe(expected);
  });
});

describe('pages of other origins', () => {
  test('may read the answer, also a refusal, and send JSON after asking', async () => {
    await start();
    const asked = await service.raw('/v1/collect', { method: 'OPTIONS', headers: { origin: ORIGIN } });
    expect([asked.status, asked.headers.get('access-control-allow-headers')]).toEqual([204, 'Content-Type']);
    for (const answer of [asked, await beacon(visit()), await beacon('{'), await beacon(visit(), {}, 'key=nobody')]) {
      expect(answer.headers.get('access-control-allow-origin')).toBe(ORIGIN);
      expect(answer.headers.get('access-control-allow-credentials')).toBe('true');
    }
  });
});

describe('who sends too often', () => {
  test('from one address, as the believed proxy tells it', async () => {
    await start(() => ({}), { beaconRates: { perAddress: 2, perVisitor: 99 }, proxies: 1 });
    const from = (address: string) => beacon(visit(), { 'x-forwarded-for': `6.6.6.6, ${address}` });
    const answers = [await from('1.1.1.1'), await from('1.1.1.1'), await from('1.1.1.1'), await from('2.2.2.2')];
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 429, 204]);
    const [, , refused] = answers;
    expect([refused?.headers.get('retry-after'), refused?.headers.get('access-control-allow-origin')]).toEqual([
      '60',
      ORIGIN,
    ]);
    expect((await service.events())[0]).toMatchObject({ personal: { ip: '1.1.1.1' } });
  });

  test('nobody is believed without a proxy', async () => {
    await start(() => ({}), { beaconRates: { perAddress: 2, perVisitor: 99 } });
    const statuses = [];
    for (const address of ['1.1.1.1', '2.2.2.2', '3.3.3.3'])
      statuses.push((await beacon(visit(), { 'x-forwarded-for': address })).status);
    expect(statuses).toEqual([204, 204, 429]);
  });

  test('as one visitor', async () => {
    await start(() => ({}), { beaconRates: { perAddress: 99, perVisitor: 1 } });
    expect((await beacon(visit())).status).toBe(204);
    expect(await refusal(await beacon(visit()))).toEqual([429, 'too_many_beacons']);
    expect((await beacon(visit({ visitor_id: 'somebody-else' }))).status).toBe(204);
    expect(await service.metrics.registry.metrics()).toMatch(
      /ingest_rejected_total\{door="collect",code="too_many_beacons"\} 1/,
    );
  });
});

describe('the pixel', () => {
  const pixel = (query: string, headers: Record<string, string> = {}) =>
    service.raw(`/v1/collect.gif?key=${key}${query}`, { headers });
  const jar = (answer: Response) =>
    answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');

  test('is a visit and its page, then pages of the visit, then a visit of another campaign', async () => {
    await start();
    const first = await pixel('', { referer: PAGE });
    expect([first.status, first.headers.get('content-type'), first.headers.get('cache-control')]).toEqual([
      200,
      'image/gif',
      'no-store',
    ]);
    expect(
      Buffer.from(await first.arrayBuffer())
        .subarray(0, 6)
        .toString(),
    ).toBe('GIF89a');
    const cookie = jar(first);
    await pixel('', { referer: 'https://www.shop.example/cart', cookie });
    await pixel(`&url=${encodeURIComponent(PAGE)}&referrer=https://ya.ru/`, { cookie });
    const other = 'https://www.shop.example/?utm_source=vk';
    await pixel(`&url=${encodeURIComponent(other)}&referrer=https://vk.com/`, { cookie });
    const events = await service.events();
    expect(events.map(({ type }) => type)).toEqual(['visit', 'page', 'page', 'page', 'visit', 'page']);
    expect(new Set(events.map((event) => 'visitorId' in event && event.visitorId)).size).toBe(1);
    expect(events[4]).toMatchObject({ url: other, referrer: 'https://vk.com/', claim: true, source: 'site' });
  });

  test('of another host, of an unknown key', async () => {
    await start();
    expect(await refusal(await pixel('', { referer: 'https://evil.example/' }))).toEqual([403, 'host_not_listed']);
    expect(await refusal(await service.raw('/v1/collect.gif'))).toEqual([404, 'site_unknown']);
  });

  test('of which nobody knows the page is a pixel and nothing more', async () => {
    await start();
    expect((await pixel('')).status).toBe(200);
    expect(await service.events()).toEqual([]);
  });
});

test('the tracker is served packed or not, with an ETag, and not again while it is the same', async () => {
  await start();
  const ask = (headers: Record<string, string>) => service.raw('/t.js', { headers });
  const [packed, plain] = [await ask({ 'accept-encoding': 'br, gzip' }), await ask({ 'accept-encoding': 'identity' })];
  expect([packed.status, packed.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
  expect([packed.headers.get('content-encoding'), plain.headers.get('content-encoding')]).toEqual(['gzip', null]);
  expect(Number(packed.headers.get('content-length'))).toBeLessThan(3 * 1_024);
  expect(await packed.text()).toBe(await plain.text());
  expect(packed.headers.get('cache-control')).toContain('max-age=3600');
  const again = await ask({ 'if-none-match': packed.headers.get('etag') ?? '' });
  expect([again.status, (await again.text()).length]).toEqual([304, 0]);
});
