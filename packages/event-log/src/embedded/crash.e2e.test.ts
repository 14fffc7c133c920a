import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectHandledInOrder, readEffects, type Life } from '../../test/consumer-effects.ts';
import { fillableDisk } from '../../test/fillable-disk.ts';
import { buildPackage, startLogProcess, type LogProcess } from '../../test/log-process.ts';
import type { EventLog } from '../event-log.ts';
import { createEmbeddedLog } from './create-embedded-log.ts';
import { openLogReader } from './open-log-reader.ts';

const TOPICS = [{ name: 'events', partitions: 3, retentionMs: -1 }];
const processes: LogProcess[] = [];
const directories: string[] = [];

async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'throughline-crash-'));
  directories.push(directory);
  return directory;
}
function start(directory: string, firstNumber = 0): LogProcess {
  const child = startLogProcess(directory, firstNumber);
  processes.push(child);
  return child;
}
const acknowledged = (child: LogProcess): number[] =>
  child.lines.flatMap((line) => (line.startsWith('ack ') ? [Number(line.slice(4))] : []));

/** Numbers of all records, each checked against its own checksum, by partition in the order of the log. */
async function numbersByPartition(log: Pick<EventLog, 'read' | 'endOffsets'>): Promise<number[][]> {
  const partitions: number[][] = [];
  for (const [partition, end] of (await log.endOffsets('events')).entries()) {
    const numbers: number[] = [];
    for (let offset = 0; offset < end;) {
      const records = await log.read('events', partition, offset, 5_000);
      if (records.length === 0) throw new Error(`Partition ${partition} ends at ${offset}, not ${end}`);
      for (const record of records) {
        const [number = '', checksum] = Buffer.from(record.value).toString('latin1').split(' ', 2);
        const body = record.value.subarray(number.length + 42);
        if (createHash('sha1').update(body).digest('hex') !== checksum) throw new Error(`Record ${number} is torn`);
        if (record.offset !== offset) throw new Error(`Record ${record.offset} where ${offset} should be`);
        numbers.push(Number(number));
        offset += 1;
      }
    }
    partitions.push(numbers);
  }
  return partitions;
}
const numbersOf = async (log: Pick<EventLog, 'read' | 'endOffsets'>): Promise<number[]> =>
  (await numbersByPartition(log)).flat();

beforeAll(buildPackage);

afterEach(async () => {
  for (const child of processes.splice(0)) {
    child.kill();
    await child.ended;
  }
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true });
});

test('of 100,000 events and three kills every acknowledged one is there, once, and a consumer handled each', async () => {
  const directory = await newDirectory();
  const acked = new Set<number>();
  const lives: Life[] = [];
  let next = 0;
  // The first two are killed at any moment; the third between the effects of a batch and the commit of its offset.
  for (const [life, { kill, hold }] of [
    { kill: 20_000, hold: 0 },
    { kill: 25_000, hold: 0 },
    { kill: 30_000, hold: 15_000 },
    { kill: null, hold: 0 },
  ].entries()) {
    const child = start(join(directory, 'log'), next);
    const effects = join(directory, `effects-${life}`);
    child.send(`consume ${effects} ${hold}`);
    child.send(`append ${kill === null ? 25_000 : 100_000} 100`);
    if (kill === null) {
      child.send('drain');
      await child.line((line) => line === 'drained');
      child.send('close');
    } else {
      let acks = 0;
      await child.line((line) => line.startsWith('ack ') && (acks += 1) >= kill);
      if (hold > 0) await child.line((line) => line === 'holding');
      child.kill();
    }
    const { signal } = await child.ended;
    expect(signal).toBe(kill === null ? null : 'SIGKILL');
    for (const number of acknowledged(child)) acked.add(number);
    const from = (await child.line((line) => line.startsWith('from '))).split(' ').slice(1).map(Number);
    lives.push({ from, handled: readEffects(effects, from.length) });
    // What was on its way when the process was killed may be there or not; its numbers are not used again.
    next = Math.max(...acked) + 2_000;
  }
  expect(acked.size).toBeGreaterThanOrEqual(100_000);
  const log = await createEmbeddedLog({ path: join(directory, 'log'), topics: TOPICS, now: Date.now });
  const found = await numbersByPartition(log);
  const committed = await log.committedOffsets('events', 'g');
  await log.close();
  const there = new Set(found.flat());
  expect(found.flat()).toHaveLength(there.size);
  expect([...acked].filter((number) => !there.has(number))).toEqual([]);
  expectHandledInOrder(lives, found);
  expect(committed).toEqual(found.map((records) => records.length));
});

describe('the lock', () => {
  test('keeps a second process out, until the first ends, however it ends', async () => {
    const directory = await newDirectory();
    const first = start(directory);
    await first.line((line) => line === 'ready');
    const second = start(directory);
    expect((await second.ended).code).toBe(1);
    expect(second.lines).toEqual(['failed log_locked']);
    await expect(createEmbeddedLog({ path: directory, topics: TOPICS, now: Date.now })).rejects.toMatchObject({
      code: 'log_locked',
    });
    first.send('try 10');
    await first.line((line) => line.startsWith('ok '));
    first.kill();
    await first.ended;
    const third = start(directory, 1);
    await third.line((line) => line === 'ready');
    third.send('close');
    expect(await third.ended).toEqual({ code: 0, signal: null });
  });
});

test('a reader beside the running process sees what was acknowledged, and does not disturb it', async () => {
  const directory = await newDirectory();
  const child = start(directory);
  child.send('append 500 100');
  await child.line((line) => line === 'done');
  const reader = openLogReader(directory, TOPICS);
  expect((await numbersOf(reader)).sort((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, n) => n));
  child.send('try 10');
  await child.line((line) => line.startsWith('ok '));
  await reader.close();
  child.send('close');
  expect((await child.ended).code).toBe(0);
});

describe('a full disk', () => {
  const disk = fillableDisk();

  (disk === null ? test.skip : test)(
    'fails the append, ends nothing, loses nothing, and is got over without a start',
    async () => {
      if (disk === null) return;
      const directory = await newDirectory();
      const full = await disk(directory);
      const { path } = full;
      try {
        const child = start(path);
        await child.line((line) => line === 'ready');
        child.send('append 200 1000');
        await child.line((line) => line === 'done');
        full.fill(child.pid);
        let from = child.lines.length;
        for (let n = 0; n < 40; n += 1) child.send('try 100000');
        await child.line((line) => line === 'error log_unavailable', from);
        full.free(child.pid);
        from = child.lines.length;
        child.send('try 100000');
        await child.line((line) => line.startsWith('ok '), from);
        child.send('close');
        expect((await child.ended).code).toBe(0);
        expect(child.lines.filter((line) => line.startsWith('unhandled'))).toEqual([]);
        const log = await createEmbeddedLog({ path, topics: TOPICS, now: Date.now });
        const numbers = await numbersOf(log);
        await log.close();
        const ok = child.lines.filter((line) => line.startsWith('ok ')).length;
        expect(numbers).toHaveLength(200 + ok);
      } finally {
        await Promise.all(processes.map((child) => (child.kill(), child.ended)));
        full.release();
      }
    },
  );
});
