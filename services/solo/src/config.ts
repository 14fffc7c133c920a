import { isCurrency, knownTimeZone } from '@throughline/domain';
import { isCountry } from '@throughline/lookups/contact';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const timeZone = z
  .string()
  .refine((name) => knownTimeZone(name) !== null, 'is no IANA time zone (for example Europe/Moscow)');

const count = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const seconds = z.coerce.number().min(0).max(3_600);
const brokers = z
  .string()
  .regex(/^[^\s,:]+:\d{1,5}(,[^\s,:]+:\d{1,5})*$/, 'must be host:port, more of them behind commas')
  .transform((text) => text.split(','));

/** Environment of every process of ours; every name has the prefix `THROUGHLINE_` (contract.md). */
export const soloConfig = z.object({
  MODE: z
    .enum(['solo', 'cluster'])
    .default('solo')
    .describe('solo: one process on embedded engines; cluster: processes on Kafka and ClickHouse'),
  HOST: z.string().default('127.0.0.1').describe('Address to listen on'),
  PORT: port.default(8080).describe('Port to listen on'),
  DATA_DIR: z.string().default('./data').describe('Directory of the log and the warehouse'),
  ADMIN_KEY: z.string().min(16).optional().describe('Admin key; else made at the first start and shown once'),
  MASTER_KEY: z.string().optional().describe('32 bytes in base64 that seal provider secrets; else DATA_DIR/master.key'),
  TIMEZONE: timeZone.default('Europe/Moscow').describe('Time zone of a new workspace'),
  CURRENCY: z
    .string()
    .refine(isCurrency, 'is no currency of ISO 4217 (for example RUB)')
    .default('RUB')
    .describe('Currency of a new workspace'),
  COUNTRY: z
    .string()
    .refine(isCountry, 'is no country of ISO 3166-1 (for example RU)')
    .default('RU')
    .describe('Country of a new workspace: how local phones are read'),
  PUBLIC_URL: z.url().optional().describe('Address under which providers and the pages of sites reach this process'),
  PROXIES: count(0, 10)
    .default(0)
    .describe(
      'Proxies in front, each of which adds the address it sees to X-Forwarded-For; 0: that header is not believed',
    ),
  COLLECT_PER_ADDRESS: count(1, 10_000_000)
    .default(600)
    .describe("Beacons of the tracker a minute from one address; an office's or a mobile operator's has many visitors"),
  COLLECT_PER_VISITOR: count(1, 10_000_000).default(120).describe('Beacons of the tracker a minute from one visitor'),
  KAFKA_BROKERS: brokers.optional().describe('Cluster: brokers to begin with, host:port, with commas between'),
  KAFKA_PARTITIONS: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000)
    .optional()
    .describe('Cluster: partitions of the topics that "migrate up" makes; else those of infra/kafka/topics.json'),
  KAFKA_REPLICATION: z.coerce
    .number()
    .int()
    .min(1)
    .max(5)
    .default(1)
    .describe('Cluster: brokers that keep each record of the topics that "migrate up" makes; 3 where records matter'),
  KAFKA_SESSION_SECONDS: seconds
    .default(30)
    .describe('Cluster: a consumer that is silent for so long loses its partitions to others'),
  CLICKHOUSE_URL: z.url().optional().describe('Cluster: address of the ClickHouse server'),
  CLICKHOUSE_USER: z.string().default('default').describe('Cluster: user at the ClickHouse server'),
  CLICKHOUSE_PASSWORD: z.string().default('').describe('Cluster: its password'),
  CLICKHOUSE_DATABASE: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/)
    .default('default')
    .describe('Cluster: database of the facts, which "migrate up" makes; "rebuild" puts one beside it in its place'),
  CLICKHOUSE_ANALYST_USER: z
    .string()
    .default('analyst')
    .describe('Cluster, for "doctor" alone: the user by whom analysts ask the ClickHouse server'),
  CLICKHOUSE_ANALYST_PASSWORD: z
    .string()
    .optional()
    .describe('Cluster, for "doctor" alone: its password; without it nobody looks at what analysts may read'),
  WEBHOOK_DOORS: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.url()))
    .optional()
    .describe(
      'Cluster: addresses of all ingest-webhooks processes, with commas between: query asks them what they have not forwarded yet, "doctor" also for their disks',
    ),
  DRAIN_SECONDS: seconds
    .default(0)
    .describe('Cluster: how long a process that stops goes on answering, while /readyz says that it does'),
  SCHEMA_REGISTRY: z
    .enum(['on', 'off'])
    .default('on')
    .describe("Cluster: the query service answers Confluent's Schema Registry API under /schema-registry"),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('Least level of log lines'),
});
export type SoloConfig = z.infer<typeof soloConfig>;
