import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findKafkaCluster, type KafkaCluster } from '@throughline/testing';
import { readAll, record, sum, text } from '../contract/records.ts';
import { eventually } from '../contract/waiting.ts';
import type { EventLog, LogUnavailableError, Position } from '../event-log.ts';
import { createKafkaLog } from './create-kafka-log.ts';

const start = findKafkaCluster();

(start === null ? describe.skip : describe)('a broker that stops', () => {
  const TOPIC = 'events';
  let kafka: KafkaCluster;
  let log: EventLog;
  const troubles: string[] = [];
  const unable: LogUnavailableError[] = [];
  let able = 0;
  beforeAll(async () => {
    kafka = await start!(1);
    log = await open();
  });
  afterAll(async () => {
    await log.close();
    await kafka.stop();
  });

  const open = () =>
    createKafkaLog({
      brokers: kafka.brokers,
      clientId: 'test',
      topics: [{ name: TOPIC, partitions: 3, retentionMs: -1 }],
      replication: { factor: 1, minInSync: 1 },
      sessionTimeoutMs: 3_000,
      maxPendingBytes: 100_000,
      onTrouble: (message) => troubles.push(message),
    });

  test('costs no acknowledged record: appends wait or say so, the consumer goes on', async () => {
    const acknowledged = new Map<string, Position>();
    const refusals: LogUnavailableError[] = [];
    const seen: string[][] = [[], [], []];
    let number = 0;
    let writing = true;
    await log.subscribe({
      topic: TOPIC,
      group: 'g',
      maxRecords: 50,
      handler: ({ partition, records }) => {
        seen[partition]!.push(...records.map((r) => `${r.offset} ${text(r)}`));
        return Promise.resolve();
      },
      onUnable: (error) => void unable.push(error),
      onAble: () => (able += 1),
    });
    const write = async (): Promise<void> => {
      while (writing) {
        const value = String(number++);
        await log.append(TOPIC, [record(`key-${Number(value) % 30}`, value)]).then(
          ([position]) => acknowledged.set(value, position!),
          (error: unknown) => refusals.push(error as LogUnavailableError),
        );
      }
    };
    const writers = Array.from({ length: 20 }, write);
    for (let turn = 1; turn <= 2; turn += 1) {
      const before = acknowledged.size;
      await eventually(() => acknowledged.size > before + 200 && able >= turn, 'records, and a consumer, before');
      const told = unable.length;
      await kafka.processes[0]!.kill();
      await eventually(() => refusals.length >= turn * 20 && unable.length > told, 'refused appends, a consumer lost');
      await kafka.processes[0]!.start();
      const after = acknowledged.size;
      await eventually(() => acknowledged.size > after + 200 && able > turn, 'records, and the consumer, after');
    }
    writing = false;
    await Promise.all(writers);

    expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(['log_unavailable']));
    const stored = (await readAll(log, TOPIC)).map((records) => records.map(text));
    for (const [value, { partition, offset }] of acknowledged) expect(stored[partition]![offset]).toBe(value);
    await eventually(
      async () => sum(await log.committedOffsets(TOPIC, 'g')) === sum(await log.endOffsets(TOPIC)),
      'all consumed',
    );
    for (const [partition, values] of stored.entries())
      expect([...new Set(seen[partition])]).toEqual(values.map((value, offset) => `${offset} ${value}`));
    expect(troubles.length).toBeGreaterThan(0);
    const told = [...refusals, ...unable];
    expect(told.filter(({ reason }) => reason !== 'no_connection').map(String)).toEqual([]);
  });

  test('refuses what would wait beyond the bound, and everything else when it is clear that nobody answers', async () => {
    await kafka.processes[0]!.kill();
    const first = log.append(TOPIC, [{ key: null, value: new Uint8Array(100_001) }]).catch((error: unknown) => error);
    await expect(log.append(TOPIC, [record('k', 'v')])).rejects.toThrow('Too much waits for the brokers');
    expect(await first).toMatchObject({ code: 'log_unavailable' });
    await expect(log.read(TOPIC, 0, 0, 1)).rejects.toMatchObject({ code: 'log_unavailable' });
    await expect(log.endOffsets(TOPIC)).rejects.toMatchObject({ code: 'log_unavailable' });
    await expect(log.committedOffsets(TOPIC, 'g')).rejects.toMatchObject({ code: 'log_unavailable' });
    await kafka.processes[0]!.start();
    await expect(log.append(TOPIC, [record('k', 'again')])).resolves.toHaveLength(1);
    expect(sum(await log.endOffsets(TOPIC))).toBeGreaterThan(0);
  });
});
