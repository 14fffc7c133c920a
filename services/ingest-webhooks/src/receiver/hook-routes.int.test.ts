import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { decodePosition, TOPICS, unframeRawRecord } from '@throughline/events';
import { post, startWebhooks, type Harness } from '../test/start-webhooks.ts';

let service: Harness;
beforeEach(async () => {
  service = await startWebhooks();
});
afterEach(async () => {
  await service.stop();
});

const CALL = 'id=7&callerphone=79000000142&phonenumber=74990000111&timestamp=1772442845';

async function rawRecords() {
  const ends = await service.eventLog.endOffsets(TOPICS.raw);
  const pages = await Promise.all(
    ends.map((end, partition) => service.eventLog.read(TOPICS.raw, partition, 0, end + 1)),
  );
  return pages.flat().map((record) => unframeRawRecord(record.value));
}

describe('the door', () => {
  test('keeps the request byte for byte before it says 202', async () => {
    const { id, token, hook } = await service.source('calltouch');
    const bytes = new Uint8Array([0x61, 0x3d, 0xff, 0x00, 0x0a, 0x26]);
    const response = await fetch(`${hook}/more%2Fpath?q=%D0%B0&r`, {
      method: 'PUT',
      headers: { 'content-type': 'text/plain', cookie: 'c=1', authorization: 'Bearer x', 'user-agent': 'Calltouch' },
      body: bytes,
    });
    expect(response.status).toBe(202);
    const [record] = await rawRecords();
    expect(record).toEqual({
      workspace: 'main',
      source: id,
      settingsVersion: service.settings.state().version,
      requestId: response.headers.get('x-request-id'),
      request: {
        method: 'PUT',
        rest: '/more%2Fpath',
        query: 'q=%D0%B0&r',
        headers: { 'content-type': 'text/plain', 'user-agent': 'Calltouch' },
        body: Buffer.from(bytes),
        receivedAt: service.clock.now,
      },
    });
    expect(JSON.stringify(record)).not.toContain(token);
    const { position } = (await response.json()) as { position: string };
    expect(decodePosition(position)).toHaveProperty(TOPICS.raw);
  });

  test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'])('takes %s', async (method) => {
    const { hook } = await service.source('calltouch');
    const init = method === 'GET' || method === 'HEAD' ? {} : { body: CALL };
    expect((await fetch(`${hook}?${CALL}`, { method, ...init })).status).toBe(202);
  });

  test.each<[string, (hook: string, token: string) => string]>([
    ['another token', (hook, token) => hook.replace(token, `${token}x`)],
    ['a token cut short', (hook, token) => hook.replace(token, token.slice(0, -1))],
    ['no token', (hook, token) => hook.replace(`/${token}`, '')],
    ['an unknown source', (hook) => hook.replace('calltouch', 'nobody')],
    ['a prototype for a source', (hook) => hook.replace('calltouch', '__proto__')],
    ['a badly encoded token', (hook, token) => hook.replace(token, '%E0%A4%A')],
  ])('%s: 404, nothing kept', async (_, change) => {
    const { hook, token } = await service.source('calltouch');
    const response = await post(change(hook, token), CALL);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain(token);
    expect(await rawRecords()).toEqual([]);
  });

  test('a source that another process just made is found by reading the settings on', async () => {
    const token = 'another-process-token';
    const value = {
      workspace: 'main',
      provider: 'calltouch',
      name: 'x',
      role: 'call_tracking',
      tokenHash: createHash('sha256').update(token).digest('hex'),
      settings: {},
      enabled: true,
      createdAt: 0,
    };
    const record = { kind: 'source', id: 'late', value };
    await service.eventLog.append(TOPICS.settings, [
      { key: 'source:late', value: Buffer.from(JSON.stringify(record)) },
    ]);
    expect(service.settings.state().source('late')).toBeNull();
    expect((await post(`${service.url}/v1/hooks/late/${token}`, CALL)).status).toBe(202);
  });

  test('a flood of wrong addresses reads the settings once a second', async () => {
    let reads = 0;
    const refresh = service.settings.refresh.bind(service.settings);
    Object.assign(service.settings, { refresh: () => ((reads += 1), refresh()) });
    await Promise.all(Array.from({ length: 50 }, () => post(`${service.url}/v1/hooks/nobody/token-token`, CALL)));
    expect(reads).toBe(1);
  });

  test('a disabled source is not there', async () => {
    const { id, hook } = await service.source('calltouch');
    await service.change(id, { enabled: false });
    expect((await post(hook, CALL)).status).toBe(404);
  });

  test('a body over 1 MB is 413, one of 1 MB is not', async () => {
    const { hook } = await service.source('calltouch');
    expect((await post(hook, 'a'.repeat(1_000_001))).status).toBe(413);
    expect((await post(hook, 'a'.repeat(1_000_000))).status).toBe(202);
  });

  test('a full disk is 503 with Retry-After, and nothing was kept', async () => {
    const { hook } = await service.source('calltouch');
    service.storage.full = true;
    const response = await post(hook, CALL);
    service.storage.full = false;
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await rawRecords()).toEqual([]);
    expect((await post(hook, CALL)).status).toBe(202);
  });

  test('the secret of the address is in no log line', async () => {
    const { hook, token } = await service.source('calltouch');
    const failure = Object.assign(service.eventLog, { append: () => Promise.reject(new Error('broken disk')) });
    expect((await post(hook, CALL)).status).toBe(500);
    expect(failure).toBeDefined();
    expect(service.logged()).toContain('broken disk');
    expect(service.logged()).not.toContain(token);
  });

  test.each([
    ['nonsense', '\u0000\u0001%%%'],
    ['an empty body', ''],
    ['a body cut in half', '{"id":"7","callerph'],
  ])('%s is 202, kept, and listed as rejected', async (_, body) => {
    const { hook } = await service.source('calltouch');
    expect((await post(hook, body)).status).toBe(202);
    await service.settled();
    const { json } = await service.api('GET', '/v1/rejected');
    expect(json['rejected']).toMatchObject([{ source: 'calltouch', bytes: Buffer.from(body).toString('base64') }]);
    expect(await service.events()).toEqual([]);
  });
});
