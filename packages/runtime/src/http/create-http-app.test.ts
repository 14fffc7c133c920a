import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Express } from 'express';
import { connect } from 'node:net';
import { operationalRoutes } from '../health/operational-routes.ts';
import { createLogger } from '../log/create-logger.ts';
import { createMetrics } from '../metrics/create-metrics.ts';
import { keyAuthenticator, type Principal } from './authorize.ts';
import { createHttpApp, type HotHandler, type HttpApp } from './create-http-app.ts';
import { pageHeaders } from './page-headers.ts';
import { problem } from './problem.ts';
import { readBody } from './read-body.ts';
import { accessOf, requireScope } from './require-scope.ts';
import { sendJson } from './send.ts';

let app: HttpApp;
let url: string;
let port: number;
const lines: string[] = [];
let healthy = true;

function routes(express: Express): void {
  const metrics = createMetrics({ defaults: false });
  metrics.counter('seen_total', 'Seen.').inc();
  operationalRoutes(express, { metrics, version: '1.2.3', checks: { log: () => healthy, slow: async () => true } });
  express.get('/boom', () => {
    throw new Error('for ivan@example.com');
  });
  express.get('/later', async () =>
    Promise.reject(problem(409, 'not_yet', 'Wait.', [{ pointer: '/x', code: 'late', detail: 'Late.' }])),
  );
  express.get('/page', pageHeaders(), (_request, response) => void response.send('<p>'));
  express.get(
    '/echo/:name',
    (request, response) => void response.json({ name: request.params.name, q: request.query }),
  );
  const everyone: Principal = { id: 'k', scopes: ['read'], workspaces: ['main'] };
  express.get(
    '/read',
    requireScope('read', async (bearer) => (bearer === 'k' ? everyone : null)),
    (request, response) => sendJson(request, response, 200, JSON.stringify(accessOf(request).workspace)),
  );
}

beforeAll(async () => {
  const logger = createLogger({ level: 'info', name: 'test', destination: { write: (line) => void lines.push(line) } });
  app = createHttpApp({
    logger,
    routes,
    hot: new Map<string, HotHandler>([
      [
        'POST /hot',
        async (request, response) => sendJson(request, response, 200, String((await readBody(request, 10)).length)),
      ],
      ['GET /hot-boom', () => Promise.reject(new Error('broken'))],
    ]),
  });
  port = await app.listen(0, '127.0.0.1');
  url = `http://127.0.0.1:${port}`;
});
afterAll(() => app.close(0));

/** What a raw connection gets back for some bytes, until the server closes it or `ms` pass. */
function raw(text: string, ms = 2_000): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    const done = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(done, ms);
    socket.on('data', (data) => (answer += data.toString()));
    socket.on('close', done);
    socket.on('error', done);
    socket.write(text);
  });
}

test('operational routes', async () => {
  expect(await (await fetch(`${url}/livez`)).json()).toEqual({ alive: true });
  expect(await (await fetch(`${url}/version`)).json()).toEqual({ version: '1.2.3' });
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('throughline_seen_total 1');
  const ready = await fetch(`${url}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([200, { ready: true, checks: { log: true, slow: true } }]);
  healthy = false;
  expect((await fetch(`${url}/readyz`)).status).toBe(503);
  healthy = true;
});

test.each([
  ['DELETE', '/hot', 'POST'],
  ['POST', '/hot-boom', 'GET'],
  ['PATCH', '/echo/a', 'GET, HEAD'],
])('%s %s: the path is known, by another method', async (method, path, allowed) => {
  const answer = await fetch(url + path, { method });
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, allowed]);
  expect(await answer.json()).toMatchObject({ code: 'method_not_allowed', detail: expect.stringContaining(allowed) });
});

describe('problems', () => {
  test.each([
    ['/nowhere', 404, 'not_found'],
    ['/boom', 500, 'internal'],
    ['/hot-boom', 500, 'internal'],
    ['/later', 409, 'not_yet'],
    ['/echo/%zz', 400, 'bad_request'],
  ])('%s is %d %s', async (path, status, code) => {
    const answer = await fetch(url + path, { headers: { 'x-request-id': 'abc-1' } });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(await answer.json()).toMatchObject({
      type: `urn:throughline:problem:${code}`,
      title: expect.any(String),
      status,
      code,
      detail: expect.any(String),
      request_id: 'abc-1',
    });
  });
  test('a 500 is logged with its cause and without personal data, and tells the sender nothing', async () => {
    lines.length = 0;
    expect(await (await fetch(`${url}/boom`)).text()).not.toContain('ivan');
    expect(lines.join('')).toContain('for [email]');
  });
  test('a harmful request id is replaced', async () => {
    const answer = await fetch(`${url}/livez`, { headers: { 'x-request-id': 'a b"c' } });
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f]{12}-/);
  });
});

test('express works as ever: parameters, query, res.json', async () => {
  expect(await (await fetch(`${url}/echo/a%20b?x=1&x=2`)).json()).toEqual({ name: 'a b', q: { x: ['1', '2'] } });
});

test('pages carry security headers', async () => {
  const { headers } = await fetch(`${url}/page`);
  expect(headers.get('content-security-policy')).toContain("default-src 'self'");
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-powered-by')).toBeNull();
});

test.each([
  ['', '', 401],
  ['', 'Bearer nobody', 401],
  ['', 'Bearer k', 200],
  ['?workspace=main', 'bearer k', 200],
  ['?workspace=foreign', 'Bearer k', 404],
])('requireScope: %s with "%s" is %d', async (query, authorization, status) => {
  expect((await fetch(`${url}/read${query}`, { headers: { authorization } })).status).toBe(status);
});

describe('raw connections', () => {
  const head = 'POST /hot HTTP/1.1\r\nHost: x\r\n';
  test.each<[string, string, RegExp]>([
    ['no HTTP', 'hello\r\n\r\n', /^HTTP\/1\.1 400 [^]*malformed_request/],
    [
      'huge headers',
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      /^HTTP\/1\.1 431 [^]*headers_too_large/,
    ],
    [
      'a Content-Length beyond the limit, before any byte of the body',
      `${head}Content-Length: 11\r\n\r\n`,
      /^HTTP\/1\.1 413 [^]*body_too_large/,
    ],
    [
      'chunks beyond the limit, before their end',
      `${head}Transfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n`,
      /^HTTP\/1\.1 413 /,
    ],
    [
      'a Content-Length shorter than the body',
      `${head}Content-Length: 2\r\n\r\n{}garbage\r\n\r\n`,
      /HTTP\/1\.1 400 [^]*malformed_request/,
    ],
    ['no Host', 'GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 400 [^]*host_missing/],
    ['HTTP/1.0, which knows no Host', 'GET /livez HTTP/1.0\r\n\r\n', /^HTTP\/1\.1 200 /],
    [
      'an expectation nobody knows',
      `${head}Expect: tea\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
      /^HTTP\/1\.1 417 [^]*expectation_unknown/,
    ],
    [
      'a whole address, as a proxy may send it, for a hot handler too',
      'POST http://shop.example/hot?a=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}',
      /^HTTP\/1\.1 200 [^]*2$/,
    ],
    ['a Content-Length that is no number', `${head}Content-Length: x\r\n\r\n{}`, /^HTTP\/1\.1 400 /],
    [
      'a Content-Length and chunks',
      `${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      /^HTTP\/1\.1 400 /,
    ],
  ])('%s', async (_name, text, expected) => {
    expect(await raw(text, 1_000)).toMatch(expected);
  });
  test('the rest of a refused body does not spoil the next request of the connection', async () => {
    const answer = await raw(
      `${head}Content-Length: 11\r\n\r\n01234567890GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 [^]*HTTP\/1\.1 200 [^]*alive/);
  });
});

test('a key is hashed once, and ends with the settings that withdraw it', () => {
  let version = 1;
  let lookups = 0;
  const principal: Principal = { id: 'k', scopes: ['read'], workspaces: 'all' };
  const authenticate = keyAuthenticator(
    (hash) => {
      lookups++;
      return version === 1 && hash.length === 64 ? principal : null;
    },
    () => version,
  );
  expect([authenticate('a'), authenticate('a'), lookups]).toEqual([principal, principal, 1]);
  version = 2;
  expect([authenticate('a'), lookups]).toEqual([null, 2]);
});

test('what is longer than any key is nobody, without a look', () => {
  const principal: Principal = { id: 'k', scopes: ['read'], workspaces: 'all' };
  const authenticate = keyAuthenticator(
    () => principal,
    () => 1,
  );
  expect([authenticate('a'.repeat(512)), authenticate('a'.repeat(513))]).toEqual([principal, null]);
});

test('a closing server lets a running request end and takes no new one', async () => {
  let answer = (): void => undefined;
  const closing = createHttpApp({
    logger: createLogger({ level: 'silent', name: 'test' }),
    routes: (express) =>
      void express.get('/slow', (request, response) => void (answer = () => sendJson(request, response, 200, '1'))),
  });
  const slowUrl = `http://127.0.0.1:${await closing.listen(0, '127.0.0.1')}/slow`;
  const running = fetch(slowUrl);
  while (answer.toString().includes('undefined')) await new Promise((resolve) => setTimeout(resolve, 5));
  // Never by the cut: a kept-alive connection goes as soon as its request has ended.
  const closed = closing.close(600_000);
  await expect(fetch(slowUrl)).rejects.toThrow();
  answer();
  expect((await running).status).toBe(200);
  await closed;
});
