import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ADMIN_KEY, startInstance, type Answer, type Instance } from './process/instance.ts';
import { throughline, type Ended } from './process/running-command.ts';
import { temporaryDirectory } from './process/temporary-directory.ts';

/** Keys over HTTP and the command line: what each opens, that it is shown once, and that a removed one opens nothing. */
const directory = temporaryDirectory('keys');
let instance: Instance;
/** Every key that was made here: none of them may be found anywhere afterwards. */
const made: string[] = [];

async function as(key: string | null, method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(instance.url + path, {
    method,
    headers: { ...(key === null ? {} : { authorization: `Bearer ${key}` }), 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

async function makeKey(scopes: string[], over: object = {}): Promise<{ id: string; key: string }> {
  const { status, body } = await as(ADMIN_KEY, 'POST', '/v1/keys', { name: scopes.join(' and '), scopes, ...over });
  expect(status).toBe(201);
  expect(body).toEqual({ id: expect.stringMatching(/^[0-9a-f]{12}$/), key: expect.stringMatching(/^tl_[\w-]{43}$/) });
  made.push(body.key);
  return body;
}

const run = (...args: string[]): Promise<Ended> => throughline(args, { settings: { DATA_DIR: directory.path } });
const VISIT = { type: 'visit', id: 'v1', at: '2026-08-01T10:00:00Z', visitor_id: 'w1', url: 'https://x.example/' };

beforeAll(async () => {
  instance = await startInstance(directory.path, { settings: { LOG_LEVEL: 'trace' } });
});
afterAll(async () => {
  await instance.stop('SIGKILL');
  directory.remove();
});

describe('a key opens what its scopes say', () => {
  const doors = {
    send: (key: string) => as(key, 'POST', '/v1/events', VISIT),
    read: (key: string) => as(key, 'GET', '/v1/reports/roi'),
    keys: (key: string) => as(key, 'GET', '/v1/keys'),
  };
  test.each([
    [['ingest'], { send: 202, read: 403, keys: 403 }],
    [['read'], { send: 403, read: 200, keys: 403 }],
    [['ingest', 'read'], { send: 202, read: 200, keys: 403 }],
    [['admin'], { send: 202, read: 200, keys: 200 }],
  ])('%j', async (scopes, expected) => {
    const { key } = await makeKey(scopes);
    const answers = Object.entries(doors).map(async ([name, ask]) => [name, (await ask(key)).status] as const);
    expect(Object.fromEntries(await Promise.all(answers))).toEqual(expected);
  });

  test('and only in its workspaces: an administrator of one neither sees nor makes nor removes keys of others', async () => {
    const wide = await makeKey(['ingest'], { workspaces: ['*'] });
    const bound = await makeKey(['admin']);
    expect((await as(bound.key, 'GET', '/v1/keys?workspace=other')).status).toBe(404);
    const { body } = await as(bound.key, 'GET', '/v1/keys');
    expect(body.keys.map(({ id }: { id: string }) => id)).toContain(bound.id);
    for (const { workspaces } of body.keys) expect(workspaces).toEqual(['main']);
    const more = await as(bound.key, 'POST', '/v1/keys', { name: 'more', scopes: ['read'], workspaces: ['main', '*'] });
    expect(more).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/workspaces/1', code: 'workspace_unknown' }] },
    });
    expect((await as(bound.key, 'DELETE', `/v1/keys/${wide.id}`)).status).toBe(404);
    expect((await as(wide.key, 'POST', '/v1/events', VISIT)).status).toBe(202);
  });
});

test.each([
  ['no name', { scopes: ['read'] }, '/name'],
  ['an empty name', { name: ' ', scopes: ['read'] }, '/name'],
  ['no scopes', { name: 'x', scopes: [] }, '/scopes'],
  ['an unknown scope', { name: 'x', scopes: ['write'] }, '/scopes/0'],
  ['an unknown workspace', { name: 'x', scopes: ['read'], workspaces: ['nowhere'] }, '/workspaces/0'],
  ['an unknown field', { name: 'x', scopes: ['read'], key: 'mine' }, '/key'],
])('%s: 422 with its place', async (_what, body, pointer) => {
  const before = (await as(ADMIN_KEY, 'GET', '/v1/keys')).body.keys.length;
  const answer = await as(ADMIN_KEY, 'POST', '/v1/keys', body);
  expect({ status: answer.status, pointers: answer.body.errors.map((e: { pointer: string }) => e.pointer) }).toEqual({
    status: 422,
    pointers: [pointer],
  });
  expect((await as(ADMIN_KEY, 'GET', '/v1/keys')).body.keys).toHaveLength(before);
});

test('without a key 401, with a body that is no JSON 400, for a key that is not there 404', async () => {
  expect((await as(null, 'POST', '/v1/keys', {})).status).toBe(401);
  expect((await as(null, 'DELETE', '/v1/keys/admin')).status).toBe(401);
  expect((await as(ADMIN_KEY, 'DELETE', '/v1/keys/nobody')).status).toBe(404);
  const headers = { authorization: `Bearer ${ADMIN_KEY}` };
  expect((await fetch(`${instance.url}/v1/keys`, { method: 'POST', headers, body: '{' })).status).toBe(400);
});

test('a removed key opens nothing from the next request on; the list never has a secret', async () => {
  const { id, key } = await makeKey(['read']);
  expect((await as(key, 'GET', '/v1/reports/roi')).status).toBe(200);
  const { body } = await as(ADMIN_KEY, 'GET', '/v1/keys');
  expect(body.keys).toContainEqual({ id, name: 'read', scopes: ['read'], workspaces: ['main'] });
  expect(body.keys).toContainEqual({ id: 'admin', name: 'Administrator', scopes: ['admin'], workspaces: ['*'] });
  for (const listed of body.keys) expect(Object.keys(listed).sort()).toEqual(['id', 'name', 'scopes', 'workspaces']);
  expect(await as(ADMIN_KEY, 'DELETE', `/v1/keys/${id}`)).toMatchObject({ status: 204, body: '' });
  expect((await as(key, 'GET', '/v1/reports/roi')).status).toBe(401);
  expect((await as(ADMIN_KEY, 'DELETE', `/v1/keys/${id}`)).status).toBe(404);
  expect(JSON.stringify((await as(ADMIN_KEY, 'GET', '/v1/keys')).body)).not.toContain(id);
});

test('key add, list and remove on the command line', async () => {
  const added = await run('key', 'add', 'Сайт', '--scope', 'ingest', '--scope', 'read', '--workspace', 'main');
  const [id = '', key = ''] = added.stdout.trimEnd().split('\n');
  made.push(key);
  expect({ code: added.code, stderr: added.stderr }).toEqual({ code: 0, stderr: '' });
  expect((await as(key, 'POST', '/v1/events', VISIT)).status).toBe(202);
  expect((await run('key', 'list')).stdout.split('\n')).toContain(`${id}\tingest,read\tmain\tСайт`);
  const listed = JSON.parse((await run('key', 'list', '--json')).stdout) as object[];
  expect(listed).toContainEqual({ id, name: 'Сайт', scopes: ['ingest', 'read'], workspaces: ['main'] });
  const json = JSON.parse((await run('key', 'add', 'x', '--scope', 'read', '--json')).stdout);
  made.push(json.key);
  expect(Object.keys(json)).toEqual(['id', 'key']);
  expect(await run('key', 'remove', id)).toMatchObject({ code: 0, stdout: '' });
  expect((await as(key, 'POST', '/v1/events', VISIT)).status).toBe(401);
  expect(await run('key', 'remove', id)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^throughline: 404 /),
  });
  expect(await run('key', 'add', 'x', '--scope', 'write')).toMatchObject({ code: 1, stdout: '' });
  expect(await run('key', 'add', 'x')).toMatchObject({ code: 2, stdout: '' });
});

test('no key is in a log line or on the disk', async () => {
  expect((await instance.stop()).code).toBe(0);
  const { stderr, stdout } = await instance.command.ended;
  const files = readdirSync(directory.path, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const kept = files.map((file) => readFileSync(join(file.parentPath, file.name)));
  expect(made.length).toBeGreaterThan(6);
  expect(kept.length).toBeGreaterThan(3);
  for (const key of made) {
    expect(stderr + stdout).not.toContain(key);
    expect(kept.some((bytes) => bytes.includes(key))).toBe(false);
  }
});
