import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MANGO } from '../demo/shop.ts';
import { appearedBody, summaryBody, type MangoCall } from '../demo/wire/mango.ts';
import { keepSending, type Served, type Sending } from './load/keep-sending.ts';
import { ADMIN_KEY, allEvents, startInstance, type Answer, type Instance } from './process/instance.ts';
import { rawRequest } from './process/raw-request.ts';
import { temporaryDirectory } from './process/temporary-directory.ts';

/**
 * Whatever is sent to the one port of the composed process gets a named answer, and whoever sends well is served
 * meanwhile. The doors' own tests have the finer cases; here they all go to one process, one after the other.
 */
/**
 * Nobody may wait for another's bad request to be over: 95 of 100 good ones take at most so many times as long as when
 * nothing else went on. Generous, and never less than the floor: the machine has other work, and so has this process.
 */
const MOST_TIMES = 20;
const FLOOR_MS = 500;
/** Answers that say how long one takes when nothing else goes on. */
const IDLE_ANSWERS = 60;

type SenderName = keyof ReturnType<typeof healthySenders>;
const directory = temporaryDirectory('bad-input');
let instance: Instance;
const hooks: Record<string, string> = {};
let idle: Record<SenderName, Served>;
let healthy: Sending<SenderName>;

beforeAll(async () => {
  instance = await startInstance(directory.path, { settings: { LOG_LEVEL: 'info' } });
  for (const [provider, settings] of Object.entries({
    amocrm: {},
    mango: { api_key: MANGO.apiKey, signing_key: MANGO.salt },
  })) {
    const { body } = await instance.post('/v1/sources', { provider, name: provider, settings });
    hooks[provider] = new URL(body.hook_url).pathname;
  }
  const alone = keepSending(healthySenders('idle'));
  await alone.until(IDLE_ANSWERS);
  idle = await alone.stop();
  healthy = keepSending(healthySenders('healthy'));
});
afterAll(async () => {
  await instance.stop('SIGKILL');
  directory.remove();
});

/** Who behaves: a site, a telephony and a page of reports. The phases' events have names of their own. */
const healthySenders = (phase: string) => ({
  async events(serial: number) {
    const { status, body } = await instance.post('/v1/events', visit({ id: `${phase}-${serial}` }));
    return status === 202 ? null : `${status} ${JSON.stringify(body)}`;
  },
  async hook(serial: number) {
    const { status, code } = await hook('mango', appearedBody(call(`${phase}-${serial}`)), '/events/call');
    return status === 202 ? null : `${status} ${code ?? ''}`;
  },
  async report() {
    const { status, body } = await instance.get('/v1/reports/roi?from=2026-08-01&to=2026-08-31&by=channel,source');
    return status === 200 && Array.isArray(body.rows) ? null : `${status} ${JSON.stringify(body)}`;
  },
});

const AT = '2026-08-01T10:00:00Z';
const visit = (over: object): object => ({
  type: 'visit',
  at: AT,
  visitor_id: 'w1',
  url: 'https://x.example/',
  ...over,
});
const call = (entryId: string, at = AT): MangoCall => ({
  caller: '79000000001',
  line: '74990000111',
  at: Date.parse(at),
  waitSeconds: 5,
  talkSeconds: 60,
  extension: '101',
  entryId,
});
const deal = (over: object): string =>
  JSON.stringify({ type: 'deal', id: 'bad', at: AT, deal_id: 'bad', status: 'won', amount: '10', ...over });

type Body = string | Uint8Array<ArrayBuffer>;

interface Said {
  readonly status: number;
  /** Code of the problem, or of its first error where that says more. */
  readonly code: string | null;
}

async function send(path: string, body: Body, headers: Record<string, string> = {}): Promise<Said> {
  const isHook = path.startsWith('/v1/hooks/');
  const standard = isHook
    ? { 'content-type': 'application/x-www-form-urlencoded' }
    : { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' };
  const response = await fetch(instance.url + path, { method: 'POST', body, headers: { ...standard, ...headers } });
  const answer = JSON.parse(await response.text()) as { code?: string; errors?: { code: string }[] };
  if (response.status >= 400) expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  return { status: response.status, code: answer.errors?.[0]?.code ?? answer.code ?? null };
}
const events = (body: Body, headers?: Record<string, string>): Promise<Said> => send('/v1/events', body, headers);
const hook = (provider: string, body: Body, rest = ''): Promise<Said> => send(`${hooks[provider] ?? ''}${rest}`, body);
/** A day's report that shows a position: asked again as long as it says that it does not yet. */
async function shown(day: string, position: string): Promise<Answer> {
  for (;;) {
    const answer = await instance.get(`/v1/reports/roi?from=${day}&to=${day}&by=source&min_position=${position}`);
    if (answer.status !== 409) return answer;
  }
}
const deep = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const HEAD = `POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ADMIN_KEY}\r\nContent-Type: application/json\r\n`;
/** Changes of leads, four parameters each. */
const form = (leads: number): string =>
  Array.from({ length: leads }, (_, lead) =>
    Object.entries({ id: 1_000_000 + lead, price: 100, updated_at: Date.parse(AT) / 1000, status_id: 53_000_001 })
      .map(([field, value]) => `leads[update][${lead}][${field}]=${value}`)
      .join('&'),
  ).join('&');
/** What a form would make every visit say that does not state its own, if it could. */
const POLLUTING = ['__proto__', 'leads[__proto__]', 'constructor[prototype]', 'leads[constructor][prototype]']
  .map((name) => `${name}[referrer]=https://polluted.example/&${name}[user_agent]=polluted`)
  .join('&');
const wrongSignature = (): string => appearedBody(call('x')).replace(/sign=[0-9a-f]{4}/, 'sign=0000');
/** 200 MB; made before, for it takes this process a second. */
const BOMB = gzipSync(Buffer.alloc(200_000_000, 0x20));

const CASES: readonly (readonly [string, () => Promise<Said>, number, string | null])[] = [
  ['not JSON', () => events('{"type":'), 400, 'not_json'],
  ['nothing at all', () => events(''), 400, 'not_json'],
  ['a JSON text that is no object', () => events('"visit"'), 422, 'not_object'],
  [
    'another charset',
    () => events('{}', { 'content-type': 'application/json; charset=windows-1251' }),
    415,
    'unsupported_charset',
  ],
  ['bytes that are no UTF-8', () => events(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])), 400, 'not_utf8'],
  ['a byte order mark before good JSON', () => events(`\ufeff${JSON.stringify(visit({ id: 'bom' }))}`), 202, null],
  ['a NUL byte', () => events(JSON.stringify(visit({ id: 'nul' })).replace('w1', 'w\u00001')), 400, 'not_json'],
  ['an escaped NUL', () => events(JSON.stringify(visit({ id: 'w\u0000' }))), 422, 'invalid_text'],
  ['half a surrogate pair', () => events(JSON.stringify(visit({ id: 'half-\ud800' }))), 422, 'invalid_text'],
  [
    'a body nested 10,000 deep',
    () =>
      events(
        `{"type":"visit","id":"deep","at":"${AT}","visitor_id":"w","url":"https://x.example/","more":${deep(10_000)}}`,
      ),
    422,
    'too_deep',
  ],
  ['nothing but 10,000 brackets', () => events(deep(10_000)), 422, 'not_object'],
  [
    '__proto__ as a member',
    () =>
      events(
        `{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},${JSON.stringify(visit({ id: 'proto' })).slice(1)}`,
      ),
    202,
    null,
  ],
  ['NaN', () => events(deal({}).replace('"10"', 'NaN')), 400, 'not_json'],
  ['"NaN" for an amount', () => events(deal({ amount: 'NaN' })), 422, 'invalid_amount'],
  ['an amount of 1e308', () => events(deal({}).replace('"10"', '1e308')), 422, 'invalid_amount'],
  ['an amount of "1e308"', () => events(deal({ amount: '1e308' })), 422, 'invalid_amount'],
  ['a negative amount', () => events(deal({ amount: '-10.00' })), 422, 'negative_amount'],
  ['a decimal comma', () => events(deal({ amount: '10,50' })), 422, 'invalid_amount'],
  ['more digits than the currency has', () => events(deal({ amount: '10.505' })), 422, 'too_many_digits'],
  ['an amount beyond all money', () => events(deal({ amount: '9'.repeat(40) })), 422, 'amount_too_large'],
  ['an unknown currency', () => events(deal({ currency: 'XYZ' })), 422, 'unknown_currency'],
  [
    'a clock of 1970',
    () => events(JSON.stringify(visit({ id: 'y1970', at: '1970-01-01T00:00:00Z' }))),
    422,
    'clock_out_of_range',
  ],
  [
    'a clock of 2099',
    () => events(JSON.stringify(visit({ id: 'y2099', at: '2099-01-01T00:00:00Z' }))),
    422,
    'clock_out_of_range',
  ],
  ['a time that is none', () => events(JSON.stringify(visit({ at: 'yesterday' }))), 422, 'invalid_time'],
  ['an unknown event', () => events(JSON.stringify({ type: 'purchase', id: 'p1' })), 422, 'unknown_type'],
  [
    '1,001 events',
    () => events(JSON.stringify({ events: Array.from({ length: 1_001 }, (_, i) => visit({ id: `many-${i}` })) })),
    422,
    'too_many',
  ],
  ['cost rows that are no list', () => send('/v1/costs', '{"rows":{}}'), 422, 'not_list'],
  ['a gzip bomb: 200 MB in 200 KB', () => events(BOMB, { 'content-encoding': 'gzip' }), 413, 'body_too_large'],
  ['a body that says gzip and is none', () => events('{}', { 'content-encoding': 'gzip' }), 400, 'bad_encoding'],
  ['an unknown coding', () => events('{}', { 'content-encoding': 'zip' }), 415, 'unsupported_encoding'],
  ['a body of 50 MB', () => events(Buffer.alloc(50_000_000, 0x20)), 413, 'body_too_large'],
  ['a webhook of 2 MB', () => hook('amocrm', `a=${'x'.repeat(2_000_000)}`), 413, 'body_too_large'],
  ['a form of 20,000 parameters', () => hook('amocrm', form(5_000)), 202, null],
  ['a form nested 10,000 deep', () => hook('amocrm', `a${'[b]'.repeat(10_000)}=1`), 202, null],
  ['a form with __proto__', () => hook('amocrm', POLLUTING), 202, null],
  ['a webhook that is no form at all', () => hook('amocrm', Buffer.from([0, 255, 254, 0])), 202, null],
  ['an unknown event of a provider', () => hook('mango', appearedBody(call('fax')), '/events/fax'), 202, null],
  ['a wrong signature', () => hook('mango', wrongSignature(), '/events/call'), 401, 'signature_wrong'],
  ['a wrong token', () => send(`${hooks['mango'] ?? ''}x`, ''), 404, 'hook_unknown'],
  ['a source that does not exist', () => send('/v1/hooks/nobody/token', ''), 404, 'hook_unknown'],
  ['a token that is no text', () => send('/v1/hooks/mango/%ff%fe', ''), 404, 'hook_unknown'],
  ['no key', () => events('{}', { authorization: '' }), 401, 'key_required'],
  ['a wrong key', () => events('{}', { authorization: 'Bearer wrong' }), 401, 'key_unknown'],
  ["another's workspace", () => send('/v1/events?workspace=other', '{}'), 404, 'workspace_unknown'],
  ['a path that is none', () => send('/v1/nothing', '{}'), 404, 'not_found'],
  ['a method that is not for the path', () => send('/v1/status', '{}'), 405, 'method_not_allowed'],
  ['a malformed path', () => send('/v1/conversions/%ff', '{}'), 400, 'bad_request'],
  [
    'no host',
    () => rawRequest(instance.url, [`${HEAD.replace('Host: x\r\n', '')}Content-Length: 2\r\n\r\n{}`]),
    400,
    'host_missing',
  ],
  [
    'an expectation nobody knows',
    () => rawRequest(instance.url, [`${HEAD}Expect: tea\r\nContent-Length: 2\r\n\r\n{}`]),
    417,
    'expectation_unknown',
  ],
  [
    'a length that is no number',
    () => rawRequest(instance.url, [`${HEAD}Content-Length: many\r\n\r\n{}`]),
    400,
    'malformed_request',
  ],
  [
    'two lengths',
    () => rawRequest(instance.url, [`${HEAD}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`]),
    400,
    'malformed_request',
  ],
  [
    'a length and chunks',
    () => rawRequest(instance.url, [`${HEAD}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`]),
    400,
    'malformed_request',
  ],
  [
    'a body shorter than its length',
    () => rawRequest(instance.url, [`${HEAD}Content-Length: 1000\r\n\r\n{"type":`]),
    400,
    'malformed_request',
  ],
  [
    'a body longer than its length',
    () => rawRequest(instance.url, [`${HEAD}Content-Length: 2\r\n\r\n{}{}{}`]),
    400,
    'malformed_request',
  ],
  ['no HTTP at all', () => rawRequest(instance.url, ['\u0016\u0003\u0001 hello']), 400, 'malformed_request'],
  [
    'headers of 100 KB',
    () => rawRequest(instance.url, [`GET /livez HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`]),
    431,
    'headers_too_large',
  ],
];

describe('each gets its answer', () => {
  test.each(CASES)('%s', async (_name, ask, status, code) => {
    expect(await ask()).toEqual({ status, code });
  });
});

test('a trickled body and 400 slow sockets are cut off; the port goes on', async () => {
  const slow = [
    [HEAD],
    [`${HEAD}Content-Length: 1000\r\n\r\n{`],
    [`${HEAD}Content-Length: 1000\r\n\r\n`, ...Array.from({ length: 60 }, () => ' ')],
    [''],
  ];
  const answers = await Promise.all(
    Array.from({ length: 400 }, (_, i) =>
      rawRequest(instance.url, slow[i % slow.length] ?? [], { pauseMs: 500, end: false }),
    ),
  );
  expect(new Set(answers.map(({ status, code }) => `${status} ${code ?? ''}`))).toEqual(
    new Set(['408 request_timeout']),
  );
});

test('what is sent again, and the same id with another body, is one event; the last word counts', async () => {
  const first = visit({ id: 'again', at: '2026-05-01T10:00:00Z', url: 'https://x.example/?utm_source=first' });
  for (let i = 0; i < 3; i += 1) expect((await instance.post('/v1/events', first)).status).toBe(202);
  const second = visit({ id: 'again', at: '2026-05-01T11:00:00Z', url: 'https://x.example/?utm_source=second' });
  const { status, body } = await instance.post('/v1/events', second);
  expect(status).toBe(202);
  const report = await shown('2026-05-01', body.position);
  expect({
    status: report.status,
    rows: report.body.rows.filter(({ visits }: { visits: number }) => visits > 0),
  }).toEqual({
    status: 200,
    rows: [expect.objectContaining({ source: 'second', visits: 1 })],
  });

  const key = { 'idempotency-key': 'once' };
  expect(await events(JSON.stringify(visit({ id: 'idempotent' })), key)).toEqual({ status: 202, code: null });
  expect(await events(JSON.stringify(visit({ id: 'idempotent' })), key)).toEqual({ status: 202, code: null });
  expect(await events(JSON.stringify(visit({ id: 'other' })), key)).toEqual({
    status: 422,
    code: 'idempotency_key_reused',
  });

  const signed = summaryBody(call('replayed', '2026-05-02T10:00:00Z'));
  let position = '';
  for (let i = 0; i < 2; i += 1) {
    const answer = await fetch(`${instance.url}${hooks['mango'] ?? ''}/events/summary`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: signed,
    });
    expect(answer.status).toBe(202);
    ({ position } = (await answer.json()) as { position: string });
  }
  const calls = await shown('2026-05-02', position);
  expect({ status: calls.status, enquiries: calls.body.totals.enquiries }).toEqual({ status: 200, enquiries: 1 });
});

test('afterwards: whoever sent well was served, what was not understood is listed, no secret was logged', async () => {
  const during = await healthy.stop();
  for (const name of Object.keys(during) as SenderName[]) {
    expect({ name, refused: [...idle[name].refused, ...during[name].refused] }).toEqual({ name, refused: [] });
    expect(during[name].answered).toBeGreaterThan(20);
    expect(during[name].p95Ms).toBeLessThan(Math.max(FLOOR_MS, MOST_TIMES * idle[name].p95Ms));
  }
  await instance.post('/v1/events', visit({ id: 'unpolluted' }));
  await instance.caughtUp();
  const inLog = await allEvents(instance);
  const ofPhases = (field: string, source = ''): number => {
    const ids = inLog.map((event) => String(event[field]));
    return new Set(ids.filter((id) => ['idle', 'healthy'].some((phase) => id.startsWith(`${source}${phase}-`)))).size;
  };
  expect(ofPhases('id')).toBe(idle.events.answered + during.events.answered);
  expect(ofPhases('call_id', 'mango-office/')).toBe(idle.hook.answered + during.hook.answered);
  // 20,000 parameters are 5,000 changes of leads.
  const leads = new Set(inLog.filter(({ source }) => source === 'amocrm').map((event) => event['deal_id']));
  expect(leads.size).toBe(5_000);
  const unpolluted = inLog.find(({ id }) => id === 'unpolluted');
  expect(unpolluted).toBeDefined();
  for (const field of ['referrer', 'user_agent']) expect(Object.keys(unpolluted ?? {})).not.toContain(field);
  // A member named __proto__ is kept like any other unknown one, and is nobody's prototype.
  expect(Object.keys(inLog.find(({ id }) => id === 'proto')?.['extra'] ?? {})).toEqual(
    expect.arrayContaining(['__proto__', 'constructor']),
  );
  expect(inLog.some(({ id }) => ['nul', 'deep', 'bad', 'y1970', 'y2099', 'p1'].includes(String(id)))).toBe(false);
  const { body } = await instance.get('/v1/rejected?limit=1000');
  const ofForm = Buffer.from(POLLUTING).toString('base64');
  expect(body.rejected.filter(({ bytes }: { bytes: string }) => bytes === ofForm)).toEqual([
    expect.objectContaining({ source: 'amocrm', reason: 'unknown_event' }),
  ]);
  const reasons = new Set(body.rejected.map(({ reason }: { reason: string }) => reason));
  for (const reason of ['clock_out_of_range', 'unknown_event', 'too_deep']) expect(reasons).toContain(reason);
  // Read again all are rejected as before: each settles one entry and leaves one, and counts once as before.
  for (const replayed of [false, true]) {
    if (replayed) expect((await instance.post('/v1/rejected/replay', {})).status).toBe(200);
    const status = await instance.get('/v1/status');
    const report = await instance.get('/v1/reports/roi?from=2026-08-01&to=2026-08-01');
    expect([status.body.events.rejected, report.body.meta.rejected_events]).toEqual([body.total, body.total]);
  }
  const log = instance.command.stderr();
  for (const secret of [...Object.values(hooks).map((path) => path.split('/').pop() ?? ''), ADMIN_KEY, MANGO.salt])
    expect(log).not.toContain(secret);
  expect(log).not.toMatch(/"level":"(error|fatal)"/);
  expect((await instance.stop()).code).toBe(0);
});
