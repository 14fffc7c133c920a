import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findKafka, startCluster, type Kafka, type RunningCluster } from '@throughline/testing';
import { groupsOf } from '@throughline/attribution';
import { createKafkaAdmin } from '@throughline/event-log';
import { instanceClient } from '../../commands/instance-client.ts';
import { CRM_SOURCE, hookAddress } from '../../demo/demo-sources.ts';
import { playDemo } from '../../demo/play.ts';
import { demoResult, untilCaughtUp, type DemoResult } from '../../demo/show.ts';
import { DEMO_SHOP } from '../../demo/show-demo.ts';
import { tellStory } from '../../demo/story/tell-story.ts';
import { keepSending } from '../load/keep-sending.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { ADMIN_KEY, startInstance, type Instance } from '../process/instance.ts';
import { throughline } from '../process/running-command.ts';
import { temporaryDirectory } from '../process/temporary-directory.ts';

/** The company's form as it runs: a broker, the ClickHouse front, and every service a process of its own. */
const start = findKafka();
const DAYS = { days: 4, lastDay: '2026-10-29', timeZone: 'Europe/Moscow' } as const;
const SHOWN = { from: '2026-10-26', to: '2026-10-29' };
const TOKEN = 'a-token-of-the-demo-sources';
const NEVER = new AbortController().signal;

(start === null ? describe.skip : describe)('a cluster', () => {
  let kafka: Kafka;
  let cluster: RunningCluster;
  let solo: Instance;
  const directory = temporaryDirectory('cluster');
  let results: { cluster: DemoResult; solo: DemoResult };

  beforeAll(async () => {
    kafka = await start!();
    cluster = await startCluster({
      brokers: kafka.brokers,
      replicas: { attribution: 3, 'ingest-webhooks': 2 },
      settings: { ADMIN_KEY, KAFKA_PARTITIONS: 3, LOG_LEVEL: 'error', DRAIN_SECONDS: 1 },
    });
    solo = await startInstance(directory.path);
    const play = async (url: string): Promise<DemoResult> => {
      const client = instanceClient({ dataDirectory: directory.path, url, key: ADMIN_KEY });
      const story = tellStory({ ...DEMO_SHOP, ...DAYS, crmSource: CRM_SOURCE });
      await playDemo(client, story, TOKEN, () => undefined, NEVER);
      await untilCaughtUp(client, () => undefined, NEVER);
      return demoResult(client, SHOWN);
    };
    results = { cluster: await play(cluster.url), solo: await play(solo.url) };
  });
  afterAll(async () => {
    await solo.stop('SIGKILL');
    await cluster.stop('SIGKILL');
    await kafka.stop();
    directory.remove();
  });

  test('says what one process says of the same facts', () => {
    const { rows, totals } = results.cluster.roi;
    expect({ rows, totals }).toEqual({ rows: results.solo.roi.rows, totals: results.solo.roi.totals });
    expect(rows.length).toBeGreaterThan(10);
    const rejected = ({ rejected: all }: DemoResult): string[] => all.map((r) => `${r.source} ${r.reason}`).sort();
    expect(rejected(results.cluster)).toEqual(rejected(results.solo));
  });

  test('shares the work, and nothing went wrong in any process', async () => {
    const admin = await createKafkaAdmin({ brokers: kafka.brokers, clientId: 'test' });
    const { record, attribute } = groupsOf('default');
    expect(await Promise.all([record, attribute].map((group) => admin.members(group)))).toEqual([3, 3]);
    await admin.close();
    expect(Object.fromEntries(cluster.services.map((service) => [service.name, service.said()]))).toEqual(
      Object.fromEntries(
        cluster.services.map(({ name, url }) => [name, `Throughline ${name.replace(/-\d+$/, '')}: ${url}\n`]),
      ),
    );
  });

  test.each(['/readyz', '/livez', '/version', '/metrics'])('every process answers %s', async (path) => {
    const answers = await Promise.all(
      cluster.services.map(async ({ name, url }) => [name, (await fetch(url + path)).status] as const),
    );
    expect(Object.fromEntries(answers)).toEqual(Object.fromEntries(cluster.services.map(({ name }) => [name, 200])));
  });

  test('each service is its own process: it answers its own routes and no others', async () => {
    const status = async (role: string, path: string): Promise<number> =>
      (await fetch(cluster.of(role)[0]!.url + path, { headers: { authorization: `Bearer ${ADMIN_KEY}` } })).status;
    expect(await status('query', '/v1/reports/roi?from=2026-10-26&to=2026-10-29')).toBe(200);
    expect(await status('query', '/schema-registry/schemas/ids/1')).toBe(200);
    expect(await status('ingest-web', '/v1/reports/roi?from=2026-10-26&to=2026-10-29')).toBe(404);
    expect(await status('ingest-webhooks', '/v1/sources')).toBe(200);
    expect(await status('jobs', '/v1/sources')).toBe(404);
  });

  test('behind the one address every route that the documentation names is answered by a process that has it', async () => {
    const headers = { authorization: `Bearer ${ADMIN_KEY}` };
    const { paths } = (await (await fetch(`${cluster.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, object>>;
    };
    const named = Object.entries(paths).map(([path, operations]) => [
      path.replace(/\{[^}]+\}/g, 'none'),
      ['get', 'post', 'put', 'patch', 'delete'].find((method) => method in operations)!.toUpperCase(),
    ]);
    expect(named.length).toBeGreaterThan(40);
    const unanswered: string[] = [];
    for (const [path, method] of named) {
      const answer = await fetch(`${cluster.url}${path}`, { method: method!, headers, redirect: 'manual' });
      if (/There is nothing at this path|no instance of/.test(await answer.text()))
        unanswered.push(`${method} ${path}`);
    }
    expect(unanswered).toEqual([]);
  });

  test('a rolling restart of every process under load: every webhook is answered 202, and every process ends with 0', async () => {
    const { hooks } = tellStory({ ...DEMO_SHOP, ...DAYS, crmSource: CRM_SOURCE });
    const at = { url: cluster.url } as const;
    const sending = keepSending({
      webhooks: async (serial) => {
        const { what } = hooks[serial % hooks.length]!;
        const headers = { 'content-type': 'application/x-www-form-urlencoded' };
        const answer = await fetch(hookAddress(at, TOKEN, what), { method: 'POST', headers, body: what.body });
        await answer.arrayBuffer();
        return answer.status === 202 ? null : String(answer.status);
      },
    });
    const ended: Record<string, number | NodeJS.Signals> = {};
    try {
      await sending.until(5);
      for (const service of cluster.services) {
        ended[service.name] = await service.stop();
        service.start();
        await service.ready();
      }
    } finally {
      await sending.stop();
    }
    const { webhooks } = await sending.stop();
    expect(webhooks.refused).toEqual([]);
    expect(webhooks.answered).toBeGreaterThan(cluster.services.length * 10);
    expect(ended).toEqual(Object.fromEntries(cluster.services.map(({ name }) => [name, 0])));
  });

  test('rules that change are told, and every row and report keeps to the former ones', async () => {
    const headers = { authorization: `Bearer ${ADMIN_KEY}` };
    const ask = async (path: string, init: RequestInit = {}): Promise<any> =>
      (await fetch(cluster.url + path, { headers, ...init })).json();
    const change = (run: object | null): Promise<any> =>
      ask('/v1/workspace', { method: 'PATCH', body: JSON.stringify({ run }) });
    const until = async (isTold: boolean): Promise<any> => {
      for (const late = Date.now() + 30_000; Date.now() < late;) {
        const { rebuild } = await ask('/v1/status');
        if ((rebuild !== undefined) === isTold) return rebuild;
        await sleep(100);
      }
      throw new Error('the status never said so');
    };
    expect(await change({ lookback_days: 1 })).toMatchObject({ run: { lookback_days: 1 } });
    expect(await until(true)).toEqual({ reason: 'rules_changed', state: 'needed' });
    const report = `/v1/reports/roi?from=${SHOWN.from}&to=${SHOWN.to}`;
    const { meta } = await ask(report);
    expect(meta).toMatchObject({ lookback_days: 90, rebuild: { state: 'needed' } });
    const settings = { ...cluster.settings, PUBLIC_URL: cluster.url };
    const doctor = await throughline(['doctor'], { settings });
    expect(doctor.stdout).toMatch(/^problem +rules: they changed.*run "throughline rebuild"/m);
    await change(null);
    expect(await until(false)).toBeUndefined();
  });

  // What does not end within 25 s ends with 1.
  test('every process ends in order at SIGTERM, with 0', async () => {
    const ended = await cluster.stop();
    expect(ended).toEqual(
      Object.fromEntries([...cluster.services.map(({ name }) => name), 'front'].map((name) => [name, 0])),
    );
  });
});
