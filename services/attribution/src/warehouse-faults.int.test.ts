/**
 * The line while its ClickHouse server fails in every way one does: the real steps over the server adapter, real HTTP and
 * a real engine, with a proxy between that lets things go wrong. Lag grows, one line says what is wrong, and afterwards
 * everything is there once.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createMemoryLog, type EventLog, type Subscription } from '@throughline/event-log';
import { encodeEvent, partitionKey, TOPICS, type Event } from '@throughline/events';
import { createLogger, createOutageLog } from '@throughline/runtime';
import { scenario, startFaultProxy, TEST_RUN, type Fault, type FaultProxy } from '@throughline/testing';
import {
  createWarehouse,
  sql,
  Sql,
  startClickHouseFront,
  type ClickHouseFront,
  type Warehouse,
} from '@throughline/warehouse';
import { groupsOf, startPipeline, type Groups } from './pipeline.ts';
import { createPipelineStatus } from './status.ts';
import { localSteps } from './steps/steps.ts';

const USER = { name: 'writer', password: 'never-in-a-log' };
const WORKSPACE = 'main';
const PATIENCE_MS = 120_000;
const directory = mkdtempSync(join(tmpdir(), 'throughline-faults-'));
const settings = {
  version: 1,
  workspaces: new Map([
    [
      WORKSPACE,
      {
        project: {
          hashKey: new Uint8Array(32).fill(7),
          country: 'RU',
          exclusions: { addresses: [], phones: [], visitors: [] },
          referrerExclusions: null,
          channelRules: [],
        },
        run: TEST_RUN,
      },
    ],
  ]),
};

const exception = (code: number, name: string) => ({ code, name, message: `said of ${USER.password}` });
const ALL = /^/;
const INSERTS = /^INSERT/;
const QUESTIONS = /^SELECT/;
const CREDITS = /^INSERT INTO conversion /;
/** The fault, the statements it happens to, and the reason that must be told. */
const FAULTS: readonly (readonly [string, Fault, RegExp, string])[] = [
  ['503 of a balancer', { kind: 'status', status: 503, body: 'No server' }, ALL, 'gateway'],
  ['a wrong password', { kind: 'exception', ...exception(516, 'AUTHENTICATION_FAILED') }, ALL, 'credentials'],
  ['a read-only user', { kind: 'exception', ...exception(164, 'READONLY') }, INSERTS, 'read_only'],
  ['too many parts', { kind: 'exception', ...exception(252, 'TOO_MANY_PARTS') }, INSERTS, 'too_many_parts'],
  ['too many parts of rows', { kind: 'exception', ...exception(252, 'TOO_MANY_PARTS') }, CREDITS, 'too_many_parts'],
  ['resets before a statement is read', { kind: 'reset', when: 'before' }, ALL, 'broken_answer'],
  ['resets after the body was sent', { kind: 'reset', when: 'after' }, INSERTS, 'broken_answer'],
  ['resets after the rows were sent', { kind: 'reset', when: 'after' }, CREDITS, 'broken_answer'],
  ['answers cut', { kind: 'truncated', end: 'broken' }, QUESTIONS, 'broken_answer'],
  ['answers cut that look whole', { kind: 'truncated', end: 'orderly' }, QUESTIONS, 'broken_answer'],
  [
    'an exception behind rows',
    { kind: 'late exception', tagged: true, ...exception(210, 'NETWORK_ERROR') },
    QUESTIONS,
    'broken_answer',
  ],
];

let front: ClickHouseFront;
let proxy: FaultProxy;
let warehouse: Warehouse;
let log: EventLog;
let pipeline: Subscription;
const lines: Record<string, unknown>[] = [];
const slices = slicesOf(scenario(11, 120), 2 * FAULTS.length + 10);

beforeAll(async () => {
  front = await startClickHouseFront({ path: join(directory, 'chdb'), users: [USER] });
  proxy = await startFaultProxy(front.url);
  warehouse = await open('default', 'mart', PATIENCE_MS);
  await warehouse.migrate();
  const topics = Object.values(TOPICS).map((name) => ({ name, partitions: 2, retentionMs: -1 }));
  let clock = 1_800_000_000_000;
  log = createMemoryLog({ topics, now: () => (clock += 1) });
  pipeline = await start(warehouse, groupsOf('faulty'));
});
afterAll(async () => {
  await pipeline.stop();
  await warehouse.close();
  await proxy.close();
  await front.close();
  rmSync(directory, { recursive: true, force: true });
});

function slicesOf(events: readonly Event[], count: number): Event[][] {
  const size = Math.ceil(events.length / count);
  return Array.from({ length: count }, (_, n) => events.slice(n * size, (n + 1) * size));
}

function open(database: string, mart: string, patienceMs: number): Promise<Warehouse> {
  const { name: user, password } = USER;
  return createWarehouse({ kind: 'server', url: proxy.url, user, password, database, mart, patienceMs });
}

function start(into: Warehouse, groups: Groups): Promise<Subscription> {
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) };
  const outages = createOutageLog(createLogger({ level: 'info', name: 'test', destination }), () => Date.now());
  const steps = localSteps({ warehouse: into, settings: { state: () => settings, refresh: async () => settings } });
  return startPipeline({ log, steps, groups, epoch: 0, outages });
}

async function append(): Promise<number> {
  const events = slices.shift() ?? [];
  expect(events.length).toBeGreaterThan(0);
  await log.append(
    TOPICS.events,
    events.map((event) => ({ key: partitionKey(event), value: encodeEvent({ ...event, workspace: WORKSPACE }) })),
  );
  return events.length;
}

const lag = async (of: string) => (await createPipelineStatus(log, groupsOf(of), () => 0).status()).lag;

async function isCaughtUp(of: string): Promise<boolean> {
  const { record, attribute } = await lag(of);
  return record + attribute === 0;
}

async function caughtUp(of: string): Promise<void> {
  while (!(await isCaughtUp(of))) await sleep(20);
}

async function until(met: number): Promise<void> {
  while (proxy.met < met) await sleep(10);
}

async function told(): Promise<void> {
  while (lines.length === 0) await sleep(10);
}

async function during(fault: Fault, onto: RegExp, work: () => Promise<void>): Promise<void> {
  lines.length = 0;
  proxy.onto = onto;
  proxy.fault = fault;
  try {
    await work();
  } finally {
    proxy.fault = null;
  }
}

/** The one line of an outage, clear and without what a stack or a password would add to it. */
function expectOneLine(stage: string, reason: string): void {
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ level: 'error', stage, code: 'warehouse_unavailable', reason });
  expect(lines[0]?.['msg']).toMatch(/^\w+ waits: ClickHouse at http:\/\/127\.0\.0\.1:\d+ .+: \S+/);
  expect(lines[0]).not.toHaveProperty('err');
}

describe.each(FAULTS)('%s', (_, fault, onto, reason) => {
  const stage = onto === CREDITS ? 'attribute' : 'record';
  test('lag grows, one line says why, and what waited is taken afterwards', async () => {
    await during(fault, onto, async () => {
      await append();
      await until(2);
      const before = (await lag('faulty'))[stage];
      expect(before).toBeGreaterThan(0);
      await append();
      await until(proxy.met + 2);
      while ((await lag('faulty'))[stage] <= before) await sleep(20);
      // Statements go side by side: two may have met the fault before the first is back.
      await told();
      expectOneLine(stage, reason);
    });
    await caughtUp('faulty');
    expect(lines.slice(1).map(({ level, msg }) => [level, msg])).toEqual([['info', `${stage} works again`]]);
    expect(JSON.stringify(lines)).not.toContain(USER.password);
  });
});

test('no answer ever: given up, tried again, and taken by a process that is started anew', async () => {
  await pipeline.stop();
  const hasty = await open('default', 'mart', 200);
  await during({ kind: 'silence' }, ALL, async () => {
    const waiting = await start(hasty, groupsOf('faulty'));
    const first = await append();
    await until(2);
    const second = await append();
    await until(proxy.met + 2);
    expect((await lag('faulty')).record).toBe(first + second);
    await told();
    expectOneLine('record', 'no_answer');
    await waiting.stop();
  });
  await hasty.close();
  pipeline = await start(warehouse, groupsOf('faulty'));
  await caughtUp('faulty');
});

test('now and then a statement meets one fault or another, whatever it is: the line gets through', async () => {
  proxy.every = 7;
  let met = 0;
  for (const [, fault] of FAULTS.slice(-8)) {
    await during(fault, ALL, async () => {
      await append();
      // A batch that takes fewer statements meets none.
      while (proxy.met === 0 && !(await isCaughtUp('faulty'))) await sleep(20);
      met += proxy.met;
    });
  }
  expect(met).toBeGreaterThan(0);
  proxy.every = 1;
  await caughtUp('faulty');
});

test('nothing is lost and nothing doubled: the tables equal those of a run without faults', async () => {
  await pipeline.stop();
  await fetch(front.url, {
    method: 'POST',
    body: 'CREATE DATABASE sound',
    headers: { 'x-clickhouse-user': USER.name, 'x-clickhouse-key': USER.password },
  });
  const sound = await open('sound', 'mart_sound', PATIENCE_MS);
  await sound.migrate();
  const running = await start(sound, groupsOf('sound'));
  await caughtUp('sound');
  await running.stop();
  for (const table of ['fact', 'visit', 'cost', 'page_view', 'conversion'] as const) {
    // A due made twice has another offset, and a row another version; what was a candidate for a while leaves a row that
    // is not present.
    const present = Sql.trusted(table === 'conversion' ? 'WHERE present' : '');
    const rows = sql`SELECT * EXCEPT version FROM ${Sql.trusted(table)} FINAL ${present} ORDER BY ALL`;
    const faulty = await warehouse.select(rows);
    if (table !== 'page_view') expect(faulty.length).toBeGreaterThan(0);
    expect(faulty).toEqual(await sound.select(rows));
  }
  await sound.close();
});
