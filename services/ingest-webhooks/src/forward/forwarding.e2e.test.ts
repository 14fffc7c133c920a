import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createKafkaLog, type EventLog } from '@throughline/event-log';
import { decodeEvent, TOPICS, unframeRawRecord } from '@throughline/events';
import { findKafkaCluster, type KafkaCluster } from '@throughline/testing';

const start = findKafkaCluster();
const SOURCES = ['one', 'two', 'three'] as const;
type Source = (typeof SOURCES)[number];

(start === null ? describe.skip : describe)('a door in front of a broker', () => {
  let kafka: KafkaCluster;
  let path: string;
  let door: Door;
  beforeAll(async () => {
    path = mkdtempSync(join(tmpdir(), 'throughline-door-'));
    kafka = await start!(1);
  });
  afterAll(async () => {
    door.process.kill('SIGKILL');
    await kafka.stop();
    rmSync(path, { recursive: true });
  });

  interface Door {
    readonly process: ChildProcess;
    readonly url: string;
    readonly errors: string[];
  }
  async function startDoor(): Promise<Door> {
    const script = fileURLToPath(new URL('../../test/door-process.mjs', import.meta.url));
    const child = spawn(process.execPath, [script, kafka.brokers[0]!, path], { stdio: ['ignore', 'pipe', 'pipe'] });
    const errors: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));
    for await (const line of createInterface({ input: child.stdout }))
      if (line.startsWith('at ')) return { process: child, url: line.slice(3), errors };
    throw new Error(`the door does not open: ${errors.join('\n')}`);
  }

  /** Numbers that were answered with 202, in the order of their source. */
  const acknowledged: Record<Source, number[]> = { one: [], two: [], three: [] };
  const statuses = new Set<number>();
  let number = 0;

  /** Sources send side by side, each one request after the other; a connection that breaks ends a source's turn. */
  async function sendEach(count: number): Promise<void> {
    await Promise.all(
      SOURCES.map(async (source) => {
        for (let left = count; left > 0; left -= 1) {
          const id = (number += 1);
          const body = `id=${id}&callerphone=79000000142&phonenumber=74990000111&timestamp=1772442845`;
          const url = `${door.url}/v1/hooks/${source}/token-of-${source}`;
          const headers = { 'content-type': 'application/x-www-form-urlencoded' };
          const response = await fetch(url, { method: 'POST', headers, body }).catch(() => null);
          if (response === null) return;
          statuses.add(response.status);
          if (response.status === 202) acknowledged[source].push(id);
          await response.arrayBuffer();
        }
      }),
    );
  }

  async function everything<T>(log: EventLog, topic: string, read: (value: Uint8Array) => T): Promise<T[]> {
    const found: T[] = [];
    for (const [partition, end] of (await log.endOffsets(topic)).entries()) {
      for (let offset = 0; offset < end;) {
        const records = await log.read(topic, partition, offset, 1_000);
        found.push(...records.map(({ value }) => read(value)));
        offset += records.length;
      }
    }
    return found;
  }
  const numberOf = (body: Uint8Array): number => Number(/^id=(\d+)/.exec(Buffer.from(body).toString())?.[1]);
  async function eventually(condition: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (!(await condition())) {
      if (Date.now() > deadline) throw new Error('it does not come about');
      await sleep(100);
    }
  }

  test('loses no request it said 202 to, and keeps their order: broker stopped, door killed, both begun again', async () => {
    door = await startDoor();
    await sendEach(40);
    await kafka.processes[0]!.kill();
    await sendEach(60);
    const { waiting } = (await (await fetch(`${door.url}/v1/forwarding`)).json()) as { waiting: number };
    expect(waiting).toBeGreaterThanOrEqual(180);
    await eventually(() => Promise.resolve(door.errors.some((line) => line.includes('forward waits'))));
    const sending = sendEach(100_000);
    await sleep(200);
    door.process.kill('SIGKILL');
    await Promise.all([sending, once(door.process, 'exit')]);
    expect(door.errors.filter((line) => line.includes('forward waits'))).toHaveLength(1);
    expect(acknowledged.one.length).toBeGreaterThan(100);

    await kafka.processes[0]!.start();
    door = await startDoor();
    await sendEach(20);
    // In the middle of what it forwards.
    door.process.kill('SIGKILL');
    await once(door.process, 'exit');
    door = await startDoor();
    await sendEach(20);
    expect(statuses).toEqual(new Set([202]));

    const topics = Object.values(TOPICS).map((name) => ({ name, partitions: name === 'raw' ? 2 : 1, retentionMs: -1 }));
    const log = await createKafkaLog({ brokers: kafka.brokers, clientId: 'test', topics, replication: null });
    try {
      await eventually(async () => {
        const answer = await fetch(`${door.url}/v1/forwarding`);
        return ((await answer.json()) as { waiting: number }).waiting === 0;
      });
      const raw = await everything(log, TOPICS.raw, (value) => unframeRawRecord(value)!);
      for (const source of SOURCES) {
        const sent = new Set(acknowledged[source]);
        const arrived = raw.filter((record) => record.source === source).map(({ request }) => numberOf(request.body));
        // What was cut off before its answer may have been kept, too.
        const firsts = [...new Set(arrived)].filter((id) => sent.has(id));
        expect(firsts).toEqual(acknowledged[source]);
      }
      const wanted = SOURCES.flatMap((source) => acknowledged[source].map((id) => `${source}/${id}`));
      await eventually(async () => {
        const events = await everything(log, TOPICS.events, (value) => decodeEvent(value));
        const calls = new Set(events.map((event) => (event.type === 'call' ? event.callId : '')));
        return wanted.every((id) => calls.has(id));
      });
    } finally {
      await log.close();
    }
  });
});
