import { afterAll, beforeAll, describe } from '@jest/globals';
import { findKafka, type Kafka } from '@throughline/testing';
import { eventLogContract } from '../contract/event-log-contract.ts';
import { createKafkaLog } from './create-kafka-log.ts';

const start = findKafka();

(start === null ? describe.skip : describe)('Apache Kafka', () => {
  let kafka: Kafka;
  beforeAll(async () => {
    kafka = await start!();
  });
  afterAll(() => kafka.stop());

  eventLogContract('kafka', async (topics) => {
    const open = () =>
      createKafkaLog({
        brokers: kafka.brokers,
        clientId: 'contract',
        topics,
        replication: { factor: 1, minInSync: 1 },
        sessionTimeoutMs: 6_000,
      });
    let log = await open();
    return {
      log,
      reopen: async () => {
        await log.close();
        return (log = await open());
      },
      dispose: () => log.close(),
    };
  });
});
