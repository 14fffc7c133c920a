/** Confluent's own Python client reads a topic of a real broker: what is in a record it asks the registry, over HTTP. */
import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createKafkaLog, type EventLog } from '@throughline/event-log';
import { createHttpApp, createLogger } from '@throughline/runtime';
import { findKafka, installPython, type Kafka } from '@throughline/testing';
import { SCHEMA_REGISTRY_PATH } from '../registry/registry-paths.ts';
import { schemaRegistryRoutes } from './schema-registry-routes.ts';

interface Released {
  readonly id: number;
  readonly schema: string;
  readonly examples: readonly { readonly bytes: string; readonly event: Readonly<Record<string, unknown>> }[];
}
/** Bytes that each released schema wrote, and what they mean. */
const RELEASED = JSON.parse(
  readFileSync(new URL('../../../../packages/events/src/test/released-events.json', import.meta.url), 'utf8'),
) as readonly Released[];

const start = findKafka();
const python = start === null ? null : installPython('confluent-kafka[avro]==2.16.1');

/** Reads a topic from its beginning, as many records as it is told; times become epoch milliseconds again. */
const CONSUMER = `
import json, sys
from confluent_kafka import Consumer
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.serialization import SerializationContext, MessageField
brokers, topic, count, registry = sys.argv[1:]
client = SchemaRegistryClient({'url': registry})
decode = AvroDeserializer(client)
consumer = Consumer({'bootstrap.servers': brokers, 'group.id': topic, 'auto.offset.reset': 'earliest'})
consumer.subscribe([topic])
told = []
while len(told) < int(count):
    message = consumer.poll(30)
    if message is None or message.error():
        raise SystemExit(str(message and message.error()))
    told.append([message.key().decode(), decode(message.value(), SerializationContext(topic, MessageField.VALUE))])
consumer.close()
latest = client.get_latest_version('events-throughline.VisitStarted')
print(json.dumps({'records': told, 'subjects': len(client.get_subjects()), 'latest': [latest.schema_id, latest.version]},
  default=lambda time: round(time.timestamp() * 1000)))
`;

(python === null ? describe.skip : describe)("Confluent's client", () => {
  const topic = `events-${randomUUID()}`;
  let kafka: Kafka;
  let log: EventLog;
  beforeAll(async () => {
    kafka = await start!();
    log = await createKafkaLog({
      brokers: kafka.brokers,
      clientId: 'test',
      topics: [{ name: topic, partitions: 1, retentionMs: -1 }],
      replication: { factor: 1, minInSync: 1 },
    });
  });
  afterAll(async () => {
    await log.close();
    await kafka.stop();
    python!.remove();
  });

  test('decodes every released schema from the topic', async () => {
    const app = createHttpApp({
      logger: createLogger({ level: 'silent', name: 'test' }),
      routes: (express) => schemaRegistryRoutes(express),
    });
    const port = await app.listen(0, '127.0.0.1');
    const written = RELEASED.flatMap(({ schema, examples }) => examples.map((example) => ({ schema, ...example })));
    await log.append(
      topic,
      written.map(({ schema, bytes }) => ({ key: schema, value: Buffer.from(bytes, 'base64') })),
    );

    const registry = `http://127.0.0.1:${port}${SCHEMA_REGISTRY_PATH}`;
    const read = (await python!.run(CONSUMER, kafka.brokers.join(), topic, String(written.length), registry)) as any;
    await app.close(0);

    expect(read.records).toEqual(
      written.map(({ schema, event }) => {
        const { type: _, ...fields } = event;
        return [schema, expect.objectContaining(fields)];
      }),
    );
    expect(read.subjects).toBe(new Set(RELEASED.map(({ schema }) => schema.split('/')[1])).size);
    expect(read.latest).toEqual([RELEASED.find(({ schema }) => schema === 'visit/VisitStarted/1')!.id, 1]);
  });
});
