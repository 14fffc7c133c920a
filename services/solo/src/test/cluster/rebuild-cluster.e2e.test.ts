import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createKafkaLog, type EventLog } from '@throughline/event-log';
import {
  findKafka,
  presentConversions,
  referenceConversions,
  startCluster,
  type Kafka,
  type RunningCluster,
} from '@throughline/testing';
import { openDatabases, sql, type Databases } from '@throughline/warehouse';
import { clusterTopics } from '../../cluster/cluster-topics.ts';
import { RAISING_GROUP, REBUILDING_GROUP, standInGroup } from '../../cluster/stand-in-group.ts';
import { ADMIN_KEY, interfaceAt, type HttpInterface } from '../process/instance.ts';
import { runThroughline, throughline } from '../process/running-command.ts';
import { lookIntoCluster, type Inside } from './look-into-cluster.ts';
import { ScenarioLoad } from './scenario-load.ts';

/** `throughline rebuild` of a cluster that works, as an operator runs it when the rules have changed. */
const start = findKafka();
const BASE = 'shop';
const REPORT = '/v1/reports/revenue-by-source?from=2025-01-01&to=2027-12-31';

(start === null ? describe.skip : describe)('a rebuild of a cluster', () => {
  let kafka: Kafka;
  let cluster: RunningCluster;
  let inside: Inside;
  let at: HttpInterface;
  let databases: Databases;
  let seed = 20_261_127;

  beforeAll(async () => {
    kafka = await start!();
    cluster = await startCluster({
      brokers: kafka.brokers,
      replicas: { attribution: 2 },
      // A database that is not there: it is made like everything else.
      settings: { ADMIN_KEY, KAFKA_PARTITIONS: 2, KAFKA_SESSION_SECONDS: 5, CLICKHOUSE_DATABASE: BASE },
    });
    at = interfaceAt(cluster.url, said);
    inside = await lookIntoCluster(cluster);
    const { CLICKHOUSE_URL: url, CLICKHOUSE_USER: user, CLICKHOUSE_PASSWORD: password } = cluster.settings;
    databases = await openDatabases({
      kind: 'server',
      url: String(url),
      user: String(user),
      password: String(password),
      database: BASE,
    });
    await feed();
    await at.caughtUp();
  });
  afterAll(async () => {
    await Promise.all([inside.close(), databases.close()]);
    await cluster.stop('SIGKILL');
    await kafka.stop();
  });

  const said = (): string => cluster.services.map((service) => `${service.name}:\n${service.said()}`).join('\n');
  const run = (...args: string[]) =>
    throughline(args, { settings: { ...cluster.settings, PUBLIC_URL: cluster.url, LOG_LEVEL: 'error' } });
  const made = () => databases.beginningWith(`${BASE}_r`);
  async function eventually(condition: () => Promise<boolean>): Promise<void> {
    const until = Date.now() + 60_000;
    while (!(await condition())) {
      if (Date.now() > until) throw new Error(`it does not come about:\n${said()}`);
      await sleep(100);
    }
  }
  /** Scenarios of the proof through the door, while `work` is under way. */
  async function feed(work: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    const load = new ScenarioLoad();
    load.start(cluster.url, (seed += 1), 20, 200);
    try {
      await work();
      const before = load.accepted;
      await eventually(() => Promise.resolve(load.accepted > before + 30));
    } finally {
      await load.stop();
    }
    expect(load.surprises).toEqual([]);
  }

  async function changeLookback(days: number): Promise<void> {
    const answer = await fetch(`${cluster.url}/v1/workspace`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ run: { lookback_days: days } }),
    });
    expect(answer.status).toBe(200);
    await eventually(async () => (await at.get('/v1/status')).body['rebuild'] !== undefined);
  }
  const shownLookback = async (): Promise<unknown> =>
    ((await at.get(REPORT)).body['meta'] as Record<string, unknown>)['lookback_days'];
  /** Databases that the analysts' views read from. */
  const readByAnalysts = () =>
    inside.inWarehouse(async (warehouse) => {
      const views = await warehouse.select<{ name: string; reads: string[] }>(
        sql`SELECT name, extractAll(as_select, 'FROM ([a-z0-9_]+)\\.') AS reads FROM system.tables WHERE database = 'mart' AND engine = 'View'`,
      );
      expect(views.length).toBeGreaterThan(5);
      return [...new Set(views.flatMap(({ reads }) => reads))];
    });

  test('killed in its middle it changes nothing; beside another, or a raise of the epoch, it is not begun', async () => {
    await changeLookback(3);
    const killed = runThroughline(['rebuild'], { settings: cluster.settings });
    await killed.said(/events \d+ of \d+/);
    killed.kill('SIGKILL');
    await killed.ended;
    expect(await made()).toHaveLength(1);
    expect(await shownLookback()).toBe(90);
    expect(await readByAnalysts()).toEqual([BASE]);

    const topics = clusterTopics().map((topic) => ({ ...topic, partitions: 1 }));
    const mine = (): Promise<EventLog> =>
      createKafkaLog({ brokers: kafka.brokers, clientId: 'test', topics, replication: null });
    for (const [group, args, says] of [
      [REBUILDING_GROUP, ['rebuild'], /^throughline: another rebuild is under way/m],
      [REBUILDING_GROUP, ['epoch', 'raise'], /^throughline: a rebuild is under way/m],
      [RAISING_GROUP, ['rebuild'], /^throughline: (the epoch is being raised|another rebuild is under way)/m],
    ] as const) {
      const member = await mine();
      await standInGroup(member, group);
      expect(await run(...args)).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(says) });
      await member.close();
    }
    expect((await inside.settings.refresh()).warehouse(BASE)).toBeNull();
  });

  test('under load the processes move to what it made, and everything follows the present rules', async () => {
    const pids = cluster.services.map(({ pid }) => pid);
    const [left] = await made();
    // The members that were killed are counted until their session is over.
    let ended = await run('rebuild');
    await feed(() => eventually(async () => ended.code === 0 || (ended = await run('rebuild')).code === 0));
    expect(ended.stderr).toMatch(
      new RegExp(`^the processes move to database ${BASE}_r[0-9a-f]{12}; ${BASE} stays`, 'm'),
    );
    const { database, events, candidates } = JSON.parse(ended.stdout) as Record<string, string & number>;
    expect({ enough: events! > 60 && candidates! > 10, made: await made() }).toEqual({
      enough: true,
      made: [database],
    });
    expect(database).not.toBe(left);
    await eventually(async () => (await shownLookback()) === 3);
    expect((await at.get('/v1/status')).body['rebuild']).toBeUndefined();
    expect(await readByAnalysts()).toEqual([database]);

    await feed();
    await at.caughtUp();
    expect(cluster.services.map(({ pid }) => pid)).toEqual(pids);
  });

  test('commands and processes that start later look at it, and the next rebuild drops what nobody reads any more', async () => {
    const [first] = await made();
    const status = await run('migrate', 'status');
    expect(status).toMatchObject({ code: 0, stdout: expect.not.stringMatching(/pending/) });
    expect(await run('migrate', 'up')).toMatchObject({ code: 0 });
    expect(await readByAnalysts()).toEqual([first]);
    const doctor = await run('doctor');
    expect(doctor.stdout).toMatch(/^ok +rules: /m);
    expect(doctor.stdout).toMatch(/^ok +clickhouse schema: /m);
    for (const role of ['attribution', 'query', 'jobs']) {
      const [service] = cluster.of(role);
      await service!.stop();
      service!.start();
      await service!.ready();
    }
    expect(await shownLookback()).toBe(3);

    await changeLookback(30);
    const second = JSON.parse((await run('rebuild')).stdout) as { database: string };
    expect((await made()).sort()).toEqual([first, second.database].sort());
    await eventually(async () => (await shownLookback()) === 30);
    await changeLookback(5);
    const third = JSON.parse((await run('rebuild')).stdout) as { database: string };
    expect((await made()).sort()).toEqual([second.database, third.database].sort());
    await eventually(async () => (await shownLookback()) === 5);
  });

  test('and all of it left what the reference says of the log, and nothing for a sweep, which finds a row that is wrong', async () => {
    await at.caughtUp();
    const contents = await inside.contents();
    const expected = presentConversions(referenceConversions(contents.facts, contents.run));
    expect(expected.length).toBeGreaterThan(20);
    expect(presentConversions(await inside.conversions())).toEqual(expected);
    const { checked, repaired } = await inside.swept();
    expect({ enough: checked > 20, repaired }).toEqual({ enough: true, repaired: 0 });
    await inside.inWarehouse((warehouse) =>
      warehouse.command(
        sql`INSERT INTO conversion SELECT * REPLACE ('p:nobody' AS person, version + 1 AS version) FROM conversion FINAL WHERE present LIMIT 1`,
        { into: 'conversion' },
      ),
    );
    expect(await inside.swept()).toMatchObject({ repaired: 1 });
  });
});
