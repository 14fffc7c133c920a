import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startIngestWeb, type Started } from '../test/start-ingest-web.ts';

const ADMIN = { authorization: 'Bearer admin' };
let service: Started;
beforeEach(async () => {
  service = await startIngestWeb(undefined, { publicUrl: 'https://t.shop.example/' });
});
afterEach(() => service.stop());

const patch = async (id: string, body: unknown) => {
  const answer = await service.raw(`/v1/sites/${id}`, { method: 'PATCH', headers: ADMIN, body: JSON.stringify(body) });
  return { status: answer.status, json: (await answer.json()) as any };
};

test('sites are sources of their own, numbered, with hosts as browsers write them', async () => {
  const hosts = ['https://Магазин.рф/about', 'Shop.Example:8080', 'shop.example'];
  const made = await Promise.all(
    [{ hosts, name: 'Shop' }, { hosts: ['two.example'] }].map((body) => service.post('/v1/sites', body, ADMIN)),
  );
  expect(made.map(({ status, json }) => [status, json.id, json.name, json.hosts])).toEqual([
    [201, 'site', 'Shop', ['xn--80aairftm.xn--p1ai', 'shop.example']],
    [201, 'site-2', 'two.example', ['two.example']],
  ]);
  expect(made[0]?.json.key).toMatch(/^[A-Za-z0-9]{16}$/);
  expect(made[0]?.json.key).not.toBe(made[1]?.json.key);
  const listed = await service.get('/v1/sites', 'admin');
  expect(listed.json.sites).toEqual(made.map(({ json }) => json));
});

test('the snippet is HTML to paste, with the tracker, the queue before it, and the pixel', async () => {
  const { json } = await service.post('/v1/sites', { hosts: ['shop.example'] }, ADMIN);
  expect(json.snippet).toContain(`<script async src="https://t.shop.example/t.js" data-site="${json.key}"`);
  expect(json.snippet).toContain(`<noscript><img src="https://t.shop.example/v1/collect.gif?key=${json.key}"`);
  expect(json.snippet).toContain('referrerpolicy="no-referrer-when-downgrade"');
});

test('what is named changes, the key stays', async () => {
  const { json } = await service.post('/v1/sites', { hosts: ['shop.example'] }, ADMIN);
  expect(await patch('site', { hosts: ['new.example'] })).toEqual({
    status: 200,
    json: { ...json, hosts: ['new.example'] },
  });
  expect((await patch('site', { name: 'New', enabled: false })).json).toMatchObject({
    key: json.key,
    name: 'New',
    enabled: false,
    hosts: ['new.example'],
  });
  expect(await patch('site-9', {})).toMatchObject({ status: 404, json: { code: 'site_unknown' } });
});

test.each([
  ['no hosts', {}, '/hosts'],
  ['an empty list', { hosts: [] }, '/hosts'],
  ['a host that is none', { hosts: ['shop.example', 'a b'] }, '/hosts/1'],
  ['a wildcard', { hosts: ['*.shop.example'] }, '/hosts/0'],
  ['an empty name', { hosts: ['a.example'], name: ' ' }, '/name'],
  ['an unknown field', { hosts: ['a.example'], key: 'mine' }, '/key'],
])('%s: 422 with its place', async (_what, body, pointer) => {
  const { status, json } = await service.post('/v1/sites', body, ADMIN);
  expect([status, json.code, json.errors.map((error: any) => error.pointer)]).toEqual([422, 'site_invalid', [pointer]]);
  expect((await service.get('/v1/sites', 'admin')).json.sites).toEqual([]);
});

test('only administrators make and see them', async () => {
  expect((await service.post('/v1/sites', { hosts: ['a.example'] })).status).toBe(403);
  expect((await service.get('/v1/sites', 'read')).status).toBe(403);
  expect((await service.raw('/v1/sites')).status).toBe(401);
});
