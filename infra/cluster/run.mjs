// `npm run cluster`: the company's form of the system on this machine. Starts a broker (KAFKA_BROKERS, Docker, or Apache
// Kafka's own jars), the ClickHouse front over the embedded engine (or CLICKHOUSE_URL with CLICKHOUSE_USER and
// CLICKHOUSE_PASSWORD) and every service as a process of its own, plays the demo's days through their HTTP doors, prints
// the report as `npm run demo` does, and serves until Ctrl+C.
//   npm run cluster [-- --days 14] [-- --port 8080] [-- --once]
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { findKafka, runCommand, startCluster } from '@throughline/testing';

const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '90' },
    port: { type: 'string', default: '8080' },
    workers: { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
    once: { type: 'boolean', default: false },
  },
});
const say = (text) => process.stderr.write(`${text}\n`);

const startKafka = findKafka();
if (startKafka === null) {
  say(
    'Нужен Kafka: KAFKA_BROKERS, Docker или JDK 17 с Maven / Kafka is needed: KAFKA_BROKERS, Docker, or JDK 17 with Maven',
  );
  process.exit(1);
}
const { CLICKHOUSE_URL, CLICKHOUSE_USER = 'default', CLICKHOUSE_PASSWORD = '' } = process.env;
const clickhouse = CLICKHOUSE_URL
  ? { clickhouse: { url: CLICKHOUSE_URL, user: CLICKHOUSE_USER, password: CLICKHOUSE_PASSWORD } }
  : {};

say('Kafka …');
const kafka = await startKafka();
say(`Kafka: ${kafka.brokers.join(',')}`);
let exit = 0;
try {
  const cluster = await startCluster({
    brokers: kafka.brokers,
    port: Number(values.port),
    replicas: { attribution: Number(values.workers) },
    settings: { KAFKA_PARTITIONS: 4, LOG_LEVEL: 'warn' },
    ...clickhouse,
  });
  try {
    if (cluster.front !== null) say(`ClickHouse front: ${cluster.front.url}`);
    for (const { name, url, pid } of cluster.services) say(`${name}: ${url} (pid ${pid})`);
    const settings = { ...cluster.settings, PUBLIC_URL: cluster.url };
    const command = ['demo', '--days', values.days, ...(values.json ? ['--json'] : [])];
    process.stdout.write(await runCommand(command, settings, process.stderr));
    say(`Throughline: ${cluster.url}`);
    say(`Ключ администратора / admin key: ${cluster.adminKey}`);
    if (!values.once) {
      say('Ctrl+C — остановить / to stop');
      await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    }
  } finally {
    const ended = Object.entries(await cluster.stop()).filter(([, how]) => how !== 0);
    for (const [name, how] of ended) say(`${name}: ${how}`);
    if (ended.length > 0) exit = 1;
  }
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  exit = 1;
} finally {
  await kafka.stop();
}
process.exit(exit);
