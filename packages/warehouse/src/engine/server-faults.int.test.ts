/** What a statement meets when something between us and the server, or the server itself, goes wrong. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startFaultProxy, type Fault, type FaultProxy } from '@throughline/testing';
import { createWarehouse } from '../create-warehouse.ts';
import type { ClickHouseFront } from '../front/clickhouse-front.ts';
import { sql } from '../sql/sql.ts';
import { engineFault } from './engine-fault.ts';
import { temporaryFront, WRITER } from '../test/temporary-front.ts';
import type { Warehouse } from '../warehouse.ts';

let front: ClickHouseFront;
let proxy: FaultProxy;
let warehouse: Warehouse;
const at = (url: string, password: string = WRITER.password, patienceMs = 60_000) =>
  ({ kind: 'server', url, user: WRITER.name, password, database: 'default', patienceMs }) as const;
beforeAll(async () => {
  front = await temporaryFront();
  proxy = await startFaultProxy(front.url);
  warehouse = await createWarehouse(at(proxy.url));
  await warehouse.migrate();
});
afterEach(() => {
  proxy.fault = null;
});
afterAll(async () => {
  await warehouse.close();
  await proxy.close();
  await front.close();
});

const exception = (code: number, name: string): Fault => ({ kind: 'exception', code, name, message: 'as it says' });
const late = (tagged: boolean): Fault =>
  ({ ...exception(210, 'NETWORK_ERROR'), kind: 'late exception', tagged }) as Fault;

const insert = (key: string) => warehouse.insert('warehouse_meta', [{ key, value: 'x', version: 1 }]);
const ask = () => warehouse.select(sql`SELECT number FROM numbers(1000)`);
const stored = async (key: string) =>
  (await warehouse.select(sql`SELECT value FROM warehouse_meta FINAL WHERE key = ${key}`)).length;

const FAULTS: readonly (readonly [string, Fault, string, RegExp])[] = [
  ['503 of a balancer', { kind: 'status', status: 503, body: '<html>No server</html>' }, 'gateway', /answers 503$/],
  ['a page of something else', { kind: 'status', status: 200, body: '<html>Hi</html>' }, 'not_clickhouse', /address/],
  [
    'a wrong password',
    exception(516, 'AUTHENTICATION_FAILED'),
    'credentials',
    /password.* \(516 AUTHENTICATION_FAILED\)$/,
  ],
  ['no grant', exception(497, 'ACCESS_DENIED'), 'access', /grant/],
  ['a user that may only read', exception(164, 'READONLY'), 'read_only', /readonly/],
  ['a replica without its keeper', exception(242, 'TABLE_IS_READ_ONLY'), 'read_only', /keeper/],
  ['too many parts', exception(252, 'TOO_MANY_PARTS'), 'too_many_parts', /merges/],
  ['a full disk', exception(243, 'NOT_ENOUGH_SPACE'), 'no_space', /room/],
  ['too many statements', exception(202, 'TOO_MANY_SIMULTANEOUS_QUERIES'), 'overloaded', /busy/],
  ['a reset before the statement was read', { kind: 'reset', when: 'before' }, 'broken_answer', /ECONNRESET/],
  ['a reset after it was carried out', { kind: 'reset', when: 'after' }, 'broken_answer', /ECONNRESET/],
  ['half an answer', { kind: 'truncated', end: 'broken' }, 'broken_answer', /middle of an answer/],
  ['half an answer that looks whole', { kind: 'truncated', end: 'orderly' }, 'broken_answer', /without an end/],
  ['an exception behind rows', late(false), 'broken_answer', /half-way/],
  ['an exception behind rows, marked', late(true), 'broken_answer', /half-way/],
];

describe.each(FAULTS)('%s', (name, fault, reason, says) => {
  test.each([
    ['a question', ask],
    ['an insert', () => insert(name)],
  ])('%s is refused in one line, and the next is answered', async (_, work) => {
    proxy.fault = fault;
    const refused = await work().then(
      () => null,
      (error: unknown) => error as Error,
    );
    expect(refused).toMatchObject({ code: 'warehouse_unavailable', reason, message: expect.stringMatching(says) });
    expect(refused?.message).toMatch(/^ClickHouse at http:\/\/127\.0\.0\.1:\d+ [^\n]+$/);
    expect(refused?.message).not.toContain(WRITER.password);
    expect(proxy.met).toBe(1);
    proxy.fault = null;
    expect(await ask()).toHaveLength(1000);
    await insert(name);
    expect(await stored(name)).toBe(1);
  });
});

test('an insert whose answer is lost is there, and made again it is there once', async () => {
  proxy.fault = { kind: 'reset', when: 'after' };
  await expect(insert('lost answer')).rejects.toMatchObject({ reason: 'broken_answer' });
  proxy.fault = null;
  expect(await stored('lost answer')).toBe(1);
  await insert('lost answer');
  expect(await stored('lost answer')).toBe(1);
});

test('a server that never answers is given up, before its answer begins and in its middle', async () => {
  const hasty = await createWarehouse(at(proxy.url, WRITER.password, 300));
  proxy.fault = { kind: 'silence' };
  await expect(hasty.select(sql`SELECT 1`)).rejects.toMatchObject({
    code: 'warehouse_unavailable',
    reason: 'no_answer',
    message: `ClickHouse at ${proxy.url} gave no answer in 1 s: see what it is doing`,
  });
  proxy.fault = { kind: 'truncated', end: 'silent' };
  await expect(hasty.select(sql`SELECT 1`)).rejects.toMatchObject({ reason: 'no_answer' });
  await hasty.close();
});

test('an address where nobody listens, and one without a name', async () => {
  for (const url of ['http://127.0.0.1:1', 'http://nowhere.invalid:8123']) {
    await expect(createWarehouse(at(url))).rejects.toMatchObject({
      code: 'warehouse_unavailable',
      reason: 'no_connection',
      message: expect.stringMatching(/ cannot be reached \((ECONNREFUSED|ENOTFOUND|EAI_AGAIN)\)/),
    });
  }
});

test('a start that can only be mended by hand does not wait: wrong password, something else at the address', async () => {
  await expect(createWarehouse(at(front.url, 'not-the-password'))).rejects.toMatchObject({
    code: 'warehouse_open_failed',
    message: expect.stringMatching(/refuses our user or password/),
  });
  proxy.fault = { kind: 'status', status: 200, body: 'Hi' };
  await expect(createWarehouse(at(proxy.url))).rejects.toMatchObject({ code: 'warehouse_open_failed' });
  proxy.fault = { kind: 'status', status: 503, body: '' };
  await expect(createWarehouse(at(proxy.url))).rejects.toMatchObject({ code: 'warehouse_unavailable' });
});

test('faults are named as the engine names them', async () => {
  const codes = Array.from({ length: 1000 }, (_, code) => code).filter((code) => engineFault(code) !== undefined);
  expect(codes.length).toBeGreaterThan(15);
  for (const code of codes) {
    const [row] = await warehouse.select<{ name: string }>(sql`SELECT errorCodeToName(${code}) AS name`);
    expect(engineFault(code)?.name).toBe(`${code} ${row?.name ?? ''}`);
  }
});
