import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEmbeddedLog } from '@throughline/event-log';
import { TOPICS } from '@throughline/events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SOLO_TOPICS } from '../solo-topics.ts';
import { ADMIN_KEY, allEvents, startInstance, type Instance } from './process/instance.ts';
import { runThroughline, throughline, type Ended } from './process/running-command.ts';
import { temporaryDirectory } from './process/temporary-directory.ts';

/** The command line: data on stdout, progress on stderr, exit codes 0, 1, 2 and 130, no stack for what is expected. */
const directory = temporaryDirectory('cli');
const data = join(directory.path, 'data');
let instance: Instance;

const run = async (...args: string[]): Promise<Ended> => {
  const ended = await throughline(args, { settings: { DATA_DIR: data } });
  expect(ended.stderr).not.toMatch(/^\s+at /m);
  return ended;
};
const file = (name: string, content: unknown): string => {
  const path = join(directory.path, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};
const AT = '2026-08-01T10:00:00Z';
const visit = (id: string, over: object = {}): object => ({
  type: 'visit',
  id,
  at: AT,
  visitor_id: 'w1',
  url: 'https://x.example/?utm_source=yandex&utm_medium=cpc&utm_campaign=brand',
  ...over,
});
const cost = (over: object = {}): object => ({
  date: '2026-08-01',
  source: 'yandex',
  medium: 'cpc',
  campaign: 'brand',
  cost: '100.00',
  currency: 'RUB',
  clicks: 5,
  ...over,
});

beforeAll(async () => {
  instance = await startInstance(data);
  await instance.post('/v1/events', {
    events: [visit('v1'), { type: 'enquiry', id: 'e1', kind: 'form', at: '2026-08-01T10:05:00Z', visitor_id: 'w1' }],
  });
  await instance.caughtUp();
});
afterAll(async () => {
  await instance.stop('SIGKILL');
  directory.remove();
});

const PERIOD = ['--from', '2026-08-01', '--to', '2026-08-31'];

describe('report', () => {
  test('as a table', async () => {
    const { code, stdout, stderr } = await run('report', 'roi', ...PERIOD, '--by', 'source');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/^throughline: 9 of \d+ metrics; .*\n$/),
    });
    expect(stdout).toMatch(/^source\s+visits\s+leads\s+sales.*romi$/m);
    expect(stdout).toMatch(/^yandex\s+1\s+1\s/m);
    expect(stdout).toMatch(/^Итого \/ Total\s+1\s+1\s/m);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  test('as a table of the metrics that are asked for, and of none that are not there', async () => {
    const asked = ['report', 'roi', ...PERIOD, '--by', 'source', '--metrics'];
    const { code, stdout, stderr } = await run(...asked, 'enquiries', 'visits');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^source\s+enquiries\s+visits$/m);
    expect(await run(...asked, 'happiness')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^throughline: no metric happiness in roi; there are visits, .*\n$/),
    });
  });

  test('as JSON and CSV, as the instance answers it', async () => {
    const { code, stdout } = await run('report', 'roi', ...PERIOD, '--json');
    expect(code).toBe(0);
    const over = await instance.get('/v1/reports/roi?from=2026-08-01&to=2026-08-31');
    expect(JSON.parse(stdout)).toMatchObject({ rows: over.body.rows, totals: over.body.totals });
    const csv = await run('report', 'roi', ...PERIOD, '--by', 'source', '--format', 'csv');
    expect(csv.stdout.split(/\r?\n/)[0]).toMatch(/source.*visits/);
    const filtered = await run('report', 'roi', ...PERIOD, '--by', 'source', '--filter', 'source:eq:nobody', '--json');
    expect(JSON.parse(filtered.stdout).rows).toEqual([]);
  });

  test('as a file, which is there only when it is whole', async () => {
    const file = join(directory.path, 'roi.xlsx');
    const args = ['report', 'roi', ...PERIOD, '--by', 'source', '--format', 'xlsx', '--lang', 'ru', '--output'];
    const { code, stdout, stderr } = await run(...args, file);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: `written: ${file}\n` });
    expect(readFileSync(file).subarray(0, 2).toString()).toBe('PK');
    const nowhere = await run(...args, join(directory.path, 'no', 'roi.xlsx'));
    expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringMatching(/^throughline: .* is not written: /)]);
    const russian = await run('report', 'roi', ...PERIOD, '--by', 'source', '--format', 'csv-excel-ru');
    expect(russian.stdout).toMatch(/^\ufeffsource;visits;.*\r\n/);
  });

  test('a bad parameter: exit 1, one line that says which', async () => {
    const { code, stdout, stderr } = await run('report', 'roi', '--from', 'yesterday', '--to', '2026-08-31');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/^throughline: 400 .*from/);
  });
});

/** Says at the end, a line each, which libraries the process has read. */
const TELLS_LIBRARIES = `
  import { writeSync } from 'node:fs';
  import { Session } from 'node:inspector';
  const session = new Session();
  const libraries = new Set();
  session.connect();
  session.on('Debugger.scriptParsed', ({ params }) => {
    const [, library] = /.*\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(params.url) ?? [];
    if (library !== undefined) libraries.add(library);
  });
  session.post('Debugger.enable');
  process.on('exit', () => writeSync(2, [...libraries].map((name) => 'library ' + name + '\\n').join('')));
`;

test('a command that only asks a running instance reads no engine and no server: it answers at once', async () => {
  const options = { settings: { DATA_DIR: data }, before: TELLS_LIBRARIES };
  const librariesOf = async (...args: string[]): Promise<string[]> => {
    const { stderr } = await throughline(args, options);
    return [...stderr.matchAll(/^library (.+)$/gm)].map(([, name = '']) => name).sort();
  };
  expect(await librariesOf('key', 'list')).toEqual(['commander', 'libphonenumber-js', 'zod']);
  expect(await librariesOf('migrate', 'status')).toEqual(expect.arrayContaining(['chdb', 'commander', 'lmdb']));
});

describe('costs import', () => {
  test('all or none: bad rows are listed, nothing is imported, exit 1', async () => {
    const rows = [cost(), cost({ campaign: 'b', cost: '-1' }), cost({ campaign: 'c', currency: 'XYZ' })];
    const { code, stdout, stderr } = await run('costs', 'import', file('bad-costs.json', { rows }));
    expect(code).toBe(1);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t').slice(0, 3)),
    ).toEqual([
      ['1', '/cost', 'negative_amount'],
      ['2', '/currency', 'unknown_currency'],
    ]);
    expect(stderr).toBe('throughline: 2 bad rows; nothing was imported\n');
    const none = await run('costs', 'import', file('worse-costs.json', { rows: rows.slice(1) }), '--json');
    expect({
      code: none.code,
      codes: JSON.parse(none.stdout).rejected.map((error: { code: string }) => error.code),
    }).toEqual({
      code: 1,
      codes: ['negative_amount', 'unknown_currency'],
    });
    expect((await allEvents(instance)).filter(({ type }) => type === 'cost')).toEqual([]);
  });

  test('good rows are imported, with a byte order mark or without', async () => {
    const { code, stdout, stderr } = await run(
      'costs',
      'import',
      file('costs.json', `\ufeff${JSON.stringify({ rows: [cost()] })}`),
    );
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '1 rows imported\n', stderr: '' });
    expect((await allEvents(instance)).filter(({ type }) => type === 'cost')).toHaveLength(1);
    const over = await run('costs', 'import', file('costs.json', { rows: [cost()] }), '--json');
    expect(JSON.parse(over.stdout)).toMatchObject({ accepted: 1, rejected: [] });
  });

  test("a cabinet's export: JSON on stdout, how it was read on stderr; a dry run first", async () => {
    const csv =
      'Дата;Кампания;№ Кампании;Показы;Клики;Расход (руб.)\n01.07.2026;Окна;901;1000;8;1 234,50\nИтого;;;1000;8;1 234,50\n';
    const path = file('yandex.txt', csv);
    const dry = await run('costs', 'import', path, '--dry-run', '--vat', '1.2');
    expect({ code: dry.code, json: JSON.parse(dry.stdout) }).toMatchObject({
      code: 0,
      json: { dry_run: true, would_import: true, file: { format: 'yandex-direct' }, cost: { RUB: '1481.40' } },
    });
    expect(dry.stderr).toMatch(/Расход \(руб\.\)\s+→ cost/);
    expect(dry.stderr).toMatch(/1 rows of costs would be imported: 2026-07-01 to 2026-07-01, 1481\.40 RUB, 8 clicks/);
    const done = await run('costs', 'import', path, '--source', 'ya', '--mapping', 'ad_group=', 'clicks=');
    expect(JSON.parse(done.stdout)).toMatchObject({ accepted: 1, position: expect.any(String), clicks: null });
    const costs = (await allEvents(instance)).filter(({ ad_source: source }: any) => source === 'ya');
    expect(costs).toMatchObject([{ date: '2026-07-01', campaign: 'окна', campaign_id: '901', cost: '1234.50' }]);
    // The same file again replaces its rows: the report counts them once.
    const again = await fetch(`${instance.url}/v1/costs/import?source=ya`, {
      ...{ method: 'POST', headers: { authorization: `Bearer ${ADMIN_KEY}` }, body: csv },
    });
    expect(again.status).toBe(202);
    await instance.caughtUp();
    const report = await instance.get('/v1/reports/roi?from=2026-07-01&to=2026-07-31&by=source&filter=source:eq:ya');
    expect(report.body.rows).toMatchObject([{ source: 'ya', cost: '1234.50', impressions: 1000 }]);
  });

  test('bad rows of a table: their lines, exit 1, nothing imported; without them by --skip-bad', async () => {
    const path = file('bad.csv', 'date,source,cost\n2026-07-01,bad,1.5\n2026-07-02,bad,x\n');
    const { code, stdout, stderr } = await run('costs', 'import', path);
    expect({ code, rejected: JSON.parse(stdout).rejected }).toMatchObject({ code: 1, rejected: [{ line: 3 }] });
    expect(stderr).toMatch(/^bad row\tline 3\t\/cost\tinvalid_amount\t.*\nthroughline: .*nothing was imported/);
    expect((await run('costs', 'import', path, '--dry-run')).code).toBe(1);
    expect((await allEvents(instance)).filter(({ ad_source: source }: any) => source === 'bad')).toEqual([]);
    expect((await run('costs', 'import', path, '--skip-bad')).code).toBe(0);
    expect((await allEvents(instance)).filter(({ ad_source: source }: any) => source === 'bad')).toHaveLength(1);
  });

  test('a file of 500 MB is refused in one line, unread', async () => {
    const path = file('huge.csv', 'date,source,cost\n');
    truncateSync(path, 500_000_000);
    const { code, stdout, stderr } = await run('costs', 'import', path);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^throughline: \S+huge\.csv: 500000000 bytes, and at most 64000000 .*\n$/);
  });

  test.each([
    ['a file that is not there', () => 'nowhere.json', /^throughline: nowhere\.json: ENOENT/],
    ['a file that is no JSON', () => file('no.json', '{"rows"'), /^throughline: \S+no\.json: /],
    ['a table without rows', () => file('no-rows.csv', 'date;source;cost\n'), /^throughline: 422 .*no row of costs/],
    [
      'a table that names no cost',
      () => file('no-cost.csv', 'date;clicks\n2026-08-01;5\n'),
      /^throughline: 422 .*'clicks'/,
    ],
    ['a file that is something else', () => file('else.json', []), /^throughline: 422 /],
  ])('%s: exit 1, one line', async (_what, path, said) => {
    const { code, stdout, stderr } = await run('costs', 'import', path());
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(said);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

test('source add and list', async () => {
  const { code, stdout } = await run(
    'source',
    'add',
    'calltouch',
    '--name',
    'Сайт',
    '--setting',
    'time_zone=Europe/Moscow',
  );
  const [id, url] = stdout.trimEnd().split('\n');
  expect({ code, id }).toEqual({ code: 0, id: 'calltouch' });
  expect(url).toMatch(new RegExp(`^${instance.url}/v1/hooks/calltouch/\\S{20,}$`));
  const call = { id: '1', callerphone: '74950000001', phonenumber: '74990000111', timestamp: '1785578400' };
  expect((await fetch(url!, { method: 'POST', body: new URLSearchParams(call) })).status).toBe(202);
  const json = JSON.parse(
    (
      await run(
        'source',
        'add',
        'mango',
        '--json',
        '--setting',
        'api_key=k',
        '--setting',
        'signing_key=secret-of-mango',
      )
    ).stdout,
  );
  expect(json).toEqual({ id: 'mango-office', hook_url: expect.any(String), token: expect.any(String) });
  expect((await run('source', 'list')).stdout).toBe('calltouch\tcalltouch\tСайт\nmango-office\tmango-office\tmango\n');
  const list = await run('source', 'list', '--json');
  expect(JSON.parse(list.stdout)).toHaveLength(2);
  expect(list.stdout).not.toContain('secret-of-mango');
  const unknown = await run('source', 'add', 'nobody');
  expect({ code: unknown.code, stdout: unknown.stdout }).toEqual({ code: 1, stdout: '' });
  expect(unknown.stderr).toMatch(/^throughline: 422 .*\/provider one of /);
});

test('events validate says what is bad and sends nothing', async () => {
  const before = (await allEvents(instance)).length;
  const good = await run('events', 'validate', file('good.json', { events: [visit('new-1'), visit('new-2')] }));
  expect(good).toMatchObject({ code: 0, stdout: '', stderr: '2 good, 0 bad\n' });
  const mixed = await run(
    'events',
    'validate',
    file('mixed.json', {
      events: [visit('new-3'), { type: 'purchase' }, visit('new-4', { at: '2099-01-01T00:00:00Z' })],
    }),
  );
  expect({
    code: mixed.code,
    lines: mixed.stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t').slice(0, 3)),
    stderr: mixed.stderr,
  }).toEqual({
    code: 1,
    lines: [
      ['1', '/type', 'unknown_type'],
      ['2', '/at', 'clock_out_of_range'],
    ],
    stderr: '1 good, 2 bad\n',
  });
  const none = await run('events', 'validate', file('none.json', { type: 'purchase' }), '--json');
  expect({ code: none.code, said: JSON.parse(none.stdout) }).toEqual({
    code: 1,
    said: { accepted: 0, rejected: [expect.objectContaining({ index: 0, pointer: '/type', code: 'unknown_type' })] },
  });
  expect((await allEvents(instance)).length).toBe(before);
  expect((await instance.get('/v1/rejected')).body.rejected).toEqual([]);
});

test('source dry-run shows events as the live feed does, and what is not understood', async () => {
  const mapping = file('mapping.json', [{ type: 'call', fields: { call_id: '/id', caller: '/from' } }]);
  const payload = file('payload.json', '{"id": 12345678901234567890, "from": "8 900 000-01-42"}');
  const args = ['source', 'dry-run', 'generic', payload, '--new', '--setting', `mapping=@${mapping}`];
  const { code, stdout } = await run(...args);
  expect([code, JSON.parse(stdout)]).toMatchObject([
    0,
    { type: 'call', call_id: 'generic/12345678901234567890', caller: '+79000000142', source: 'generic' },
  ]);
  expect(JSON.parse(stdout)).not.toHaveProperty('position');
  const bad = await run(...args.map((arg) => (arg === payload ? file('bad.json', '{"id": 1}') : arg)));
  expect(bad).toMatchObject({
    code: 1,
    stdout: '',
    stderr: '/mapping/0/fields/caller\t/from\tmissing_field\tthe payload has nothing at /from\n',
  });
  expect((await run('source', 'dry-run', 'nobody', payload)).stderr).toMatch(/^throughline: 404 /);
});

test('events replay reads rejected ones of every door again with the present code', async () => {
  const { hook_url: hook } = JSON.parse((await run('source', 'add', 'amocrm', '--json')).stdout) as {
    hook_url: string;
  };
  await fetch(hook, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'leads[add][0][name]=no-id',
  });
  await instance.caughtUp();
  expect((await instance.stop()).code).toBe(0);
  // As an older release left it, which did not know this event.
  const log = await createEmbeddedLog({ path: join(data, 'log'), topics: SOLO_TOPICS, now: Date.now });
  const bytes = Buffer.from(JSON.stringify(visit('of-old', { at: '2026-06-01T10:00:00Z' }))).toString('base64');
  const headers = { 'content-type': 'application/json', 'x-throughline-route': '/v1/events' };
  const record = {
    workspace: 'main',
    source: 'api',
    reason: 'unknown_type',
    detail: '/type',
    receivedAt: Date.parse('2026-06-01T10:00:01Z'),
    raw: null,
    bytes,
    headers,
  };
  await log.append(TOPICS.rejected, [{ key: null, value: Buffer.from(JSON.stringify(record)) }]);
  await log.close();

  instance = await startInstance(data);
  const { code, stdout } = await run('events', 'replay', '--json');
  expect({ code, said: JSON.parse(stdout) }).toEqual({
    code: 0,
    said: { replayed: 2, accepted: 1, read_backs: 0, still_rejected: 1, not_replayable: 0, remaining: 0 },
  });
  expect((await allEvents(instance)).filter(({ id }) => id === 'of-old')).toEqual([
    expect.objectContaining({ source: 'api', received_at: '2026-06-01T10:00:01.000Z' }),
  ]);
  expect((await run('events', 'replay')).stdout).toMatch(/^still rejected\t1$/m);
  expect((await instance.get('/metrics')).body).toMatch(/webhook_rejected_total\{reason="\w+"\} [1-9]/);
});

test('doctor: what is well, what is open, and that the instance has caught up', async () => {
  await instance.caughtUp();
  const { code, stdout } = await run('doctor');
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`^ok {7}instance: ${instance.url}$`, 'm'));
  expect(stdout).toMatch(/^ok {7}lag: caught up$/m);
  // What came before the instance was started again counts, too.
  expect(stdout).toMatch(/^warning {2}sources: nothing came from mango-office, amocrm: /m);
  const findings = JSON.parse((await run('doctor', '--json')).stdout) as { check: string; state: string }[];
  expect(Object.fromEntries(findings.map(({ check, state }) => [check, state]))).toEqual({
    node: 'ok',
    disk: expect.stringMatching(/^(ok|warning)$/),
    'master key': 'ok',
    'files of the warehouse': 'ok',
    rules: 'ok',
    "providers' APIs": 'ok',
    'end of the log': 'ok',
    'kept for ever': 'ok',
    settings: 'ok',
    warehouse: 'ok',
    instance: 'ok',
    lag: 'ok',
    // One that replay could not read either, and sources that were only just added.
    'rejected events': 'warning',
    sources: 'warning',
  });
});

test('rebuild: progress on stderr, what it made on stdout, as JSON too', async () => {
  const ended = await run('rebuild', '--json');
  expect(ended.code).toBe(0);
  const made = JSON.parse(ended.stdout) as { events: number };
  expect(made.events).toBe((await allEvents(instance)).length);
  expect((await run('report', 'roi', ...PERIOD, '--by', 'source')).stdout).toMatch(/^yandex\s+1\s+1\s/m);
});

test('start --json: where it serves is data, the new admin key is not; Ctrl+C is 130', async () => {
  const command = runThroughline(['start', '--json'], {
    settings: { DATA_DIR: join(directory.path, 'new'), PORT: 0 },
  });
  const [line] = await command.said(/.+\n/, 'stdout');
  const { url } = JSON.parse(line) as { url: string };
  expect((await fetch(`${url}/livez`)).status).toBe(200);
  expect(command.stderr()).toMatch(/admin key \(shown once\): tl_\S{43}/);
  command.kill('SIGINT');
  expect(await command.ended).toMatchObject({ code: 130, stdout: `${JSON.stringify({ url })}\n` });
});

test('start twice: the second says who has the directory, exit 1', async () => {
  const { code, stderr } = await run('start');
  expect({ code, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 1, lines: 1 });
  expect(stderr).toContain(`in use by process ${instance.pid}`);
});

test.each([
  ['no command', []],
  ['an unknown command', ['nothing']],
  ['a report without a name', ['report']],
  ['an unknown flag', ['report', 'roi', '--nothing']],
  ['a setting that is no pair', ['source', 'add', 'calltouch', '--setting', 'time_zone']],
])('usage: %s is exit 2', async (_what, args) => {
  const { code, stdout, stderr } = await run(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).not.toBe('');
});

test('--help and --version are data, exit 0', async () => {
  const { code, stdout, stderr } = await run('--help');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^Usage: throughline/);
  const version = await run('--version');
  expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: '' });
  expect(version.stdout.trim()).toBe((await instance.get('/version')).body.version);
});

test('an interrupted command ends with 130', async () => {
  // An instance that takes the request and never answers.
  const { createServer } = await import('node:http');
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  const asked = new Promise((resolve) => silent.once('request', resolve));
  const url = `http://127.0.0.1:${(silent.address() as { port: number }).port}`;
  const report = runThroughline(['report', 'roi'], { settings: { DATA_DIR: data, PUBLIC_URL: url, ADMIN_KEY } });
  await asked;
  report.kill('SIGINT');
  expect(await report.ended).toMatchObject({ code: 130, stdout: '' });
  silent.closeAllConnections();
  silent.close();
});

test('SIGTERM stops the instance in order, exit 0; then commands say that none runs, and migrate and doctor work', async () => {
  expect(await instance.stop()).toMatchObject({ code: 0, signal: null });
  const { code, stdout, stderr } = await run('report', 'roi');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^throughline: no running instance on \S+: start one with "throughline start"/);
  const status = JSON.parse((await run('migrate', 'status', '--json')).stdout) as { state: string }[];
  expect(new Set(status.map(({ state }) => state))).toEqual(new Set(['applied']));
  expect((await run('migrate', 'status')).stdout).toMatch(/^1\tapplied\t\w+/);
  expect((await run('migrate', 'up')).stdout).toMatch(/^version \d+; applied now: none$/m);
  expect((await run('doctor')).stdout).toMatch(/^ok {7}instance: not running$/m);
});

test('an instance that was killed leaves an address behind that nobody is asked at', async () => {
  instance = await startInstance(data);
  await instance.stop('SIGKILL');
  const { code, stderr } = await run('source', 'list');
  expect({ code, line: stderr }).toEqual({
    code: 1,
    line: expect.stringMatching(/^throughline: no running instance on /),
  });
  // The process id was given to another program: this one.
  writeFileSync(join(data, 'instance.json'), JSON.stringify({ url: instance.url, key: 'gone', pid: process.pid }));
  const other = await run('source', 'list');
  expect({ code: other.code, line: other.stderr }).toEqual({
    code: 1,
    line: expect.stringMatching(/^throughline: http:\S+ does not answer .*: is it running\?\n$/),
  });
  const doctor = await run('doctor');
  expect(doctor.code).toBe(1);
  expect(doctor.stdout).toMatch(/^problem {2}instance: .* does not answer/m);
});
