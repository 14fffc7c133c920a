import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodePosition, TOPICS, unframeRawRecord } from '@throughline/events';
import { openSpool, type Spool } from '@throughline/event-log';
import { post, startWebhooks, type Harness } from '../test/start-webhooks.ts';

/** The embedded log as the door's spool; the memory log, which can be made to refuse, as the event log behind. */
let path: string;
let spool: Spool;
let service: Harness;
let hook: string;
beforeEach(async () => {
  path = mkdtempSync(join(tmpdir(), 'throughline-door-'));
  spool = await openSpool({ path, now: () => service.clock.now });
  service = await startWebhooks({ spool });
  ({ hook } = await service.source('calltouch'));
});
afterEach(async () => {
  await service.stop();
  await spool.close();
  rmSync(path, { recursive: true });
});

const call = (id: number | string): string =>
  `id=${id}&callerphone=79000000142&phonenumber=74990000111&timestamp=1772442845`;
const callIds = async (): Promise<unknown[]> => (await service.events()).map((event) => (event as any).callId);
const lines = (text: string): Record<string, unknown>[] =>
  service
    .logged()
    .split('\n')
    .filter((line) => line.includes(text))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
async function eventually(condition: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; !(await condition()); turn += 1) {
    if (turn > 1_000) throw new Error('it does not come about');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const forwarding = async (): Promise<unknown> => (await fetch(`${service.url}/v1/forwarding`)).json();

describe('while the event log takes nothing', () => {
  test('the door goes on saying 202, and everything follows in order when it takes again', async () => {
    service.storage.full = true;
    for (let id = 0; id < 20; id += 1) expect((await post(hook, call(id))).status).toBe(202);
    service.clock.now += 90_000;
    expect(await forwarding()).toEqual({
      waiting: 20,
      since: new Date(service.clock.now - 90_000).toISOString(),
      free_bytes: expect.any(Number),
    });
    await eventually(() => Promise.resolve(lines('forward waits').length > 0));
    const metrics = await service.metrics.registry.metrics();
    expect(metrics).toContain('throughline_webhook_forward_lag 20');
    expect(metrics).toContain('throughline_webhook_forward_lag_seconds 90');
    expect(metrics).not.toContain('throughline_webhook_forward_failures_total 0');
    service.storage.full = false;
    await eventually(async () => (await callIds()).length === 20);
    await eventually(async () => /^\{"waiting":0,/.test(JSON.stringify(await forwarding())));
    const [ofSource] = (
      await Promise.all([0, 1, 2].map((partition) => service.eventLog.read(TOPICS.raw, partition, 0, 100)))
    ).filter((records) => records.length > 0);
    const bodies = ofSource!.map(({ value }) => Buffer.from(unframeRawRecord(value)!.request.body).toString());
    expect(bodies).toEqual(Array.from({ length: 20 }, (_, id) => call(id)));
    expect(await service.metrics.registry.metrics()).toContain('throughline_webhook_forwarded_total 20');
  });

  test('says so once, and once when it is over', async () => {
    service.storage.full = true;
    await post(hook, call(1));
    await eventually(async () => /failures_total [3-9]/.test(await service.metrics.registry.metrics()));
    service.storage.full = false;
    await eventually(async () => lines('works again').length > 0);
    expect(lines('forward waits')).toMatchObject([{ level: 'error', code: 'log_unavailable' }]);
    expect(lines('works again')).toMatchObject([{ level: 'info' }]);
  });

  test('it stops at once, and what waits is forwarded after the next start', async () => {
    service.storage.full = true;
    await post(hook, call(7));
    await eventually(() => Promise.resolve(lines('forward waits').length > 0));
    await service.app.stop();
    service.storage.full = false;
    await spool.close();
    expect(await callIds()).toEqual([]);
    spool = await openSpool({ path, now: () => service.clock.now });
    const next = await startWebhooks({ spool, eventLog: service.eventLog });
    await eventually(async () => (await callIds()).length === 1);
    await next.stop();
  });
});

test('a request that is forwarded twice is one event', async () => {
  const append = service.eventLog.append.bind(service.eventLog);
  let lost = 0;
  Object.assign(service.eventLog, {
    async append(topic: string, records: Parameters<typeof append>[1]) {
      const positions = await append(topic, records);
      // The answer is lost after the records are in.
      if (topic === TOPICS.raw && lost++ < 1) throw new Error('connection reset');
      return positions;
    },
  });
  await post(hook, call(1));
  await eventually(async () => (await callIds()).length === 2);
  const [first, second] = await service.events();
  const { raw, ...content } = first!;
  expect(second).toEqual({ ...content, raw: { ...raw, offset: raw!.offset + 1 } });
  expect(service.app.health.of('calltouch')).toMatchObject({ accepted: 1, duplicates: 1 });
});

describe('the position in the answer', () => {
  const posted = async (headers: Record<string, string>): Promise<Record<string, unknown>> => {
    const response = await fetch(`${hook}?${call(1)}`, { headers });
    expect(response.status).toBe(202);
    return (await response.json()) as Record<string, unknown>;
  };

  test('is not waited for unasked: a provider must not wait for the broker', async () => {
    expect(await posted({})).toEqual({ accepted: 1 });
  });

  test('comes when it is asked for', async () => {
    const { position } = await posted({ prefer: 'respond-async, wait=10' });
    const known = decodePosition(String(position))?.[TOPICS.raw];
    expect(known?.reduce((a, b) => a + b)).toBe(1);
  });

  test('is left out when the event log does not take the request in time', async () => {
    service.storage.full = true;
    expect(await posted({ prefer: 'wait=1' })).toEqual({ accepted: 1 });
    service.storage.full = false;
  });
});
