import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findKafkaCluster, freePorts, type KafkaCluster } from '@throughline/testing';
import { startProxy, type ForgetfulProxy } from '../../test/forgetful-proxy.ts';
import { record, text } from '../contract/records.ts';
import type { EventLog } from '../event-log.ts';
import { createKafkaLog } from './create-kafka-log.ts';

const start = findKafkaCluster();

(start === null ? describe.skip : describe)('a broker whose answers are lost', () => {
  const TOPIC = 'events';
  let kafka: KafkaCluster;
  let proxy: ForgetfulProxy;
  let log: EventLog;
  beforeAll(async () => {
    const [port = 0] = await freePorts(1);
    kafka = await start!(1, [port]);
    proxy = startProxy(port, Number(kafka.brokers[0]!.split(':')[1]));
    log = await createKafkaLog({
      brokers: [`127.0.0.1:${port}`],
      clientId: 'test',
      topics: [{ name: TOPIC, partitions: 1, retentionMs: -1 }],
      replication: { factor: 1, minInSync: 1 },
    });
  });
  afterAll(async () => {
    await log.close();
    proxy.close();
    await kafka.stop();
  });

  test('is never believed to have written the next batch because it has written the one before', async () => {
    await log.append(TOPIC, [record('k', 'first')]);
    proxy.losesAnswers = true;
    await expect(log.append(TOPIC, [record('k', 'answer lost')])).rejects.toMatchObject({ code: 'log_unavailable' });
    expect(proxy.lost).toBeGreaterThan(1);
    proxy.losesAnswers = false;
    const [position] = await log.append(TOPIC, [record('k', 'next')]);
    const stored = (await log.read(TOPIC, 0, 0, 100)).map(text);
    // What was tried again under one number was written once.
    expect(stored).toEqual(['first', 'answer lost', 'next']);
    expect(position).toEqual({ partition: 0, offset: 2 });
  });
});
