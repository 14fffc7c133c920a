import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { LogUnavailableError } from '@throughline/event-log';
import { decodePosition } from '@throughline/events';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { COST_ROW, SAMPLES } from '../test/samples.ts';
import { startIngestWeb, type Started } from '../test/start-ingest-web.ts';

let web: Started;
beforeAll(async () => {
  web = await startIngestWeb();
});
afterAll(() => web.stop());

const VISIT = SAMPLES['visit']!;
const BAD = { ...VISIT, id: 'bad', url: undefined };

describe('POST /v1/events', () => {
  test('one event: 202 after it is in the log', async () => {
    const before = (await web.events()).length;
    const { status, json, headers } = await web.post('/v1/events', VISIT);
    expect(status).toBe(202);
    expect(json).toEqual({ accepted: 1, position: expect.any(String), rejected: [] });
    expect(headers.get('x-request-id')).toMatch(/./);
    const events = await web.events();
    expect(events).toHaveLength(before + 1);
    expect(events.at(-1)).toMatchObject({ type: 'visit', id: 'v1', workspace: 'main' });
  });

  test('a batch of every type, the bad one told apart by its index', async () => {
    const before = (await web.events()).length;
    const { status, json } = await web.post('/v1/events', { events: [...Object.values(SAMPLES), BAD, 5] });
    expect(status).toBe(202);
    expect(json.accepted).toBe(9);
    expect(json.rejected).toEqual([
      { index: 9, pointer: '/url', code: 'required', detail: expect.any(String) },
      { index: 10, pointer: '', code: 'not_object', detail: expect.any(String) },
    ]);
    expect(await web.events()).toHaveLength(before + 9);
    const ends = await web.log.endOffsets('events');
    expect(decodePosition(json.position)).toEqual({ events: ends });
  });

  test('nothing acceptable: 422 with every reason', async () => {
    const before = (await web.events()).length;
    const { status, json, headers } = await web.post('/v1/events', { events: [BAD, BAD] });
    expect(status).toBe(422);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(json).toMatchObject({
      status: 422,
      code: 'nothing_acceptable',
      title: 'Unprocessable Entity',
      errors: [{ index: 0, pointer: '/url', code: 'required' }, { index: 1 }],
    });
    expect(await web.events()).toHaveLength(before);
  });

  test('a bad clock is kept for a replay, whether others were accepted or not', async () => {
    const event = { ...VISIT, id: 'future', at: '2099-01-01T00:00:00Z' };
    expect((await web.post('/v1/events', { events: [VISIT, event] })).status).toBe(202);
    expect((await web.post('/v1/events', event)).status).toBe(422);
    const records = await web.rejected();
    expect(records).toHaveLength(2);
    expect(records[1]).toMatchObject({
      workspace: 'main',
      source: 'api',
      reason: 'clock_out_of_range',
      receivedAt: expect.any(Number),
      raw: null,
    });
    expect(JSON.parse(Buffer.from(String(records[1]!['bytes']), 'base64').toString())).toEqual(event);
  });

  test('a bad clock in an event that nests too deep to be kept: only told, and its neighbour accepted', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const bad = JSON.stringify({ ...VISIT, id: 'deep', at: '2099-01-01T00:00:00Z' }).replace(/}$/, `,"deep":${deep}}`);
    const before = (await web.rejected()).length;
    const { status, json } = await web.post('/v1/events', Buffer.from(`{"events":[${JSON.stringify(VISIT)},${bad}]}`));
    expect([status, json.accepted, json.rejected[0].code]).toEqual([202, 1, 'clock_out_of_range']);
    expect(await web.rejected()).toHaveLength(before);
  });

  test('hundreds of thousands of unknown members are refused without being copied', async () => {
    const members = Array.from({ length: 300_000 }, (_, index) => `"a${index}":1`).join(',');
    for (const body of [`{${members},`, `{"extra":{${members}},`]) {
      const { status, json } = await web.post('/v1/events', Buffer.from(body + JSON.stringify(VISIT).slice(1)));
      expect([status, json.errors[0].code]).toEqual([422, 'too_long']);
    }
  });

  test.each<[string, unknown, number, string]>([
    ['1,000 events', { events: Array(1_000).fill(SAMPLES['mark']) }, 202, ''],
    ['1,001 events', { events: Array(1_001).fill(SAMPLES['mark']) }, 422, 'too_many'],
    ['no events', { events: [] }, 202, ''],
    ['events that are no list', { events: { a: 1 } }, 422, 'not_list'],
    ['a list', [VISIT], 422, 'not_object'],
    ['a text', '"x"', 422, 'not_object'],
    ['10,000 levels', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, 422, 'not_object'],
    ['10,000 levels beside the events', `{"odd":${'['.repeat(10_000)}${']'.repeat(10_000)},"events":[]}`, 202, ''],
  ])('%s', async (_name, body, status, code) => {
    const answer = await web.post('/v1/events', body);
    expect(answer.status).toBe(status);
    if (code !== '') expect(answer.json.errors).toMatchObject([{ code }]);
  });
});

describe('bodies', () => {
  const json = JSON.stringify(VISIT);
  test.each<[string, string | Uint8Array, Record<string, string>, number, string]>([
    ['not JSON', '{"type":', {}, 400, 'not_json'],
    ['nothing', '', {}, 400, 'not_json'],
    ['NaN', '{"type":"call","wait_seconds":NaN}', {}, 400, 'not_json'],
    ['a raw NUL', '{"type":"vi\0sit"}', {}, 400, 'not_json'],
    ['an escaped NUL', '{"type":"visit","id":"1","visitor_id":"a\\u0000","url":"u"}', {}, 422, 'nothing_acceptable'],
    ['a lone surrogate', '{"type":"visit","id":"1","visitor_id":"a\\ud800","url":"u"}', {}, 422, 'nothing_acceptable'],
    [
      'a lone surrogate in an event without id',
      '{"type":"visit","at":"2026-08-01T00:00:00Z","visitor_id":"a","url":"u","x":"\\udc00"}',
      {},
      422,
      'nothing_acceptable',
    ],
    ['Windows-1251', json, { 'content-type': 'application/json; charset=windows-1251' }, 415, 'unsupported_charset'],
    ['UTF-8, said so', json, { 'content-type': 'application/json; charset="UTF-8"' }, 202, ''],
    [
      'bytes that are no UTF-8',
      Buffer.concat([Buffer.from('{"type":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
      {},
      400,
      'not_utf8',
    ],
    ['UTF-16', Buffer.from(`\ufeff${json}`, 'utf16le'), {}, 400, 'not_utf8'],
    ['a byte order mark', Buffer.from(`\ufeff${json}`), {}, 202, ''],
    ['another media type', json, { 'content-type': 'application/x-www-form-urlencoded' }, 202, ''],
    ['gzip', gzipSync(json), { 'content-encoding': 'gzip' }, 202, ''],
    ['deflate', deflateSync(json), { 'content-encoding': 'deflate' }, 202, ''],
    ['brotli', brotliCompressSync(json), { 'content-encoding': 'br' }, 202, ''],
    ['identity', json, { 'content-encoding': 'identity' }, 202, ''],
    ['a coding we do not know', json, { 'content-encoding': 'zstd' }, 415, 'unsupported_encoding'],
    ['a name every object knows', json, { 'content-encoding': 'constructor' }, 415, 'unsupported_encoding'],
    ['a prototype', json, { 'content-encoding': '__proto__' }, 415, 'unsupported_encoding'],
    ['gzip that is none', json, { 'content-encoding': 'gzip' }, 400, 'bad_encoding'],
    ['gzip cut short', gzipSync(json).subarray(0, 40), { 'content-encoding': 'gzip' }, 400, 'bad_encoding'],
    ['a gzip bomb', gzipSync(Buffer.alloc(200_000_000)), { 'content-encoding': 'gzip' }, 413, 'body_too_large'],
    [
      'a brotli bomb',
      brotliCompressSync(Buffer.alloc(50_000_000)),
      { 'content-encoding': 'br' },
      413,
      'body_too_large',
    ],
    ['5 MB and a byte', ' '.repeat(5_000_001 - json.length) + json, {}, 413, 'body_too_large'],
    ['5 MB', ' '.repeat(5_000_000 - json.length) + json, {}, 202, ''],
    ['50 MB', Buffer.alloc(50_000_000, 32), {}, 413, 'body_too_large'],
  ])('%s', async (_name, body, headers, status, code) => {
    const answer = await web.post('/v1/events', body, headers);
    expect(answer.status).toBe(status);
    if (code !== '') expect(answer.json.code).toBe(code);
  });
});

describe('keys and workspaces', () => {
  test.each<[string, string, string, number]>([
    ['no key', '/v1/events', '', 401],
    ['an unknown key', '/v1/events', 'Bearer nobody', 401],
    ['another scheme', '/v1/events', 'Basic ingest', 401],
    ['a key that may only read', '/v1/events', 'Bearer read', 403],
    ['the admin key', '/v1/events', 'Bearer admin', 202],
    ['another workspace of the key', '/v1/events?workspace=other', 'Bearer ingest', 202],
    ['a foreign workspace', '/v1/events?workspace=foreign', 'Bearer ingest', 404],
    ['no such workspace', '/v1/events?workspace=foreign', 'Bearer admin', 404],
  ])('%s', async (_name, path, authorization, status) => {
    const answer = await web.post(path, VISIT, { authorization });
    expect(answer.status).toBe(status);
    if (status === 401) expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });
  test('an event is written for the workspace that was named', async () => {
    await web.post('/v1/events?workspace=other', { ...VISIT, id: 'elsewhere' });
    expect((await web.events()).at(-1)).toMatchObject({ id: 'elsewhere', workspace: 'other' });
  });
});

describe('POST /v1/costs', () => {
  test('rows become cost events', async () => {
    const { status, json } = await web.post('/v1/costs', { rows: [COST_ROW, { ...COST_ROW, cost: '1,5' }] });
    expect(status).toBe(202);
    expect(json).toMatchObject({ accepted: 1, rejected: [{ index: 1, pointer: '/cost', code: 'invalid_amount' }] });
    expect((await web.events()).at(-1)).toMatchObject({ type: 'cost', adSource: 'yandex' });
  });
  test.each<[string, unknown, string]>([
    ['no rows', {}, 'not_list'],
    ['a list', [COST_ROW], 'not_object'],
    ['10,001 rows', { rows: Array(10_001).fill(1) }, 'too_many'],
  ])('%s: 422', async (_name, body, code) => {
    const { status, json } = await web.post('/v1/costs', body);
    expect(status).toBe(422);
    expect(json.errors).toMatchObject([{ code }]);
  });
});

describe('retries', () => {
  const { id: _id, at: _at, ...bare } = VISIT;
  test('a replayed request is two equal contents under one id', async () => {
    const before = (await web.events()).length;
    await web.post('/v1/events', VISIT);
    await web.post('/v1/events', VISIT);
    const [a, b] = (await web.events()).slice(before);
    expect(a).toEqual(b);
  });
  test('the same id with another body is kept beside the first', async () => {
    const before = (await web.events()).length;
    await web.post('/v1/events', { ...VISIT, id: 'twice', url: 'a' });
    expect((await web.post('/v1/events', { ...VISIT, id: 'twice', url: 'b' })).status).toBe(202);
    expect((await web.events()).slice(before).map((event) => [event.id, 'url' in event && event.url])).toEqual([
      ['twice', 'a'],
      ['twice', 'b'],
    ]);
  });
  test('one Idempotency-Key, one statement, one answer; at once or one after the other', async () => {
    const before = (await web.events()).length;
    const headers = { 'idempotency-key': 'order-1' };
    const answers = await Promise.all([1, 2, 3].map(() => web.post('/v1/events', { events: [bare, bare] }, headers)));
    answers.push(await web.post('/v1/events', { events: [bare, bare] }, headers));
    expect(new Set(answers.map(({ status, json }) => JSON.stringify([status, json]))).size).toBe(1);
    const events = (await web.events()).slice(before);
    expect(events).toHaveLength(2);
    expect(events[0]!.id).not.toBe(events[1]!.id);
  });
  test('another process gives the same ids to the same key', async () => {
    const other = await startIngestWeb();
    for (const door of [web, other]) await door.post('/v1/events', bare, { 'idempotency-key': 'order-2' });
    expect((await other.events()).at(-1)!.id).toBe((await web.events()).at(-1)!.id);
    await other.stop();
  });
  test('one key of two senders, or in two workspaces, makes events of their own', async () => {
    const before = (await web.events()).length;
    const headers = { 'idempotency-key': 'shared' };
    await web.post('/v1/events', bare, headers);
    await web.post('/v1/events', bare, { ...headers, authorization: 'Bearer admin' });
    await web.post('/v1/events?workspace=other', bare, headers);
    const ids = (await web.events()).slice(before).map((event) => event.id);
    expect([ids.length, new Set(ids).size]).toEqual([3, 3]);
  });
  test('without a key each request is a statement of its own', async () => {
    const before = (await web.events()).length;
    await web.post('/v1/events', bare);
    await web.post('/v1/events', bare);
    const ids = (await web.events()).slice(before).map((event) => event.id);
    expect(new Set(ids).size).toBe(2);
  });
  test('a key with another body: 422', async () => {
    await web.post('/v1/events', bare, { 'idempotency-key': 'order-3' });
    const { status, json } = await web.post('/v1/events', VISIT, { 'idempotency-key': 'order-3' });
    expect([status, json.code]).toEqual([422, 'idempotency_key_reused']);
  });
  test('a malformed key: 400', async () => {
    const { status, json } = await web.post('/v1/events', bare, { 'idempotency-key': 'x'.repeat(256) });
    expect([status, json.code]).toEqual([400, 'bad_idempotency_key']);
  });
});

describe('the log is unavailable', () => {
  let broken: Started;
  let down = true;
  beforeAll(async () => {
    broken = await startIngestWeb((log) => ({
      append: (topic, records) =>
        down ? Promise.reject(new LogUnavailableError('no space')) : log.append(topic, records),
    }));
  });
  afterAll(() => broken.stop());
  beforeEach(() => {
    down = true;
  });

  test.each([
    ['/v1/events', VISIT],
    ['/v1/costs', { rows: [COST_ROW] }],
    ['/v1/events', { ...VISIT, at: '2099-01-01T00:00:00Z' }],
  ])('%s: 503 with Retry-After', async (path, body) => {
    const { status, json, headers } = await broken.post(path, body);
    expect([status, json.code]).toEqual([503, 'log_unavailable']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  });
  test('a failed request with an Idempotency-Key may be tried again', async () => {
    const headers = { 'idempotency-key': 'again' };
    expect((await broken.post('/v1/events', VISIT, headers)).status).toBe(503);
    down = false;
    expect((await broken.post('/v1/events', VISIT, headers)).status).toBe(202);
  });
});
