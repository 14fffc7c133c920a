import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findKafkaCluster, type KafkaCluster } from '@throughline/testing';
import type { Admin } from 'kafkajs';
import { readAll, record, sum, text } from '../contract/records.ts';
import { eventually } from '../contract/waiting.ts';
import type { EventLog, Position } from '../event-log.ts';
import { createKafkaLog } from './create-kafka-log.ts';
import { inspectKafka } from './inspect-kafka.ts';
import { createClient } from './kafka-client.ts';

const start = findKafkaCluster();

(start === null ? describe.skip : describe)('three brokers', () => {
  const KEPT_BY_ALL = 'kept-by-all';
  const KEPT_BY_TWO = 'kept-by-two';
  let kafka: KafkaCluster;
  let admin: Admin;
  const logs: EventLog[] = [];
  beforeAll(async () => {
    kafka = await start!(3);
    admin = createClient({ brokers: kafka.brokers, clientId: 'test' }).admin();
    await admin.connect();
  });
  afterAll(async () => {
    await Promise.all(logs.map((log) => log.close()));
    await admin.disconnect();
    await kafka.stop();
  });

  async function open(topic: string, partitions: number, factor: number): Promise<EventLog> {
    const log = await createKafkaLog({
      brokers: kafka.brokers,
      clientId: 'test',
      topics: [{ name: topic, partitions, retentionMs: -1 }],
      replication: { factor, minInSync: 2 },
      sessionTimeoutMs: 3_000,
    });
    logs.push(log);
    return log;
  }

  test('lose none of what was acknowledged when a leader dies, and acknowledge nothing that too few would keep', async () => {
    const all = await open(KEPT_BY_ALL, 3, 3);
    const two = await open(KEPT_BY_TWO, 1, 2);
    await two.append(KEPT_BY_TWO, [record('k', 'before')]);
    const seen: string[] = [];
    await all.subscribe({
      topic: KEPT_BY_ALL,
      group: 'g',
      maxRecords: 100,
      handler: ({ records }) => Promise.resolve(void seen.push(...records.map(text))),
    });
    const acknowledged = new Map<string, Position>();
    const refusals: unknown[] = [];
    let number = 0;
    let writing = true;
    const write = async (): Promise<void> => {
      while (writing) {
        const value = String(number++);
        await all.append(KEPT_BY_ALL, [record(`key-${Number(value) % 30}`, value)]).then(
          ([position]) => acknowledged.set(value, position!),
          (error: unknown) => refusals.push(error),
        );
      }
    };
    const writers = Array.from({ length: 10 }, write);
    await eventually(() => acknowledged.size > 200, 'records with all brokers');

    const { topics } = await admin.fetchTopicMetadata({ topics: [KEPT_BY_TWO] });
    const victim = kafka.processes.find(({ nodeId }) => nodeId === topics[0]!.partitions[0]!.leader)!;
    await victim.kill();
    const killed = acknowledged.size;
    await eventually(
      () => new Set([...acknowledged.values()].slice(killed).map((p) => p.partition)).size === 3,
      'records in every partition, with one leader less',
    );
    await expect(two.append(KEPT_BY_TWO, [record('k', 'kept by one only')])).rejects.toMatchObject({
      code: 'log_unavailable',
      reason: 'too_few_replicas',
    });
    const told = await inspectKafka({ brokers: kafka.brokers, clientId: 'test' }, [
      { name: KEPT_BY_TWO, partitions: 1, retentionMs: -1 },
    ]);
    expect(told.topics).toMatchObject([{ copies: 2, minInSync: 2, leaderless: [], belowMinInSync: [0] }]);
    await victim.start();
    await eventually(
      () =>
        two.append(KEPT_BY_TWO, [record('k', 'after')]).then(
          () => true,
          () => false,
        ),
      'records kept by two again',
    );
    const back = acknowledged.size;
    await eventually(() => acknowledged.size > back + 200, 'records with all brokers again');
    writing = false;
    await Promise.all(writers);

    for (const error of refusals) expect(error).toMatchObject({ code: 'log_unavailable' });
    const stored = (await readAll(all, KEPT_BY_ALL)).map((records) => records.map(text));
    for (const [value, { partition, offset }] of acknowledged) expect(stored[partition]![offset]).toBe(value);
    await eventually(
      async () => sum(await all.committedOffsets(KEPT_BY_ALL, 'g')) === sum(await all.endOffsets(KEPT_BY_ALL)),
      'all consumed',
    );
    expect(new Set(seen)).toEqual(new Set(stored.flat()));
    const kept = (await two.read(KEPT_BY_TWO, 0, 0, 100)).map(text);
    expect([kept[0], kept.at(-1)]).toEqual(['before', 'after']);
  });
});
