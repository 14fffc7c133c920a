import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { findKafkaCluster, type KafkaCluster } from '@throughline/testing';
import { buildPackage, startScript, type LogProcess } from '../../test/log-process.ts';
import { numbered, sum, text } from '../contract/records.ts';
import { eventually, gate } from '../contract/waiting.ts';
import type { Batch, EventLog } from '../event-log.ts';
import { createKafkaLog } from './create-kafka-log.ts';

const start = findKafkaCluster();

(start === null ? describe.skip : describe)('a group that is dealt out anew', () => {
  let kafka: KafkaCluster;
  const logs: EventLog[] = [];
  const processes: LogProcess[] = [];
  beforeAll(async () => {
    buildPackage();
    kafka = await start!(1);
  });
  afterEach(async () => {
    for (const child of processes.splice(0)) child.kill();
    for (const log of logs.splice(0)) await log.close();
  });
  afterAll(() => kafka.stop());

  async function openLog(partitions: number, topic: string = randomUUID()): Promise<{ log: EventLog; topic: string }> {
    const log = await createKafkaLog({
      brokers: kafka.brokers,
      clientId: 'test',
      topics: [{ name: topic, partitions, retentionMs: -1 }],
      replication: { factor: 1, minInSync: 1 },
      sessionTimeoutMs: 2_000,
    });
    logs.push(log);
    return { log, topic };
  }

  test('in the middle of a batch: the handler is told and may finish, its work is committed, not done again', async () => {
    const { log, topic } = await openLog(2);
    await log.append(
      topic,
      numbered(100, (n) => `key-${n}`),
    );
    const { opened, open } = gate();
    const batches: Batch[] = [];
    const handled: string[] = [];
    let ended = false;
    await log.subscribe({
      topic,
      group: 'g',
      maxRecords: 10,
      handler: async (batch) => {
        batches.push(batch);
        await opened;
        handled.push(...batch.records.map(text));
        ended = true;
      },
    });
    await eventually(() => batches.length === 1, 'the first handler runs');
    // Longer than a session: the handler says nothing, its membership is kept alive all the same.
    await sleep(3_000);
    expect(batches[0]!.isStale()).toBe(false);
    const other = await openLog(2, topic);
    await other.log.subscribe({
      topic,
      group: 'g',
      maxRecords: 10,
      handler: ({ records }) => {
        expect(ended).toBe(true);
        handled.push(...records.map(text));
        return Promise.resolve();
      },
    });
    await eventually(() => batches[0]!.isStale(), 'the handler is told');
    await sleep(500);
    expect(handled).toEqual([]);
    open();
    await eventually(async () => sum(await log.committedOffsets(topic, 'g')) === 100, 'all committed');
    expect(handled.sort()).toEqual(
      numbered(100, String)
        .map(({ key }) => key)
        .sort(),
    );
    // What else had been fetched was given up with the partitions.
    expect(batches.filter((batch) => batch.isStale()).length).toBeGreaterThan(0);
  });

  test('while a consumer was stopped in its tracks: awake after its session, it commits nothing', async () => {
    const { log, topic } = await openLog(1);
    await log.append(
      topic,
      numbered(30, () => 'k'),
    );
    const stopped = startScript('kafka-consumer.mjs', [kafka.brokers.join(), topic, 'g', '1000']);
    processes.push(stopped);
    await stopped.line((line) => line === 'begins 0');
    process.kill(stopped.pid, 'SIGSTOP');

    const seen: string[] = [];
    const other = await log.subscribe({
      topic,
      group: 'g',
      maxRecords: 100,
      handler: ({ records }) => Promise.resolve(void seen.push(...records.map(text))),
    });
    await eventually(async () => (await log.committedOffsets(topic, 'g'))[0] === 30, 'another takes over');
    expect(seen).toEqual(numbered(30, String).map(({ key }) => key));

    stopped.send('go on');
    process.kill(stopped.pid, 'SIGCONT');
    await stopped.line((line) => line === 'ends 0');
    for (let turn = 0; turn < 20; turn += 1) {
      expect(await log.committedOffsets(topic, 'g')).toEqual([30]);
      await sleep(100);
    }
    // It is a member again, and takes over where the other one ended.
    await other.stop();
    const from = stopped.lines.length;
    await log.append(
      topic,
      numbered(5, () => 'k'),
    );
    expect(await stopped.line((line) => line.startsWith('begins'), from)).toBe('begins 30');
    await eventually(async () => (await log.committedOffsets(topic, 'g'))[0] === 35, 'its work is committed');
  });
});
