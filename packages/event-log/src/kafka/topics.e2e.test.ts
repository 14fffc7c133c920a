import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { findKafka, setTopicConfig, type Kafka } from '@throughline/testing';
import kafkajs, { type Admin } from 'kafkajs';
import { numbered, readAll, sum, text } from '../contract/records.ts';
import { eventually } from '../contract/waiting.ts';
import type { EventLog, LogUnavailableError, TopicConfig } from '../event-log.ts';
import { partitionOf } from '../partition-of.ts';
import { createKafkaAdmin } from './create-kafka-admin.ts';
import { createKafkaLog, type KafkaLogOptions } from './create-kafka-log.ts';
import { inspectKafka } from './inspect-kafka.ts';
import { createClient } from './kafka-client.ts';

const start = findKafka();

/** Snappy's block format with all of it as literals of up to 60 bytes: nothing is saved, and every reader must understand it. */
function snappy({ buffer }: { buffer: Buffer }): Promise<Buffer> {
  const length: number[] = [];
  for (let rest = buffer.length; length.length === 0 || rest > 0; rest >>>= 7) {
    length.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
  }
  const pieces: Uint8Array[] = [Buffer.from(length)];
  for (let at = 0; at < buffer.length; at += 60) {
    const literal = buffer.subarray(at, at + 60);
    pieces.push(Buffer.of((literal.length - 1) << 2), literal);
  }
  return Promise.resolve(Buffer.concat(pieces));
}

(start === null ? describe.skip : describe)('topics on Apache Kafka', () => {
  let kafka: Kafka;
  let admin: Admin;
  const logs: EventLog[] = [];
  beforeAll(async () => {
    kafka = await start!();
    admin = createClient({ brokers: kafka.brokers, clientId: 'test' }).admin();
    await admin.connect();
  });
  afterEach(async () => {
    for (const log of logs.splice(0)) await log.close();
  });
  afterAll(async () => {
    await admin.disconnect();
    await kafka.stop();
  });

  async function open(topics: readonly TopicConfig[], options: Partial<KafkaLogOptions> = {}): Promise<EventLog> {
    const replication = { factor: 1, minInSync: 1 };
    const log = await createKafkaLog({ brokers: kafka.brokers, clientId: 'test', topics, replication, ...options });
    logs.push(log);
    return log;
  }
  const aTopic = (partitions: number, retentionMs = -1): TopicConfig => ({
    name: randomUUID(),
    partitions,
    retentionMs,
  });

  test('are made as infra/kafka/topics.json says, by whoever comes first', async () => {
    const path = new URL('../../../../infra/kafka/topics.json', import.meta.url);
    const topics = (JSON.parse(readFileSync(path, 'utf8')) as TopicConfig[]).map((topic) => ({
      ...topic,
      name: `${topic.name}-${randomUUID()}`,
    }));
    await Promise.all([open(topics), open(topics), open(topics)]);
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: topics.map(({ name }) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name })),
    });
    for (const { name, partitions, retentionMs } of topics) {
      const entries = resources.find(({ resourceName }) => resourceName === name)!.configEntries;
      const found = Object.fromEntries(entries.map(({ configName, configValue }) => [configName, configValue]));
      expect(found).toMatchObject({ 'retention.ms': String(retentionMs), 'cleanup.policy': 'delete' });
      expect(await logs[0]!.endOffsets(name)).toHaveLength(partitions);
    }
    expect(topics.find(({ name }) => name.startsWith('events-'))?.retentionMs).toBe(-1);
  });

  test.each([
    ['a retention that would lose records', { 'retention.ms': '1000' }, 'has retention.ms=1000, not -1'],
    ['a bound on its size', { 'retention.bytes': '1000000' }, 'has retention.bytes=1000000, not -1'],
    ['compaction', { 'cleanup.policy': 'compact' }, 'has cleanup.policy=compact, not delete'],
  ])('are refused with %s', async (_, settings, message) => {
    const topic = aTopic(1);
    const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
    const made = { topic: topic.name, numPartitions: 1, configEntries };
    await admin.createTopics({ waitForLeaders: false, topics: [made] });
    await eventually(async () => (await admin.listTopics()).includes(topic.name), 'the topic is there');
    await expect(open([topic])).rejects.toMatchObject({
      code: 'topic_config',
      message: expect.stringContaining(message),
    });
  });

  test('are refused with fewer partitions than configured', async () => {
    const topic = aTopic(2);
    await open([topic]);
    await expect(open([{ ...topic, partitions: 3 }])).rejects.toMatchObject({
      code: 'topic_config',
      message: `Topic "${topic.name}" has 2 partitions, not 3`,
    });
  });

  test('are made, told, and given more partitions by whoever prepares the brokers, as often as he likes', async () => {
    const preparing = await createKafkaAdmin({ brokers: kafka.brokers, clientId: 'test' });
    const [topic, missing] = [aTopic(2), aTopic(1)];
    const replication = { factor: 1, minInSync: 1 };
    await preparing.prepareTopics([topic], replication);
    await preparing.prepareTopics([topic], replication);
    const partitions = async () => [...(await preparing.partitions([topic.name, missing.name]))];
    expect(await partitions()).toEqual([[topic.name, 2]]);
    await preparing.raisePartitions(topic.name, 5);
    await preparing.raisePartitions(topic.name, 3);
    await eventually(async () => (await partitions())[0]?.[1] === 5, 'the partitions are there');
    const group = randomUUID();
    expect(await preparing.members(group)).toBe(0);
    const log = await open([topic]);
    const handler = () => Promise.resolve();
    const consumer = await log.subscribe({ topic: topic.name, group, maxRecords: 1, handler });
    await eventually(async () => (await preparing.members(group)) === 1, 'the consumer is a member');
    await consumer.stop();
    expect(await preparing.members(group)).toBe(0);
    await preparing.close();
  });

  test('that are missing and not to be made are named', async () => {
    const topic = aTopic(1);
    await expect(open([topic], { replication: null })).rejects.toMatchObject({
      code: 'topic_config',
      message: `Topics are missing on the brokers: "${topic.name}"`,
    });
    expect(await admin.listTopics()).not.toContain(topic.name);
  });

  test('are told as the brokers have them: missing, with other settings, and where the brokers are', async () => {
    const [sound, wrong, missing] = [aTopic(3), aTopic(2), aTopic(1)];
    await open([sound, wrong]);
    await setTopicConfig(kafka.brokers, wrong.name, 'retention.ms', '1000');
    const look = () => inspectKafka({ brokers: kafka.brokers, clientId: 'test' }, [sound, wrong, missing]);
    // A broker takes a changed setting a moment after it was told.
    await eventually(async () => (await look()).topics[1]!.wrongSettings.length > 1, 'the setting is changed');
    const report = await look();
    expect(report.brokers).toEqual(kafka.brokers.map((address) => ({ address, isReachable: true })));
    const well = { wrongSettings: [], copies: 1, minInSync: 1, leaderless: [], belowMinInSync: [] };
    expect(report.topics).toEqual([
      { ...well, name: sound.name, partitions: 3 },
      {
        ...well,
        name: wrong.name,
        partitions: 2,
        wrongSettings: expect.arrayContaining([
          'retention.ms=1000, not -1',
          'compression.type=producer, not uncompressed',
        ]),
      },
      { ...well, name: missing.name, partitions: 0, copies: Infinity },
    ]);
    const nowhere = { brokers: ['127.0.0.1:1'], clientId: 'test' };
    await expect(inspectKafka(nowhere, [sound])).rejects.toMatchObject({ reason: 'no_connection' });
  });

  test.each(['127.0.0.1:1', 'nowhere.invalid:9092'])(
    'cannot be looked at where no broker answers (%s): the address is named, and what to do',
    async (address) => {
      await expect(open([aTopic(1)], { brokers: [address] })).rejects.toMatchObject({
        code: 'log_unavailable',
        reason: 'no_connection',
        message: expect.stringMatching(
          new RegExp(`^Kafka: connect to ${address}: [^\\n]+: start the brokers, or correct their addresses`),
        ),
      });
    },
  );

  test('that somebody removes: appends and questions say which is gone, and so does the consumer', async () => {
    const topic = aTopic(1);
    const log = await open([topic], { metadataMaxAgeMs: 300, sessionTimeoutMs: 6_000 });
    const told: LogUnavailableError[] = [];
    await log.subscribe({
      topic: topic.name,
      group: 'g',
      maxRecords: 10,
      handler: () => Promise.resolve(),
      onUnable: (error) => void told.push(error),
    });
    await log.append(topic.name, numbered(3, String));
    await eventually(async () => sum(await log.committedOffsets(topic.name, 'g')) === 3, 'it consumes');
    await admin.deleteTopics({ topics: [topic.name] });
    const gone = { code: 'log_unavailable', reason: 'missing_topic', message: expect.stringContaining(topic.name) };
    await eventually(async () => !(await admin.listTopics()).includes(topic.name), 'the topic is gone');
    await expect(log.append(topic.name, numbered(1, String))).rejects.toMatchObject(gone);
    await expect(log.endOffsets(topic.name)).rejects.toMatchObject(gone);
    await eventually(() => told.some(({ reason }) => reason === 'missing_topic'), 'the consumer says so');
  });

  test('are stored so that every client of ours can read them, whatever compression another program sends', async () => {
    const topic = aTopic(1);
    const log = await open([topic]);
    const foreign = createClient({ brokers: kafka.brokers, clientId: 'foreign' }).producer();
    await foreign.connect();
    const decompress = jest.fn(() => Promise.reject(new Error('none of ours can')));
    kafkajs.CompressionCodecs[kafkajs.CompressionTypes.Snappy] = () => ({ compress: snappy, decompress });
    const messages = ['one', 'two'].map((value) => ({ value }));
    await foreign.send({ topic: topic.name, messages, compression: kafkajs.CompressionTypes.Snappy });
    await foreign.disconnect();
    expect((await log.read(topic.name, 0, 0, 10)).map(text)).toEqual(['one', 'two']);
    expect(decompress).not.toHaveBeenCalled();
  });

  test('with a partition added: it is consumed at once, and no key moves into it', async () => {
    const topic = aTopic(3);
    const log = await open([topic], { metadataMaxAgeMs: 300, sessionTimeoutMs: 6_000 });
    const seen: [number, string][] = [];
    await log.subscribe({
      topic: topic.name,
      group: 'g',
      maxRecords: 100,
      handler: ({ partition, records }) => {
        for (const record of records) seen.push([partition, text(record)]);
        return Promise.resolve();
      },
    });
    const keyed = numbered(50, (n) => `key-${n}`);
    const before = await log.append(topic.name, keyed);
    await admin.createPartitions({ topicPartitions: [{ topic: topic.name, count: 4 }] });
    await eventually(async () => (await log.endOffsets(topic.name)).length === 4, 'the partition is there');
    const after = await log.append(topic.name, keyed);
    expect(after.map(({ partition }) => partition)).toEqual(before.map(({ partition }) => partition));
    const wider = await open([{ ...topic, partitions: 4 }]);
    const key = Array.from({ length: 100 }, (_, n) => `k${n}`).find((name) => partitionOf(name, 4) === 3)!;
    await wider.append(topic.name, [{ key, value: Buffer.from('into the new one') }]);
    await eventually(() => seen.length === 101, 'all records, those of the new partition too');
    expect(seen.filter(([partition]) => partition === 3)).toEqual([[3, 'into the new one']]);
    await eventually(async () => sum(await log.committedOffsets(topic.name, 'g')) === 101, 'all committed');
  });

  test('take appends made at the same time together: by the broker, hundreds at one instant', async () => {
    const topic = aTopic(1);
    const log = await open([topic]);
    await log.append(
      topic.name,
      numbered(1, () => 'k'),
    );
    await Promise.all(numbered(2_000, () => 'k').map((record) => log.append(topic.name, [record])));
    const [records = []] = await readAll(log, topic.name);
    expect(records.slice(1).map(text)).toEqual(numbered(2_000, String).map(({ key }) => key));
    // The broker's time of a record is that of its batch.
    expect(new Set(records.map(({ appendedAt }) => appendedAt)).size).toBeLessThanOrEqual(20);
  });

  test('take an append of many megabytes in order, and refuse a record they could not hold', async () => {
    const topic = aTopic(2);
    const log = await open([topic]);
    const records = Array.from({ length: 40 }, (_, n) => ({ key: 'k', value: Buffer.alloc(300_000, n) }));
    const positions = await log.append(topic.name, records);
    expect(positions.map(({ offset }) => offset)).toEqual(records.map((_, n) => n));
    const found = (await readAll(log, topic.name)).flat();
    expect(found.map(({ value }) => [value.length, value[0]])).toEqual(records.map((_, n) => [300_000, n]));
    const tooLarge = { key: 'k', value: new Uint8Array(9_000_000) };
    await expect(log.append(topic.name, [tooLarge])).rejects.toThrow(RangeError);
  });
});
