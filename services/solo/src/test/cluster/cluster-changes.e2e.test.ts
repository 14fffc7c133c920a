import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createKafkaLog, partitionOf, type EventLog } from '@throughline/event-log';
import { TOPICS } from '@throughline/events';
import {
  findKafkaCluster,
  presentConversions,
  referenceConversions,
  startCluster,
  type KafkaCluster,
  type RunningCluster,
  type ServiceProcess,
} from '@throughline/testing';
import { clusterTopics } from '../../cluster/cluster-topics.ts';
import { ADMIN_KEY, interfaceAt, type HttpInterface } from '../process/instance.ts';
import { runThroughline, throughline } from '../process/running-command.ts';
import { lookIntoCluster, type Inside } from './look-into-cluster.ts';
import { ScenarioLoad } from './scenario-load.ts';

/**
 * A cluster that is changed while it works: the epoch is raised, and whoever raises it is killed at each step; partitions are
 * added under doors that run; doors start while the brokers are away. Every process is a real one.
 */
const start = findKafkaCluster();
const PARTITIONS = 2;
const SESSION_SECONDS = 5;
const TOKEN = 'token-of-the-calls';
/** Its requests go to a partition that is not there before the epoch is raised. */
const SOURCE = Array.from({ length: 100 }, (_, n) => `calls-${n}`).find(
  (id) => partitionOf(id, PARTITIONS * 2) >= PARTITIONS,
)!;

(start === null ? describe.skip : describe)('a cluster that is changed', () => {
  let kafka: KafkaCluster;
  let cluster: RunningCluster;
  let inside: Inside;
  let at: HttpInterface;
  let log: EventLog;
  let seed = 20_261_126;

  beforeAll(async () => {
    kafka = await start!(1);
    cluster = await startCluster({
      brokers: kafka.brokers,
      settings: {
        ADMIN_KEY,
        KAFKA_PARTITIONS: PARTITIONS,
        KAFKA_SESSION_SECONDS: SESSION_SECONDS,
        LOG_LEVEL: 'warn',
      },
    });
    at = interfaceAt(cluster.url, said);
    inside = await lookIntoCluster(cluster);
    const topics = clusterTopics().map((topic) => ({ ...topic, partitions: 1 }));
    log = await createKafkaLog({ brokers: kafka.brokers, clientId: 'test', topics, replication: null });
    const source = { provider: 'calltouch', id: SOURCE, name: 'Calls', token: TOKEN };
    expect((await at.post('/v1/sources', source)).status).toBe(201);
  });
  afterAll(async () => {
    await Promise.all([inside.close(), log.close()]);
    await cluster.stop('SIGKILL');
    await kafka.stop();
  });

  const said = (): string => cluster.services.map((service) => `${service.name}:\n${service.said()}`).join('\n');
  const one = (role: string): ServiceProcess => cluster.of(role)[0]!;
  const raise = (...args: string[]) => ['epoch', 'raise', ...args];
  const epoch = async () => (await inside.settings.refresh()).epoch();
  async function eventually(condition: () => Promise<boolean>): Promise<void> {
    const until = Date.now() + 60_000;
    while (!(await condition())) {
      if (Date.now() > until) throw new Error(`it does not come about:\n${said()}`);
      await sleep(100);
    }
  }

  /** Some scenarios of the proof through the door. */
  async function feed(): Promise<void> {
    const load = new ScenarioLoad();
    load.start(cluster.url, (seed += 1), 20, 20);
    await eventually(() => Promise.resolve(load.accepted >= 30));
    await load.stop();
    expect(load.surprises).toEqual([]);
  }

  /** Begins to raise, and dies by SIGKILL where it says so. */
  async function dieRaising(partitions: number, where: RegExp): Promise<void> {
    const begin = () => runThroughline(raise('--partitions', String(partitions)), { settings: cluster.settings });
    let command = begin();
    const hasSaid = (): Promise<boolean> =>
      command.said(where).then(
        () => true,
        (error: unknown) => {
          // `jobs` was taking back the pause of the one before: what it says is to be done.
          if (/look, and try again/.test(String(error))) return false;
          throw error;
        },
      );
    while (!(await hasSaid())) command = begin();
    command.kill('SIGKILL');
    expect((await command.ended).signal).toBe('SIGKILL');
  }

  async function hook(id: string): Promise<number> {
    const body = `id=${id}&callerphone=79000000142&phonenumber=74990000111&timestamp=1772442845`;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const url = `${one('ingest-webhooks').url}/v1/hooks/${SOURCE}/${TOKEN}`;
    const answer = await fetch(url, { method: 'POST', headers, body });
    await answer.arrayBuffer();
    return answer.status;
  }

  test('whoever raises the epoch may be killed: recording goes on by itself, or it is raised again', async () => {
    await feed();
    await dieRaising(PARTITIONS * 2, /recording pauses/);
    expect(await epoch()).toMatchObject({ number: 0, paused: true });
    await feed();
    await at.caughtUp();
    expect(await epoch()).toMatchObject({ number: 0, partitions: PARTITIONS, paused: false });
    expect(one('jobs').said()).toMatch(/a raise of the epoch ended in its middle/);

    // Nobody waits for that: the next raise begins where the one before died.
    await dieRaising(PARTITIONS * 2, /nobody records/);
    await dieRaising(PARTITIONS * 2, /all dues are worked off/);
    await dieRaising(PARTITIONS * 2, /events: 4 partitions/);
    // Some topics have more partitions now, and the epoch still names the former number.
    await feed();
    await at.caughtUp();
    expect(await epoch()).toMatchObject({ number: 0, partitions: PARTITIONS, paused: false });
  });

  test('raised to the end, its doors write to the new partitions without a restart', async () => {
    const before = (await log.endOffsets(TOPICS.raw)).slice(PARTITIONS);
    const pids = cluster.services.map(({ pid }) => pid);
    const { code, stdout } = await throughline(raise('--partitions', String(PARTITIONS * 2), '--json'), {
      settings: cluster.settings,
    });
    expect({ code, said: JSON.parse(stdout) }).toEqual({ code: 0, said: { epoch: 1, partitions: PARTITIONS * 2 } });
    const written = async (topic: string): Promise<number> =>
      (await log.endOffsets(topic)).slice(PARTITIONS).reduce((sum, end) => sum + end, 0);
    expect(before.reduce((sum, end) => sum + end, 0)).toBe(0);
    let id = 0;
    await eventually(async () => {
      await feed();
      expect(await hook(`new-${(id += 1)}`)).toBe(202);
      return (await written(TOPICS.raw)) > 0 && (await written(TOPICS.events)) > 0;
    });
    await at.caughtUp();
    expect(cluster.services.map(({ pid }) => pid)).toEqual(pids);
  });

  test('to fewer partitions it is not raised, and says so in a line', async () => {
    const { code, stdout, stderr } = await throughline(raise('--partitions', '3'), { settings: cluster.settings });
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: 'throughline: there are 4 partitions already, and never fewer again\n',
    });
    expect(await epoch()).toMatchObject({ number: 1, partitions: 4, paused: false });
  });

  test('without brokers a webhooks door starts and accepts, a door of events says when to come again', async () => {
    await kafka.processes[0]!.kill();
    const doors = [one('ingest-webhooks'), one('ingest-web')] as const;
    await Promise.all(doors.map((door) => door.stop('SIGKILL')));
    for (const door of doors) door.start();
    const [webhooks, web] = doors;
    await webhooks.ready(20_000);
    expect(await hook('kept-1')).toBe(202);
    const forwarding = async () => (await (await fetch(`${webhooks.url}/v1/forwarding`)).json()) as { waiting: number };
    expect(await forwarding()).toMatchObject({ waiting: 1 });
    // Whether there is such a source nobody can say.
    const unknown = await fetch(`${webhooks.url}/v1/hooks/other/unknown-token`, { method: 'POST', body: 'x' });
    expect([unknown.status, unknown.headers.get('retry-after')]).toEqual([503, '5']);

    const listens = () =>
      fetch(`${web.url}/livez`).then(
        ({ ok }) => ok,
        () => false,
      );
    await eventually(listens);
    expect((await fetch(`${web.url}/readyz`)).status).toBe(503);
    const refused = await fetch(`${web.url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
      body: '{"events":[]}',
    });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);

    // Once more, and a stop in order does not wait for the brokers either.
    expect(await webhooks.stop()).toBe(0);
    webhooks.start();
    await webhooks.ready(20_000);
    expect(await hook('kept-2')).toBe(202);
    await kafka.processes[0]!.start();
    await Promise.all(cluster.services.map((service) => service.ready()));
    await eventually(async () => (await forwarding()).waiting === 0);
    await at.caughtUp();
    const { body } = await at.get('/v1/events?limit=1000&type=call');
    expect((body.events as { id: string }[]).map(({ id }) => id)).toEqual(
      expect.arrayContaining([expect.stringContaining('kept-1'), expect.stringContaining('kept-2')]),
    );
  });

  test('and all of it left what the reference says of the log, and nothing for a sweep', async () => {
    await feed();
    await at.caughtUp();
    const contents = await inside.contents();
    const expected = presentConversions(referenceConversions(contents.facts, contents.run));
    expect(expected.length).toBeGreaterThan(10);
    expect(presentConversions(await inside.conversions())).toEqual(expected);
    expect(await inside.swept()).toMatchObject({ repaired: 0 });
  });
});
