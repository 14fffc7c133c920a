import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** Numbers of all records, each checked against its own checksum, in the order of their partition. */
async function numbersOf(log: Pick<EventLog, 'read' | 'endOffsets'>): Promise<number[]> {
  const numbers: number[] = [];
  for (const [partition, end] of (await log.endOffsets('events')).entries()) {
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
  }
  return numbers;
}

beforeAll(buildPackage, 60_000);

afterEach(async () => {
  for (const child of processes.splice(0)) {
    child.kill();
    await child.ended;
  }
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true });
});

test('of 100,000 events and three kills every acknowledged one is there, once, and none is torn', async () => {
  const directory = await newDirectory();
  const acked = new Set<number>();
  let next = 0;
  for (const killAfter of [20_000, 25_000, 30_000, null]) {
    const child = start(directory, next);
    child.send(`append ${killAfter === null ? 25_000 : 100_000} 100`);
    if (killAfter === null) {
      await child.line((line) => line === 'done');
      child.send('close');
    } else {
      let acks = 0;
      await child.line((line) => line.startsWith('ack ') && (acks += 1) >= killAfter);
      child.kill();
    }
    const { signal } = await child.ended;
    expect(signal).toBe(killAfter === null ? null : 'SIGKILL');
    for (const number of acknowledged(child)) acked.add(number);
    // What was on its way when the process was killed may be there or not; its numbers are not used again.
    next = Math.max(...acked) + 2_000;
  }
  expect(acked.size).toBeGreaterThanOrEqual(100_000);
  const log = await createEmbeddedLog({ path: directory, topics: TOPICS, now: Date.now });
  const found = await numbersOf(log);
  await log.close();
  const there = new Set(found);
  expect(found).toHaveLength(there.size);
  expect([...acked].filter((number) => !there.has(number))).toEqual([]);
}, 120_000);

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
  }, 60_000);
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
}, 60_000);

describe('a full disk', () => {
  /** A disk that can be filled: a small file system where we may mount one, else a limit on the size of its files. */
  const disk = mayMount() ? smallFileSystem : existsSync('/usr/bin/prlimit') ? fileSizeLimit : null;

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
    60_000,
  );
});

interface Disk {
  readonly path: string;
  fill(pid: number): void;
  free(pid: number): void;
  release(): void;
}

function mayMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  return spawnSync('/usr/bin/unshare', ['--mount', '/usr/bin/mount', '-t', 'tmpfs', 'tmpfs', tmpdir()]).status === 0;
}

async function smallFileSystem(directory: string): Promise<Disk> {
  const path = join(directory, 'disk');
  const ballast = join(path, 'ballast');
  await mkdir(path);
  execFileSync('/usr/bin/mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', path]);
  execFileSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=1M', 'count=4'], { stdio: 'ignore' });
  return {
    path: join(path, 'log'),
    fill: () => undefined,
    free: () => void execFileSync('rm', [ballast]),
    release: () => void execFileSync('/usr/bin/umount', [path]),
  };
}

function fileSizeLimit(directory: string): Promise<Disk> {
  const limit = (pid: number, bytes: string): void => {
    execFileSync('/usr/bin/prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);
  };
  return Promise.resolve({
    path: join(directory, 'log'),
    fill: (pid) => limit(pid, '2000000'),
    free: (pid) => limit(pid, 'unlimited'),
    release: () => undefined,
  });
}
