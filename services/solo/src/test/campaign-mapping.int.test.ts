/**
 * Through real HTTP: last month's visits and costs bear different names; the suggested pair is accepted, and last month's
 * row of the report is one at once, without a rebuild. Whoever overwrites somebody else's change is told.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLogger } from '@throughline/runtime';
import { startSolo, type SoloApp } from '../app.ts';
import { runCommandLine } from '../commands/command-line.ts';
import { soloConfig } from '../config.ts';
import { ADMIN_KEY, interfaceAt, type HttpInterface } from './process/instance.ts';
import { temporaryDirectory } from './process/temporary-directory.ts';

const directory = temporaryDirectory('campaign-mapping');
const JULY = 'from=2026-07-01&to=2026-07-31';
let app: SoloApp;
let http: HttpInterface;

const visit = (id: string, campaign: string, source = 'yandex'): object => ({
  ...{ type: 'visit', id, at: '2026-07-10T10:00:00Z', visitor_id: id },
  url: `https://okna.example/?${new URLSearchParams({ utm_source: source, utm_medium: 'cpc', utm_campaign: campaign }).toString()}`,
});
const cost = (campaign: string, amount: string, more: object = {}): object => ({
  ...{ date: '2026-07-10', source: 'yandex', campaign, cost: amount, currency: 'RUB', ...more },
});

beforeAll(async () => {
  const config = soloConfig.parse({ PORT: 0, DATA_DIR: directory.path, ADMIN_KEY });
  app = await startSolo({ config, logger: createLogger({ level: 'silent', name: 'test' }), now: Date.now });
  http = interfaceAt(app.url, () => '');
  const visits = [
    ...[visit('v1', 'okna_msk_poisk'), visit('v2', 'okna_msk_poisk'), visit('v3', 'retarget-70012345')],
    ...[visit('v4', 'met'), visit('v5', 'unheard', 'mytarget'), visit('v6', 'balkony')],
    { type: 'enquiry', kind: 'form', id: 'e1', at: '2026-07-10T11:00:00Z', visitor_id: 'v1' },
  ];
  expect((await http.post('/v1/events', { events: visits })).body).toMatchObject({ accepted: 7 });
  const rows = [
    ...[
      cost('Окна — МСК | Поиск', '1000'),
      cost('Ретаргетинг', '500', { campaign_id: '70012345a' }),
      cost('met', '10'),
    ],
    ...[cost('РСЯ ретаргетинг', '300', { campaign_id: '70012345' }), cost('Двери', '700')],
  ];
  expect((await http.post('/v1/costs', { rows })).body).toMatchObject({ accepted: 5 });
  await http.caughtUp();
});
afterAll(async () => {
  await app.lifecycle.stop();
  directory.remove();
});

async function send(method: string, path: string, body: object, more: Record<string, string> = {}, key = ADMIN_KEY) {
  const headers = { authorization: `Bearer ${key}`, ...more };
  const response = await fetch(`${app.url}/v1/campaign-mapping${path}`, {
    method,
    headers,
    body: JSON.stringify(body),
  });
  return { status: response.status, etag: response.headers.get('etag') ?? '', body: (await response.json()) as any };
}
async function roi(): Promise<Record<string, any>> {
  const { body } = await http.get(`/v1/reports/roi?${JULY}&by=campaign`);
  return Object.fromEntries(
    body.rows.map(({ campaign, visits, enquiries, cost }: any) => [campaign, { visits, enquiries, cost }]),
  );
}
const suggestions = async (): Promise<any> => (await http.get(`/v1/campaign-mapping/suggestions?${JULY}`)).body;

describe('suggestions', () => {
  test('list spend without visits and visits without spend, and pair what is likely one', async () => {
    const { meta, spend_without_visits, visits_without_spend, suggestions: pairs } = await suggestions();
    expect(meta).toMatchObject({ from: '2026-07-01', to: '2026-07-31', currency: 'RUB' });
    expect(spend_without_visits.map(({ campaign, cost: amount }: any) => [campaign, amount])).toEqual([
      ['окна — мск | поиск', '1000.00'],
      ['двери', '700.00'],
      ['ретаргетинг', '500.00'],
      ['рся ретаргетинг', '300.00'],
    ]);
    expect(visits_without_spend.map(({ source, value, visits }: any) => [source, value, visits])).toEqual([
      ['yandex', 'okna_msk_poisk', 2],
      ['mytarget', 'unheard', 1],
      ['yandex', 'balkony', 1],
      ['yandex', 'retarget-70012345', 1],
    ]);
    // The number an ad system gives a campaign says more than any name.
    expect(pairs).toEqual([
      {
        accept: { source: 'yandex', from: 'retarget-70012345', to: 'рся ретаргетинг' },
        ...{ score: 1, reason: 'campaign_id', visits: 1, cost: '300.00' },
      },
      {
        accept: { source: 'yandex', from: 'okna_msk_poisk', to: 'окна — мск | поиск' },
        ...{ score: 1, reason: 'same_name', visits: 2, cost: '1000.00' },
      },
    ]);
  });

  test('stand in data-health, too, with the source that sent the costs', async () => {
    const { rows, details } = (await http.get(`/v1/reports/data-health?${JULY}`)).body;
    expect(rows).toEqual([expect.objectContaining({ source: 'api', costs_without_visits: 4, visits: 6 })]);
    const { spend_without_visits, visits_without_spend, suggestions: pairs } = await suggestions();
    expect(details).toMatchObject({ spend_without_visits, visits_without_spend, suggestions: pairs });
  });
});

describe('accepting a pair', () => {
  test('makes one row of last month of two, in the warehouse that is there', async () => {
    const before = await roi();
    expect(before['okna_msk_poisk']).toEqual({ visits: 2, enquiries: 1, cost: null });
    expect(before['окна — мск | поиск']).toEqual({ visits: 0, enquiries: 0, cost: '1000.00' });
    const built = readFileSync(join(directory.path, 'current.json'), 'utf8');
    const [, pair] = (await suggestions()).suggestions;
    const accepted = await send('POST', '/accept', pair.accept);
    expect(accepted).toMatchObject({
      status: 200,
      body: { rules: [{ kind: 'exact', source: 'yandex', value: 'okna_msk_poisk', name: 'окна — мск | поиск' }] },
    });
    const after = await roi();
    expect(after['окна — мск | поиск']).toEqual({ visits: 2, enquiries: 1, cost: '1000.00' });
    expect(after['okna_msk_poisk']).toBeUndefined();
    expect((await suggestions()).suggestions).toHaveLength(1);
    expect(readFileSync(join(directory.path, 'current.json'), 'utf8')).toBe(built);
    // Once more is the same.
    expect(await send('POST', '/accept', pair.accept)).toMatchObject({ status: 200, etag: accepted.etag });
  });

  test('is refused where an earlier rule calls it otherwise', async () => {
    const { status, body } = await send('POST', '/accept', { source: 'yandex', from: 'OKNA_msk_poisk', to: 'другое' });
    expect([status, body.code, body.errors]).toEqual([
      409,
      'already_named',
      [expect.objectContaining({ pointer: '/from' })],
    ]);
  });
});

describe('the mapping', () => {
  const rules = [{ kind: 'template', value: 'retarget-*', name: 'рся ретаргетинг' }];

  test('is replaced whole, by whoever has read it last', async () => {
    const { headers } = await http.get('/v1/campaign-mapping');
    const tag = { 'if-match': headers.get('etag') ?? '' };
    const [one, other] = await Promise.all([
      send('PUT', '', { rules }, tag),
      send('POST', '/accept', { from: 'balkony', to: 'балконы' }, tag),
    ]);
    expect([one.status, other.status].toSorted()).toEqual([200, 412]);
    expect([one, other].find(({ status }) => status === 412)?.body.code).toBe('changed_meanwhile');
    expect(await send('PUT', '', { rules })).toMatchObject({ status: 200, body: { rules } });
    expect((await http.get('/v1/campaign-mapping')).body).toEqual({ rules });
    expect((await roi())['рся ретаргетинг']).toEqual({ visits: 1, enquiries: 0, cost: '300.00' });
  });

  test.each([
    ['an unknown kind', { rules: [{ kind: 'regex', value: 'a', name: 'b' }] }, '/rules/0/kind'],
    ['no name', { rules: [...rules, { kind: 'exact', value: 'a' }] }, '/rules/1/name'],
    ['an empty value', { rules: [{ kind: 'exact', value: ' ', name: 'b' }] }, '/rules/0/value'],
    ['a member nobody reads', { rules: [{ ...rules[0], medium: 'cpc' }] }, '/rules/0'],
    ['too many', { rules: Array.from({ length: 2_001 }, () => rules[0]) }, '/rules'],
    ['no rules', {}, '/rules'],
  ])('is refused with %s, and stays', async (_, body, pointer) => {
    const answer = await send('PUT', '', body);
    expect([answer.status, answer.body.code]).toEqual([422, 'mapping_invalid']);
    expect(answer.body.errors).toEqual([expect.objectContaining({ pointer })]);
    expect((await http.get('/v1/campaign-mapping')).body).toEqual({ rules });
  });

  test('is for administrators to write, and for readers to read; what is no JSON is told', async () => {
    const { body } = await http.post('/v1/keys', { name: 'reader', scopes: ['read'], workspaces: ['main'] });
    expect((await send('PUT', '', { rules: [] }, {}, body.key)).status).toBe(403);
    expect((await send('POST', '/accept', { from: 'a', to: 'b' }, {}, body.key)).status).toBe(403);
    const headers = { authorization: `Bearer ${body.key}` };
    expect((await fetch(`${app.url}/v1/campaign-mapping`, { headers })).status).toBe(200);
    const admin = { method: 'PUT', headers: { authorization: `Bearer ${ADMIN_KEY}` }, body: '{' };
    expect((await fetch(`${app.url}/v1/campaign-mapping`, admin)).status).toBe(400);
    expect((await http.get('/v1/campaign-mapping/suggestions?from=2026-07-32')).status).toBe(400);
    expect((await http.get('/v1/campaign-mapping?workspace=nobody')).status).toBe(404);
  });
});

describe('the command line', () => {
  async function throughline(...argv: string[]): Promise<{ code: number; out: string; said: string }> {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const [out, said] = [text(stdout), text(stderr)];
    const environment = { THROUGHLINE_DATA_DIR: directory.path };
    const code = await runCommandLine(['node', 'throughline', ...argv], environment, { stdout, stderr, on: () => {} });
    stdout.end();
    stderr.end();
    return { code, out: await out, said: await said };
  }

  test('lists the rules, suggests pairs and accepts one', async () => {
    const suggested = await throughline('mapping', 'suggest', '--from', '2026-07-01', '--to', '2026-07-31');
    expect(suggested).toMatchObject({
      code: 0,
      said: 'campaigns: 3 with spend and no visits, 3 with visits and no spend\n',
    });
    expect(suggested.out).toBe('1\tyandex\tokna_msk_poisk\tокна — мск | поиск\t2\t1000.00\n');
    const accepted = await throughline(
      'mapping',
      'accept',
      'okna_msk_poisk',
      'окна — мск | поиск',
      '--source',
      'yandex',
    );
    expect(accepted.out).toContain('exact\tyandex\tokna_msk_poisk\tокна — мск | поиск\n');
    expect((await throughline('mapping', 'list')).out).toBe(accepted.out);
    expect(await throughline('mapping', 'accept', 'okna_msk_poisk', 'other', '--source', 'yandex')).toMatchObject({
      code: 1,
      said: expect.stringContaining('An earlier rule'),
    });
  });

  test('prints data-health with a column for each source', async () => {
    const { code, out } = await throughline('report', 'data-health', '--from', '2026-07-01', '--to', '2026-07-31');
    expect(code).toBe(0);
    expect(out).toMatch(/^costs_without_visits +2 +2$/m);
  });
});
