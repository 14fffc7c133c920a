import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WarehouseUnavailableError } from '@throughline/warehouse';
import { at } from '../test/build/at.ts';
import { aCost, aVisit } from '../test/build/facts.ts';
import { aWorkspace, DONE, LATER, serve } from '../test/serve.ts';
import { SHOP } from '../test/shop.ts';
import { fill, openTestWarehouse } from '../test/warehouse.ts';

let opened: Awaited<ReturnType<typeof openTestWarehouse>>;
let service: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  opened = await openTestWarehouse();
  const evil = aVisit('2026-08-20T10:00:00Z', { source: '<script>alert("1")</script>' });
  await fill(opened.warehouse, 'main', { ...SHOP, visits: [...SHOP.visits, evil] });
  service = await serve(opened.warehouse);
});
afterAll(async () => {
  await service.close();
  await opened.remove();
});

const COOKIE = { cookie: 'a=b; throughline_key=reader' };
const ANYONE = { id: 'all', scopes: ['read'], workspaces: 'all' } as const;
const AUGUST = 'from=2026-08-01&to=2026-08-31';

describe('the ROI page', () => {
  test('shows the tree with its sums, escaped, without scripts or foreign assets', async () => {
    const { status, text, headers } = await service.get(`/?${AUGUST}`, COOKIE);
    expect(status).toBe(200);
    expect(text).toContain('<summary class="row level-0"><span>Paid Search</span>');
    expect(text).toContain('<summary class="row level-1"><span>yandex</span>');
    expect(text).toContain('<div class="row leaf level-2"><span>brand</span>');
    expect(text).toContain('<div class="row leaf level-0"><span>Not attributed</span>');
    expect(text).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
    expect(text).not.toMatch(/<script|https?:\/\//);
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
  });

  test.each([
    ['ru-RU,ru;q=0.9,en;q=0.8', '', 'ru', 'Окупаемость рекламы'],
    ['en-US,en;q=0.9,ru;q=0.8', '', 'en', 'Return on advertising'],
    ['en', '&lang=ru', 'ru', 'Модель атрибуции'],
    ['ru', '&lang=en', 'en', 'Attribution model'],
    ['de', '', 'en', 'Return on advertising'],
    ['en;q=0.1, ru', '', 'ru', 'Не атрибутировано'],
  ])('Accept-Language %s%s speaks %s', async (accept, query, language, words) => {
    const { text } = await service.get(`/?${AUGUST}${query}`, { ...COOKIE, 'accept-language': accept });
    expect(text).toContain(`<html lang="${language}">`);
    expect(text).toContain(words);
  });

  test('a mistyped parameter is told and the default shown', async () => {
    const { status, text } = await service.get('/?model=best&lang=en', COOKIE);
    expect([status, text.includes('Not understood')]).toEqual([200, true]);
    expect(text).toContain('value="2026-08-03"');
  });

  test('keeps the model and says it in the form', async () => {
    const { text } = await service.get(`/?${AUGUST}&model=linear&lang=en`, COOKIE);
    expect(text).toMatch(/<option value="linear"\s+selected>\s*Linear/);
  });
});

describe('in Russian', () => {
  test('channels and special values have Russian names', async () => {
    const { text } = await service.get(`/?${AUGUST}&lang=ru`, COOKIE);
    expect(text).toContain('<summary class="row level-0"><span>Платный поиск</span>');
    expect(text).toContain('<summary class="row level-1"><span>(прямой заход)</span>');
    expect(text).toContain('<div class="row leaf level-2"><span>(не указано)</span>');
    expect(text).toContain('<div class="row leaf level-0"><span>Не атрибутировано</span>');
    expect(text).not.toMatch(/<span>(Paid Search|Direct|\(direct\)|\(not set\))<\/span>/);
  });
  test('leaving keeps the language', async () => {
    const { text } = await service.get('/?lang=ru', COOKIE);
    const form = text.slice(text.indexOf('action="/session"'));
    expect(form).toMatch(/name="lang" value="ru"[\s\S]*name="key" value=""/);
  });
});

describe('what cannot be shown', () => {
  const HTML = { ...COOKIE, accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' };

  test('is a page in the asked language, with the same status', async () => {
    const russian = await service.get('/?workspace=empty&lang=ru', HTML);
    expect([russian.status, russian.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(russian.text).toContain('Такого рабочего пространства нет.');
    expect(russian.text).toContain('href="/?workspace=empty&amp;lang=en"');
    expect(russian.headers.get('content-security-policy')).toContain("default-src 'self'");
    const english = await service.get('/?workspace=empty', HTML);
    expect([english.status, english.text.includes('There is no such workspace.')]).toEqual([404, true]);
  });
  test('is a problem for a client that does not ask for HTML', async () => {
    for (const accept of ['application/json', '*/*']) {
      const { status, headers, json } = await service.get('/?workspace=empty', { ...COOKIE, accept });
      expect([status, headers.get('content-type'), json.code]).toEqual([
        404,
        'application/problem+json; charset=utf-8',
        'workspace_unknown',
      ]);
    }
  });
  test('503 says when to come again', async () => {
    const select = () => Promise.reject(new WarehouseUnavailableError('no_connection', 'gone'));
    const broken = await serve({ ...opened.warehouse, select });
    const { status, headers, text } = await broken.get('/?lang=ru', HTML);
    await broken.close();
    expect([status, headers.get('retry-after'), headers.get('content-type')]).toEqual([
      503,
      '5',
      'text/html; charset=utf-8',
    ]);
    expect(text).toContain('Хранилище не отвечает.');
  });
  test('a bad form is a page too', async () => {
    const answer = await service.get(
      '/session',
      { ...HTML, 'accept-language': 'ru' },
      {
        method: 'POST',
        body: `key=${'x'.repeat(70_000)}`,
      },
    );
    expect([answer.status, answer.text.includes('Запрос не понят.')]).toEqual([413, true]);
    expect(answer.text).toContain('href="/?lang=en"');
  });
});

describe('the period nobody asked for', () => {
  const bounds = async (path: string, over: Parameters<typeof serve>[1]): Promise<string[]> => {
    const later = await serve(opened.warehouse, over);
    const { text } = await later.get(path, COOKIE);
    await later.close();
    return [...text.matchAll(/type="date" name="\w+" value="([\d-]+)"/g)].map(([, day]) => day ?? '');
  };
  const december = { now: () => at('2026-12-01T00:00:00Z') };

  test('is the last thirty days, as long as they have data', async () => {
    // The shop's last fact is a refund of 20 September.
    expect(await bounds('/', { now: () => at('2026-10-19T12:00:00Z') })).toEqual(['2026-09-20', '2026-10-19']);
    expect(await bounds('/', { now: () => at('2026-10-20T12:00:00Z') })).toEqual(['2026-08-22', '2026-09-20']);
  });
  test('else the thirty days up to the last fact, in the zone of the report', async () => {
    expect(await bounds('/', december)).toEqual(['2026-08-22', '2026-09-20']);
    expect(await bounds('/?model=best', december)).toEqual(['2026-08-22', '2026-09-20']);
    expect(await bounds('/?tz=Pacific/Kiritimati', december)).toEqual(['2026-08-22', '2026-09-20']);
    expect(await bounds('/?tz=Pacific/Pago_Pago', december)).toEqual(['2026-08-21', '2026-09-19']);
  });
  test('an asked period stays as it is', async () => {
    expect(await bounds(`/?${AUGUST}`, december)).toEqual(['2026-08-01', '2026-08-31']);
    expect(await bounds('/?to=2026-08-31', december)).toEqual(['2026-08-02', '2026-08-31']);
  });
  test('a visit that does not count, a cost and an empty workspace', async () => {
    const view = (id: string) => ({ ...december, workspace: aWorkspace({ id }), authenticate: () => ANYONE });
    await fill(opened.warehouse, 'costs', {
      visits: [aVisit('2026-05-05T10:00:00Z'), aVisit('2026-07-07T10:00:00Z', {}, { excluded: 'bot' })],
      costs: [aCost('2026-06-06', 1_00)],
    });
    expect(await bounds('/?workspace=costs', view('costs'))).toEqual(['2026-05-08', '2026-06-06']);
    expect(await bounds('/?workspace=empty', view('empty'))).toEqual(['2026-11-02', '2026-12-01']);
  });
  test('the offered periods end where it ends', async () => {
    const later = await serve(opened.warehouse, december);
    const { text } = await later.get(`/?${AUGUST}`, COOKIE);
    await later.close();
    expect(text).toContain('from=2026-09-14&amp;to=2026-09-20&amp;');
  });
});

describe('keys of pages', () => {
  test('without one the page asks for it', async () => {
    const { status, text } = await service.get('/?lang=en', {});
    expect([status, text.includes('Access key'), text.includes('brand')]).toEqual([401, true, false]);
  });
  test('a key that may not read is refused', async () => {
    expect((await service.get('/', { cookie: 'throughline_key=sender' })).status).toBe(403);
  });
  test('entering sets a cookie scripts cannot see, leaving removes it', async () => {
    const post = (body: string) =>
      service.get('/session', { 'content-type': 'application/x-www-form-urlencoded' }, { method: 'POST', body });
    const entered = await post('key=reader&lang=ru');
    expect([entered.status, entered.headers.get('location')]).toEqual([303, '/?lang=ru']);
    expect(entered.headers.get('set-cookie')).toMatch(
      /^throughline_key=reader; Path=\/; HttpOnly; SameSite=Strict; Max-Age=2592000$/,
    );
    expect((await post('key=')).headers.get('set-cookie')).toContain('Max-Age=0');
    expect((await post('key=wrong')).status).toBe(403);
  });
  test('a guest looks without a key, where there is one', async () => {
    const demo = await serve(opened.warehouse, { guest: { id: 'guest', scopes: ['read'], workspaces: ['main'] } });
    expect((await demo.get('/', {})).status).toBe(200);
    expect((await demo.get('/v1/reports/roi', {})).status).toBe(401);
    await demo.close();
  });
});

test('the reference page lists the routes', async () => {
  const { status, text } = await service.get('/docs?lang=ru', {});
  expect(status).toBe(200);
  expect(text).toContain('<code>/v1/conversions/{id}</code>');
  expect(text).toContain('Справочник API');
  expect(text).not.toContain('<script');
});

test('the status comes from the pipeline', async () => {
  const { json } = await service.get('/v1/status', {});
  expect(json).toEqual({
    ready: true,
    events: { accepted: 7, recorded: 7, rejected: 1 },
    lag: {},
    complete_until: '2026-09-01T00:00:00.000Z',
    caught_up: true,
  });
  expect((await service.get(`/v1/status?position=${LATER}`, {})).json.caught_up).toBe(false);
  expect((await service.get(`/v1/status?position=${DONE}`, {})).json.caught_up).toBe(true);
});
