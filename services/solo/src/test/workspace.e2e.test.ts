import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ADMIN_KEY, startInstance, type Instance } from './process/instance.ts';
import { readWarehouse } from './process/look-into.ts';
import { throughline, type Ended } from './process/running-command.ts';
import { temporaryDirectory } from './process/temporary-directory.ts';

/** The workspace's settings through the door, and an instance whose rows follow the rules without being asked. */
const directory = temporaryDirectory('workspace');
const OWN = '+74951230001';
/** Each of a person of its own: many enquiries of one are attributed together, again with every one that comes. */
const MORE_OF_OUR_OWN = Array.from({ length: 40 }, (_, index) => `+749512300${index + 10}`);
const CUSTOMER = '+79161230002';
let instance: Instance;

beforeAll(async () => {
  instance = await startInstance(directory.path, { settings: { LOG_LEVEL: 'info' } });
  const events = [
    // Forty days before the call, and one minute before it: first touch is the one or the other by the lookback.
    visit('v-early', '2026-06-21T10:00:00Z', 'bing'),
    visit('v-late', '2026-07-31T10:00:00Z', 'avito'),
    enquiry('of-a-customer', CUSTOMER, '2026-07-31T10:01:00Z', { visitor_id: 'ann' }),
    enquiry('of-our-own', OWN, '2026-08-01T10:00:00Z'),
  ];
  expect((await instance.post('/v1/events', { events })).status).toBe(202);
  await instance.caughtUp();
});
afterAll(async () => {
  await instance.stop('SIGKILL');
  directory.remove();
});

function visit(id: string, at: string, source: string): object {
  return { type: 'visit', id, at, visitor_id: 'ann', url: `https://x.example/?utm_source=${source}&utm_medium=cpc` };
}
function enquiry(id: string, phone: string, at: string, more: object = {}): object {
  return { type: 'enquiry', kind: 'form', id, at, phone, ...more };
}

const ROI = '/v1/reports/roi?from=2026-06-01&to=2026-08-31&by=channel,source&model=first_touch';
const OCTOBER = '/v1/reports/roi?from=2026-10-01&to=2026-10-31';
interface Said {
  readonly enquiries: number;
  /** Channel and source of the rows that an enquiry is credited to. */
  readonly of: string[];
  readonly meta: any;
}
async function roi(path = ROI): Promise<Said> {
  const { status, body } = await instance.get(path);
  expect(status).toBe(200);
  const rows: any[] = body.rows.filter(({ enquiries }: any) => enquiries > 0);
  return {
    enquiries: body.totals.enquiries,
    of: rows.map(({ channel, source }) => `${channel}/${source}`).sort(),
    meta: body.meta,
  };
}
async function change(body: object): Promise<void> {
  const { status, body: answer } = await instance.patch('/v1/workspace', body);
  expect([status, answer]).toEqual([200, expect.anything()]);
}
/** Waits until the rows follow the rules. */
async function followed(): Promise<void> {
  const until = Date.now() + 60_000;
  while ((await instance.get('/v1/status')).body.rebuild !== undefined) {
    if (Date.now() > until) throw new Error(`it never followed:\n${instance.command.stderr()}`);
    await sleep(50);
  }
  await instance.caughtUp();
}
const pointer = (): { directory: string; run: string; settings: number } =>
  JSON.parse(readFileSync(join(directory.path, 'current.json'), 'utf8'));
const rebuilds = (): number => instance.command.stderr().split('rules changed: the warehouse is rebuilt').length - 1;

describe('the settings', () => {
  test('are shown with their defaults and without the key of ids', async () => {
    const { status, body, headers } = await instance.get('/v1/workspace');
    expect(status).toBe(200);
    expect(headers.get('etag')).toMatch(/^"\d+"$/);
    expect(body).toEqual({
      id: 'main',
      time_zone: 'Europe/Moscow',
      country: 'RU',
      currency: 'RUB',
      rates: [],
      exclusions: { addresses: [], phones: [], visitors: [] },
      referrer_exclusions: [],
      channel_rules: [],
      run: {
        lookback_days: 90,
        journey_end: 'enquiry',
        skew_seconds: 120,
        lead_unique_days: 30,
        half_life_days: 7,
        hub_limits: { others: 20, visitors: 200 },
      },
    });
  });

  test.each<[string, object, string, string]>([
    [
      'a network that is none',
      { exclusions: { addresses: ['10.0.0.0/8', '10.0.0.0/33'] } },
      '/exclusions/addresses/1',
      'invalid',
    ],
    ['a phone that is none', { exclusions: { phones: ['office'] } }, '/exclusions/phones/0', 'invalid'],
    ['an empty visitor', { exclusions: { visitors: [' '] } }, '/exclusions/visitors/0', 'invalid'],
    ['a zone that is none', { time_zone: 'Moscow' }, '/time_zone', 'invalid'],
    ['a country that is none', { country: 'Russia' }, '/country', 'invalid'],
    ['a country that is nowhere', { country: 'QX' }, '/country', 'invalid'],
    ['a country that is called otherwise', { country: 'UK' }, '/country', 'invalid'],
    ['a currency that is none', { currency: 'rouble' }, '/currency', 'invalid'],
    [
      'a rate that is a number',
      { rates: [{ currency: 'USD', date: '2026-08-01', rate: 93.21 }] },
      '/rates/0/rate',
      'invalid',
    ],
    [
      'two rates of a day',
      { rates: ['1', '2'].map((rate) => ({ currency: 'USD', date: '2026-08-01', rate })) },
      '/rates/1',
      'duplicate',
    ],
    ['a domain that is none', { referrer_exclusions: ['https://pay.example/x'] }, '/referrer_exclusions/0', 'invalid'],
    [
      'a channel that is none',
      { channel_rules: [{ source: 'avito', channel: 'Ads' }] },
      '/channel_rules/0/channel',
      'invalid',
    ],
    ['a rule of nothing', { channel_rules: [{ channel: 'Other' }] }, '/channel_rules/0', 'invalid'],
    ['a lookback of nothing', { run: { lookback_days: 0 } }, '/run/lookback_days', 'invalid'],
    ['a setting that is unknown', { run: { lookback: 5 } }, '/run/lookback', 'unknown_setting'],
    ['the key of ids', { hash_key: 'a'.repeat(64) }, '/hash_key', 'unknown_setting'],
    ['the zone taken away', { time_zone: null }, '/time_zone', 'invalid'],
  ])('are not changed by %s', async (_, body, place, code) => {
    const before = await instance.get('/v1/workspace');
    const answer = await instance.patch('/v1/workspace', body);
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'workspace_invalid', errors: [{ pointer: place, code, detail: expect.stringMatching(/.../) }] },
    });
    expect(await instance.get('/v1/workspace')).toMatchObject({ body: before.body });
  });

  test('no JSON is 400, too much is 413 or 422, an unknown workspace 404, and a key without the right 403', async () => {
    const as = async (key: string, method: string, path: string, body?: string): Promise<number> =>
      (
        await fetch(instance.url + path, {
          method,
          headers: { authorization: `Bearer ${key}` },
          ...(body === undefined ? {} : { body }),
        })
      ).status;
    expect(await as(ADMIN_KEY, 'PATCH', '/v1/workspace', '{')).toBe(400);
    expect(await as(ADMIN_KEY, 'PATCH', '/v1/workspace', `"${'x'.repeat(1_000_001)}"`)).toBe(413);
    const visitors = Array.from({ length: 960 }, (_, index) => `${index}-`.padEnd(1_000, 'x'));
    expect(await instance.patch('/v1/workspace', { exclusions: { visitors } })).toMatchObject({
      status: 422,
      body: { errors: [{ code: 'too_large' }] },
    });
    expect(await as(ADMIN_KEY, 'PATCH', '/v1/workspace?workspace=nowhere', '{}')).toBe(404);
    const made = await instance.post('/v1/keys', { name: 'reader', scopes: ['read'] });
    expect(await as(made.body.key, 'GET', '/v1/workspace')).toBe(200);
    expect(await as(made.body.key, 'PATCH', '/v1/workspace', '{}')).toBe(403);
    expect(await as('nobody', 'GET', '/v1/workspace')).toBe(401);
  });
});

test('a phone that is excluded takes its enquiry away, and what comes meanwhile follows the same rules in the end', async () => {
  expect(await roi()).toMatchObject({ enquiries: 2, of: ['(not attributed)/(not attributed)', 'Paid Search/bing'] });
  const [before, made] = [pointer(), rebuilds()];
  const tag = (await instance.get('/v1/workspace')).headers.get('etag') ?? '';
  // As a person would type it; of several changes in a row there is one rebuild.
  await change({ exclusions: { phones: ['8 (495) 123-00-01', ...MORE_OF_OUR_OWN] } });
  await change({ referrer_exclusions: ['pay.example'] });
  expect((await instance.patch('/v1/workspace', { country: 'KZ' }, { 'if-match': tag })).status).toBe(412);
  const status = (await instance.get('/v1/status')).body;
  expect(status.rebuild).toMatchObject({ reason: 'rules_changed', state: 'waiting' });

  // The present warehouse goes on under its own rules, and says so.
  const more = [
    enquiry('of-our-own-later', OWN, '2026-08-02T10:00:00Z'),
    enquiry('of-another', '+79161230003', '2026-08-03T10:00:00Z'),
  ];
  const { body } = await instance.post('/v1/events', { events: more });
  const meanwhile = await instance.get(`${ROI}&min_position=${encodeURIComponent(body.position)}`);
  if (meanwhile.body.meta.rebuild !== undefined) {
    expect(meanwhile.body).toMatchObject({
      totals: { enquiries: 4 },
      meta: { rebuild: { reason: 'rules_changed' } },
    });
  }

  // All the while, also when the new warehouse takes over from where its child ended.
  const over = new AbortController();
  let sent = 0;
  const sending = (async () => {
    for (const phone of MORE_OF_OUR_OWN) {
      if (over.signal.aborted) break;
      const events = [enquiry(`of-${phone}`, phone, '2026-10-04T10:00:00Z')];
      expect((await instance.post('/v1/events', { events })).status).toBe(202);
      sent += 1;
      await sleep(100);
    }
  })();
  await followed();
  over.abort();
  await sending;
  await instance.caughtUp();
  const after = await roi();
  expect(after).toMatchObject({ enquiries: 2, of: ['(not attributed)/(not attributed)', 'Paid Search/bing'] });
  expect(sent).toBeGreaterThan(3);
  expect(await roi(OCTOBER)).toMatchObject({ enquiries: 0 });
  expect(after.meta.rebuild).toBeUndefined();
  expect(after.meta.run).not.toBe(meanwhile.body.meta.run);
  expect(pointer().directory).not.toBe(before.directory);
  expect(rebuilds() - made).toBe(1);
  expect((await instance.get('/v1/workspace')).body.exclusions.phones).toEqual([OWN, ...MORE_OF_OUR_OWN]);

  await change({ exclusions: { phones: null } });
  await followed();
  expect(await roi()).toMatchObject({ enquiries: 4 });
  expect(await roi(OCTOBER)).toMatchObject({ enquiries: sent });
});

test('lookback and channel rules reach back likewise, and back again', async () => {
  await change({ run: { lookback_days: 30 }, channel_rules: [{ source: 'avito', channel: 'Affiliate' }] });
  const during = await roi();
  if (during.meta.rebuild !== undefined) expect(during.meta.lookback_days).toBe(90);
  await followed();
  expect(await roi()).toMatchObject({
    of: ['(not attributed)/(not attributed)', 'Affiliate/avito'],
    meta: { lookback_days: 30 },
  });
  await change({ run: null, channel_rules: null });
  await followed();
  expect(await roi()).toMatchObject({
    of: ['(not attributed)/(not attributed)', 'Paid Search/bing'],
    meta: { lookback_days: 90 },
  });
});

test('what is no part of the run rebuilds nothing, nor does a change that is taken back at once', async () => {
  const [before, made] = [pointer(), rebuilds()];
  const source = await instance.post('/v1/sources', { provider: 'calltouch', name: 'One' });
  expect((await instance.patch(`/v1/sources/${source.body.id}`, { name: 'Another' })).status).toBe(200);
  await change({ currency: 'RUB' });
  expect((await instance.get('/v1/status')).body.rebuild).toBeUndefined();
  await change({ exclusions: { visitors: ['qa'] } });
  await change({ exclusions: { visitors: [] } });
  expect((await instance.get('/v1/status')).body.rebuild).toBeUndefined();
  // Longer than an instance waits for further changes.
  await sleep(1_500);
  expect([pointer(), rebuilds()]).toEqual([before, made]);
});

describe('the command line', () => {
  const run = (...args: string[]): Promise<Ended> => throughline(args, { settings: { DATA_DIR: directory.path } });

  test('shows, sets and excludes', async () => {
    const shown = await run('workspace', 'show', '--json');
    expect(JSON.parse(shown.stdout)).toMatchObject({ id: 'main', run: { lookback_days: 90 } });
    const set = await run('workspace', 'set', 'run.lookback_days=60', 'run.half_life_days=14', 'country=RU', '--json');
    expect(set.code).toBe(0);
    expect(JSON.parse(set.stdout)).toMatchObject({ run: { lookback_days: 60, half_life_days: 14 } });
    expect(set.stderr).toMatch(/reports follow once the warehouse is made anew/);
    await change({ exclusions: { addresses: ['10.0.0.0/8'] } });
    const [own, bad] = [
      await run('workspace', 'exclude', 'phone', OWN),
      await run('workspace', 'exclude', 'address', '10.0.0.0/99'),
    ];
    expect(own).toMatchObject({ code: 0, stdout: `${OWN}\n` });
    expect(bad).toMatchObject({ code: 1, stderr: expect.stringMatching(/exclusions\/addresses\/1 no IP address/) });
    expect(await run('workspace', 'exclude', 'address', '10.0.0.0/8', '--remove')).toMatchObject({ code: 0 });
    expect((await instance.get('/v1/workspace')).body.exclusions).toEqual({
      phones: [OWN],
      addresses: [],
      visitors: [],
    });
    await followed();
    expect(await roi()).toMatchObject({ enquiries: 2, meta: { lookback_days: 60 } });
  });
});

test('a start goes on under the rules of its warehouse, and nothing is left that a sweep would mend', async () => {
  await change({ exclusions: { phones: [OWN, CUSTOMER] } });
  // Killed before it has begun to follow: the next start does.
  await instance.stop('SIGKILL');
  instance = await startInstance(directory.path);
  await instance.command.said(/rules changed/);
  await followed();
  expect(await roi()).toMatchObject({ enquiries: 1, of: ['(not attributed)/(not attributed)'] });
  expect((await instance.stop()).code).toBe(0);
  const { checked, repaired } = await readWarehouse(directory.path);
  expect(checked).toBeGreaterThan(3);
  expect(repaired).toBe(0);
});
