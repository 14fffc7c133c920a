import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createKafkaLog } from '@throughline/event-log';
import { encodeEvent, GROUPS, partitionKey, TOPICS } from '@throughline/events';
import {
  findKafka,
  freePorts,
  scenario,
  setTopicConfig,
  startFaultProxy,
  type FaultProxy,
  type Kafka,
} from '@throughline/testing';
import { createWarehouse, READ_ONLY_LIMITS, startClickHouseFront, type ClickHouseFront } from '@throughline/warehouse';
import { clusterTopics } from '../cluster/cluster-topics.ts';
import type { Finding } from '../doctor/finding.ts';
import { throughline, type CommandOptions, type Ended } from './process/running-command.ts';

/** `throughline doctor` in the company's form, on a real broker and a real engine, each thing wrong in its turn. */
const USER = { name: 'line', password: 'never-to-be-shown' };
const ANALYST = { name: 'analyst', password: 'not-to-be-shown-either', readonly: READ_ONLY_LIMITS };
/** An analyst whom nobody has bounded. */
const WIDE = { name: 'wide', password: ANALYST.password };
const PARTITIONS = 2;
const start = findKafka();

(start === null ? describe.skip : describe)('doctor of a cluster', () => {
  const directory = mkdtempSync(join(tmpdir(), 'throughline-doctor-'));
  let kafka: Kafka;
  let front: ClickHouseFront;
  let proxy: FaultProxy;
  let settings: Record<string, string | number>;

  beforeAll(async () => {
    kafka = await start!();
    front = await startClickHouseFront({ path: join(directory, 'chdb'), users: [USER, ANALYST, WIDE] });
    proxy = await startFaultProxy(front.url);
    settings = {
      MODE: 'cluster',
      DATA_DIR: join(directory, 'data'),
      KAFKA_BROKERS: kafka.brokers.join(','),
      KAFKA_PARTITIONS: PARTITIONS,
      CLICKHOUSE_URL: proxy.url,
      CLICKHOUSE_USER: USER.name,
      CLICKHOUSE_PASSWORD: USER.password,
      MASTER_KEY: randomBytes(32).toString('base64'),
      ADMIN_KEY: 'an-admin-key-of-the-doctors-test',
    };
  });
  beforeEach(() => {
    proxy.fault = null;
    proxy.onto = /^/;
  });
  afterAll(async () => {
    await proxy.close();
    await front.close();
    await kafka.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  async function run(
    args: readonly string[],
    changed: Record<string, string> = {},
    options: Pick<CommandOptions, 'before'> = {},
  ): Promise<Ended> {
    const ended = await throughline(args, { settings: { ...settings, ...changed }, ...options });
    for (const { password } of [USER, ANALYST]) expect(ended.stdout + ended.stderr).not.toContain(password);
    return ended;
  }

  /** Findings that are not well, by name. @returns exit code with them */
  async function unwell(changed: Record<string, string> = {}, options: Pick<CommandOptions, 'before'> = {}) {
    const { code, stdout, stderr } = await run(['doctor', '--json'], changed, options);
    expect(stderr).toBe('');
    const findings = JSON.parse(stdout) as Finding[];
    const found = findings.filter(({ check, state }) => state !== 'ok' && check !== 'clickhouse disks');
    for (const { detail } of found) expect(detail).toMatch(/^[^\n]+: [^\n]+$|; /);
    expect(code).toBe(found.some(({ state }) => state === 'problem') ? 1 : 0);
    return Object.fromEntries(found.map(({ check, state, detail }) => [check, `${state}: ${detail}`]));
  }
  /** Every topic of this broker is kept once. */
  const COPIES = expect.stringMatching(/^warning: .*events.*: kept by one broker only/);

  test('that was not prepared: topics and schema are missing', async () => {
    expect(await unwell()).toEqual({
      topics: expect.stringMatching(/^problem: missing: raw, events, .*throughline migrate up/),
      'clickhouse schema': expect.stringMatching(/^problem: migrations 1, .*throughline migrate up/),
    });
  });

  test('that was prepared is well but for its one broker', async () => {
    expect((await run(['migrate', 'up'])).code).toBe(0);
    expect(await unwell()).toEqual({ copies: COPIES });
    const { code, stdout } = await run(['doctor']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ok {7}clickhouse: version /m);
    expect(stdout).toMatch(/^ok {7}lag: caught up$/m);
  });

  test('with a wrong broker address, a server that nobody runs, and too little configuration', async () => {
    const [nobody = 0] = await freePorts(1);
    const address = `127.0.0.1:${nobody}`;
    expect(await unwell({ KAFKA_BROKERS: address, CLICKHOUSE_URL: `http://${address}` })).toEqual({
      brokers: expect.stringMatching(new RegExp(`^problem: Kafka: connect to ${address}: .*start the brokers`)),
      clickhouse: expect.stringMatching(new RegExp(`^problem: ClickHouse at http://${address} cannot be reached`)),
    });
    const { code, stderr } = await run(['doctor'], { CLICKHOUSE_URL: '' });
    expect({ code, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 2, lines: 1 });
  });

  test('with a database that is not there', async () => {
    const missing = /ClickHouse at \S+ has no database "nowhere": "throughline migrate up" makes it/;
    expect((await unwell({ CLICKHOUSE_DATABASE: 'nowhere' }))['clickhouse']).toMatch(missing);
    const status = await run(['migrate', 'status'], { CLICKHOUSE_DATABASE: 'nowhere' });
    expect({ code: status.code, lines: status.stderr.trimEnd().split('\n') }).toEqual({
      code: 1,
      lines: [expect.stringMatching(missing)],
    });
  });

  test('with a wrong password, and a wrong master key', async () => {
    expect(await unwell({ CLICKHOUSE_PASSWORD: 'wrong', MASTER_KEY: randomBytes(32).toString('base64') })).toEqual({
      copies: COPIES,
      settings: expect.stringMatching(/^problem: .*sealed with another master key/),
      clickhouse: expect.stringMatching(/^problem: .*refuses our user or password: .*516 AUTHENTICATION_FAILED/),
    });
  });

  test.each([
    ['a server that answers 503', /^/, { kind: 'status', status: 503, body: '' }, 'clickhouse', /answers 503/],
    [
      'a user that may only read',
      /^(?!SELECT)/,
      { kind: 'exception', code: 164, name: 'READONLY', message: '' },
      'clickhouse writes',
      /lets our user only read/,
    ],
    [
      'answers that break off',
      /FROM system\.parts/,
      { kind: 'truncated', end: 'broken' },
      'clickhouse parts',
      /broke off/,
    ],
  ] as const)('with %s', async (_, onto, fault, check, detail) => {
    proxy.onto = onto;
    proxy.fault = fault;
    expect(await unwell()).toMatchObject({ copies: COPIES, [check]: expect.stringMatching(detail) });
  });

  describe('analysts', () => {
    const analyst = { CLICKHOUSE_ANALYST_PASSWORD: ANALYST.password };

    test('who read the mart and nothing else are well', async () => {
      const { stdout } = await run(['doctor'], analyst);
      expect(stdout).toMatch(/^ok {7}analysts: user "analyst" reads the 8 views of mart and nothing else$/m);
    });

    test.each([
      ['who may read our tables', { CLICKHOUSE_ANALYST_USER: WIDE.name }, null, /may do more.*read default\./],
      ['of whom the password is wrong', { CLICKHOUSE_ANALYST_PASSWORD: 'wrong' }, null, /not let in: see .*516/],
      [
        'who are not granted the mart',
        {},
        { onto: /^SELECT \* FROM `mart`/, fault: { kind: 'exception', code: 497, name: 'ACCESS_DENIED', message: '' } },
        /cannot read mart\.\w+ \(497 ACCESS_DENIED\).* and 5 more: grant it SELECT ON mart\.\*/,
      ],
      [
        'who may write',
        {},
        {
          onto: /^SHOW GRANTS/,
          fault: {
            kind: 'status',
            status: 200,
            body: 'GRANT SELECT ON mart.* TO analyst\nGRANT INSERT ON default.* TO analyst\n',
          },
        },
        /may do more than read mart: GRANT INSERT ON default\.\* TO analyst: take it away/,
      ],
    ] as const)('%s: one line says so', async (_, changed, spoiled, detail) => {
      if (spoiled !== null) Object.assign(proxy, spoiled);
      expect(await unwell({ ...analyst, ...changed })).toEqual({
        copies: COPIES,
        analysts: expect.stringMatching(new RegExp(`^problem: .*${detail.source}`)),
      });
    });
  });

  test('with a clock that is two minutes ahead of the engines', async () => {
    const before = 'const now = Date.now; Date.now = () => now() + 120_000;';
    const behind = expect.stringMatching(/^problem: 1[12]\d s behind this machine's: have both set/);
    expect(await unwell({}, { before })).toEqual({
      copies: COPIES,
      'broker clock': behind,
      'clickhouse clock': behind,
    });
  });

  test('with a process of an older release, a door whose disk is nearly full, and one that does not answer', async () => {
    const topics = clusterTopics().filter(({ name }) => name === TOPICS.jobTicks);
    const older = await createKafkaLog({
      brokers: kafka.brokers,
      clientId: 'throughline-0.0.1',
      topics,
      replication: null,
    });
    await new Promise<void>((resolve, reject) => {
      const subscription = older.subscribe({
        ...{ topic: TOPICS.jobTicks, group: GROUPS.jobs, maxRecords: 1 },
        handler: () => Promise.resolve(),
        onAble: resolve,
      });
      subscription.catch(reject);
    });
    const door = createServer((_, answer) => void answer.end('{"waiting":0,"free_bytes":104857600}'));
    await once(door.listen(0, '127.0.0.1'), 'listening');
    const address = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
    const [nobody = 0] = await freePorts(1);
    expect(await unwell({ WEBHOOK_DOORS: `${address},http://127.0.0.1:${nobody}` })).toEqual({
      copies: COPIES,
      versions: expect.stringMatching(/^warning: 1 of jobs throughline-0\.0\.1, and this is .*: restart/),
      'webhook doors': expect.stringMatching(new RegExp(`^problem: http://127.0.0.1:${nobody} does not answer`)),
      'spool disks': `problem: ${address} 100 MB free: make room, or webhooks will be answered 503`,
    });
    door.close();
    await older.close();
  });

  test('with more parts than merges keep up with', async () => {
    const { name: user, password } = USER;
    const warehouse = await createWarehouse({ kind: 'server', url: front.url, user, password, database: 'default' });
    const merges = (what: 'STOP' | 'START') =>
      fetch(front.url, {
        method: 'POST',
        body: `SYSTEM ${what} MERGES warehouse_meta`,
        headers: { 'x-clickhouse-user': user, 'x-clickhouse-key': password },
      });
    expect((await merges('STOP')).status).toBe(200);
    for (let part = 0; part < 301; part += 1) {
      await warehouse.insert('warehouse_meta', [{ key: `part-${part}`, value: '', version: 1 }]);
    }
    expect(await unwell()).toMatchObject({
      'clickhouse parts': expect.stringMatching(/^warning: 30\d in a partition of warehouse_meta: merges fall behind/),
    });
    await merges('START');
    await warehouse.close();
  });

  test('on whose topics other programs write, and where nobody works', async () => {
    const topics = clusterTopics().map((topic) => ({
      ...topic,
      partitions: topic.partitions === 1 ? 1 : PARTITIONS,
    }));
    const log = await createKafkaLog({ brokers: kafka.brokers, clientId: 'foreign', topics, replication: null });
    const event = scenario(1, 2)[0]!;
    const unknownSchema = Buffer.from(encodeEvent(event));
    unknownSchema.writeUInt32BE(999_999, 1);
    await log.append(TOPICS.events, [
      { key: partitionKey(event), value: encodeEvent(event) },
      { key: null, value: unknownSchema },
    ]);
    await log.append(TOPICS.settings, [{ key: null, value: Buffer.from('a note of mine') }]);
    await log.close();
    expect(await unwell()).toMatchObject({
      events: expect.stringMatching(/^warning: 1 of the last 2 .*999999.*stop the program/),
      settings: expect.stringMatching(
        /^warning: version \d+; 1 records of the topic are none of ours, the first at \d+/,
      ),
      lag: expect.stringMatching(/^problem: behind: record 2; and it does not shrink/),
    });
  });

  test('whose events expire', async () => {
    await setTopicConfig(kafka.brokers, TOPICS.events, 'retention.ms', '86400000');
    expect(await unwell()).toMatchObject({
      topics: expect.stringMatching(/^problem: events: .*retention\.ms=86400000, not -1/),
    });
  });
});
