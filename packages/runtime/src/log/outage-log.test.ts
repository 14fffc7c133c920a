import { beforeEach, expect, test } from '@jest/globals';
import { createLogger } from './create-logger.ts';
import { createOutageLog, watched, type OutageLog } from './outage-log.ts';

let lines: Record<string, unknown>[];
let time: number;
let log: OutageLog;
beforeEach(() => {
  lines = [];
  time = 1_000_000;
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) };
  log = createOutageLog(createLogger({ level: 'info', name: 'test', destination }), () => time);
});

const unavailable = (reason: string) =>
  Object.assign(new Error(`ClickHouse ${reason}:\ndo something`), { code: 'warehouse_unavailable', reason });
const told = () => lines.map(({ level, msg }) => [level, msg]);

test('an outage of a thousand tries is two lines', () => {
  for (let turn = 0; turn < 1000; turn += 1) {
    log.failed('record', unavailable('no_connection'), turn % 12);
    time += 100;
  }
  for (let part = 0; part < 12; part += 1) log.worked('record', part);
  log.worked('record', 0);
  expect(told()).toEqual([
    ['error', 'record waits: ClickHouse no_connection: do something'],
    ['info', 'record works again'],
  ]);
  expect(lines[0]).toMatchObject({ stage: 'record', code: 'warehouse_unavailable', reason: 'no_connection' });
  expect(lines[1]).toMatchObject({ stage: 'record', failures: 1000, seconds: 100 });
  expect(JSON.stringify(lines)).not.toContain('outage-log.test');
});

test('it ends when every part that failed has worked', () => {
  log.failed('record', unavailable('no_answer'), 1);
  log.failed('record', unavailable('no_answer'), 2);
  log.worked('record', 1);
  log.worked('record', 3);
  expect(told()).toHaveLength(1);
  log.worked('record', 2);
  expect(told()).toHaveLength(2);
  log.failed('record', unavailable('no_answer'), 1);
  expect(told()).toHaveLength(3);
});

test('another cause and another stage are told of their own', () => {
  log.failed('record', unavailable('no_answer'));
  log.failed('record', unavailable('too_many_parts'));
  log.failed('record', unavailable('no_answer'));
  log.failed('attribute', unavailable('no_answer'));
  expect(lines.map(({ stage, reason }) => [stage, reason])).toEqual([
    ['record', 'no_answer'],
    ['record', 'too_many_parts'],
    ['attribute', 'no_answer'],
  ]);
});

test('what lasts is said again after five minutes', () => {
  log.failed('record', unavailable('no_answer'));
  time += 299_000;
  log.failed('record', unavailable('no_answer'));
  time += 1_000;
  log.failed('record', unavailable('no_answer'));
  expect(lines.map(({ failures }) => failures)).toEqual([1, 3]);
});

test('of an error nobody foresaw the stack is told, once', () => {
  for (let turn = 0; turn < 3; turn += 1) log.failed('record', new TypeError('no such field'));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ err: { type: 'TypeError', stack: expect.stringContaining('outage-log.test') } });
});

test('what works without having failed is not told', () => {
  log.worked('record', 1);
  expect(lines).toEqual([]);
});

test('a consumer tells of batches that fail, and of itself when it cannot consume; what is done ends both', async () => {
  let isBroken = true;
  const { handler, onError, onUnable, onAble } = watched(log, 'record', async (_: { partition: number }) => {
    if (isBroken) throw unavailable('no_answer');
  });
  onUnable(unavailable('no_connection'));
  await handler({ partition: 3 }).catch((error: unknown) => onError(error, { partition: 3 }));
  expect(lines.map(({ reason }) => reason)).toEqual(['no_connection', 'no_answer']);
  isBroken = false;
  await handler({ partition: 3 });
  expect(told().at(-1)).toEqual(['info', 'record works again']);
  await handler({ partition: 4 });
  onAble();
  expect(lines).toHaveLength(3);
  onUnable(unavailable('no_connection'));
  onAble();
  expect(lines).toHaveLength(5);
});
