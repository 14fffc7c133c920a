// A process that consumes from Kafka, for tests that stop it in its tracks. It says "joined", then "begins <offset>" and
// "ends <offset>" around each batch; what it began with it holds until a line of its input lets it go on, for ever after.
// Arguments: brokers, topic, group, session timeout in milliseconds.
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { createKafkaLog } from '@throughline/event-log';

const [brokers, topic, group, sessionTimeoutMs] = process.argv.slice(2);
const say = (line) => writeSync(1, `${line}\n`);

const log = await createKafkaLog({
  brokers: brokers.split(','),
  clientId: 'stopped',
  topics: [{ name: topic, partitions: 1, retentionMs: -1 }],
  replication: null,
  sessionTimeoutMs: Number(sessionTimeoutMs),
});
const released = once(process.stdin, 'data');
await log.subscribe({
  topic,
  group,
  maxRecords: 10,
  async handler({ records }) {
    say(`begins ${records[0].offset}`);
    await released;
    say(`ends ${records[0].offset}`);
  },
});
say('subscribed');
await once(process.stdin, 'end');
await log.close();
