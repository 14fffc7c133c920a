import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { LogUnavailableError } from '@throughline/event-log';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { MOST_ERRORS } from '../cost-file/read-cost-file.ts';
import { errorsOf, HEAD, row } from '../test/cost-file/cost-rows.ts';
import { postFile } from '../test/cost-file/post-file.ts';
import { MOST_IMPORTS } from './import-costs.ts';
import { startIngestWeb, type Started } from '../test/start-ingest-web.ts';

/** Files of costs through real HTTP: what is refused, with which name and at which line, and that nothing is left behind. */
let web: Started;
beforeEach(async () => void (web = await startIngestWeb()));
afterEach(() => web.stop());

describe('all or nothing', () => {
  const file = HEAD + row() + row({ cost: 'abc', campaign: 'b' }) + row({ campaign: 'c', date: '2026-07-32' });

  test('one bad row leaves out the file, and is told by its line', async () => {
    const { status, json } = await postFile(web, file);
    expect({ status, code: json.code, errors: errorsOf(json) }).toEqual({
      status: 422,
      code: 'bad_rows',
      errors: [
        [3, '/cost', 'invalid_amount'],
        [4, '/date', 'invalid_date'],
      ],
    });
    expect(await web.events()).toEqual([]);
  });

  test('skip_bad=1 imports the others and tells which were left out', async () => {
    const { status, json } = await postFile(web, file, [['skip_bad', '1']]);
    expect({ status, accepted: json.accepted, lines: json.rejected.map(({ line }: any) => line) }).toEqual({
      ...{ status: 202, accepted: 1, lines: [3, 4] },
    });
    expect(await web.events()).toHaveLength(1);
    const none = await postFile(web, HEAD + row({ cost: '-1' }), [['skip_bad', '1']]);
    expect([none.status, none.json.code, errorsOf(none.json)]).toEqual([
      422,
      'nothing_acceptable',
      [[2, '/cost', 'negative_amount']],
    ]);
  });

  test('a dry run tells the same and records nothing', async () => {
    const { status, json } = await postFile(web, file, [['dry_run', '1']]);
    expect({ status, json }).toMatchObject({
      status: 200,
      json: {
        ...{
          dry_run: true,
          would_import: false,
          accepted: 1,
          rows: { read: 3, good: 1, bad: 2 },
          cost: { RUB: '1.50' },
        },
        first_rows: [{ date: '2026-07-01', source: 'vk', medium: 'cpc', campaign: 'a', cost: '1.50', clicks: 1 }],
        columns: [{ name: 'date', field: 'date' }, { field: 'source' }, {}, {}, {}, {}],
      },
    });
    expect((await postFile(web, HEAD + row(), [['dry_run', '1']])).json.would_import).toBe(true);
    expect(await web.events()).toEqual([]);
  });

  test('of many bad rows the first are told and all are counted', async () => {
    const many = HEAD + row({ clicks: '1.5' }).repeat(500);
    const { json } = await postFile(web, many);
    expect(json.errors).toHaveLength(MOST_ERRORS);
    expect(json.detail).toContain('500 of 500');
  });

  test('lines within quotes count: the line is that of the file', async () => {
    const file = `${HEAD}2026-07-01,vk,"two\r\nlines, ""quoted""",1,RUB,1\r\n\r\n${row({ cost: 'x' })}`;
    const { json } = await postFile(web, file);
    expect(errorsOf(json)).toEqual([[5, '/cost', 'invalid_amount']]);
  });
});

describe('rows of one key', () => {
  test('are summed, whatever the case', async () => {
    const { json } = await postFile(web, HEAD + row() + row({ campaign: ' A ', cost: '0.25', clicks: '' }));
    expect(json).toMatchObject({ accepted: 1, rows: { good: 2, merged: 1 }, cost: { RUB: '1.75' }, clicks: 1 });
    const [event] = await web.events();
    expect(event).toMatchObject({ campaign: 'a', cost: { amount: '1.75', currency: 'RUB' }, clicks: 1 });
  });

  test('are not summed over currencies', async () => {
    const { json } = await postFile(web, HEAD + row() + row({ currency: 'USD' }));
    expect(errorsOf(json)).toEqual([[3, '/currency', 'mixed_currency']]);
  });

  test('a range of which one day cannot be summed adds none of its days', async () => {
    const head = 'date_from,date_to,source,campaign,cost,currency\n';
    const file = `${head}2026-07-02,2026-07-02,vk,a,1,RUB\n2026-07-01,2026-07-03,vk,a,9,USD\n`;
    const { json } = await postFile(web, file, [['skip_bad', '1']]);
    expect(json).toMatchObject({ accepted: 1, rows: { good: 1, bad: 1 }, cost: { RUB: '1.00' } });
  });

  test('of the same file again have the same keys, and a later report', async () => {
    for (let time = 0; time < 2; time++) expect((await postFile(web, HEAD + row())).status).toBe(202);
    const [first, second]: any[] = await web.events();
    const key = ({ date, adSource, medium, campaign, cost }: any): unknown => ({
      date,
      adSource,
      medium,
      campaign,
      cost,
    });
    expect(key(first)).toEqual(key(second));
    expect(second.reportedAt).toBeGreaterThanOrEqual(first.reportedAt);
  });

  test('have the ids of the Idempotency-Key; a retry is answered as the first', async () => {
    const send = () => postFile(web, HEAD + row() + row({ campaign: 'b' }), [], { 'idempotency-key': 'july' });
    const [first, again] = [await send(), await send()];
    expect(again.json).toEqual(first.json);
    expect(new Set((await web.events()).map(({ id }) => id)).size).toBe(2);
  });
});

describe('what a person says', () => {
  const send = (query: [string, string][], file = HEAD + row({ source: '', currency: '' })) =>
    postFile(web, file, [['dry_run', '1'], ...query]);

  test('fills what the file leaves open, and multiplies', async () => {
    const query: [string, string][] = [
      ['source', 'Yandex'],
      ['medium', 'cpm'],
      ['currency', 'usd'],
      ['vat', '1.2'],
      ['fee', '1,05'],
    ];
    const { json } = await send(query);
    expect(json.first_rows).toEqual([
      expect.objectContaining({ source: 'yandex', medium: 'cpm', currency: 'USD', cost: '1.89' }),
    ]);
  });

  test('maps columns, by name, and takes some out', async () => {
    const file = 'Когда;Сколько;clicks\n01.07.2026;5,00;7\n';
    const mapped = await send(
      [
        ['source', 'x'],
        ['mapping', 'date=когда'],
        ['mapping', 'cost=Сколько'],
        ['mapping', 'clicks='],
      ],
      file,
    );
    expect(mapped.json).toMatchObject({
      columns: [{ field: 'date' }, { field: 'cost' }, { field: null }],
      first_rows: [{ cost: '5.00' }],
      clicks: null,
    });
    const missing = await send([['mapping', 'cost=Стоимость']], file);
    expect([missing.status, missing.json.code, missing.json.errors[0].pointer]).toEqual([
      422,
      'unknown_column',
      '/mapping',
    ]);
    expect(missing.json.detail).toContain("'Сколько'");
  });

  test.each<[string, string]>([
    ['vat', '20'],
    ['fee', '0'],
    ['mapping', 'price=Цена'],
    ['mapping', 'cost'],
    ['currency', 'XYZ'],
    ['date_format', 'ymd'],
    ['decimal', 'constructor'],
  ])('%s=%s is a bad parameter', async (name, value) => {
    const { status, json } = await send([[name, value]]);
    expect([status, json.code, json.errors[0].pointer]).toEqual([400, 'parameter_invalid', `/${name}`]);
  });

  test('a row without a source, and nobody says it', async () => {
    const { json } = await postFile(web, 'date;cost\n2026-07-01;1\n');
    expect(errorsOf(json)).toEqual([[2, '/source', 'required']]);
  });
});

describe('ambiguity is asked about, not guessed', () => {
  test('dates that may begin with the day or the month', async () => {
    const file = (dates: string[]) => `date;source;cost\n${dates.map((date) => `${date};vk;1\n`).join('')}`;
    const asked = await postFile(web, file(['03/04/2026', '05/06/2026']));
    expect([asked.status, asked.json.code, asked.json.errors[0].pointer]).toEqual([
      422,
      'ambiguous_dates',
      '/date_format',
    ]);
    const said = await postFile(web, file(['03/04/2026']), [['date_format', 'mdy']]);
    expect(said.json).toMatchObject({ from: '2026-03-04', read_as: { date_format: 'mdy' } });
    const shown = await postFile(web, file(['03/04/2026', '31/05/2026']));
    expect(shown.json).toMatchObject({ from: '2026-04-03', to: '2026-05-31', read_as: { date_format: 'dmy' } });
    const changed = await postFile(web, file(['31/05/2026', '05/31/2026']));
    expect(errorsOf(changed.json)).toEqual([[3, '/date', 'invalid_date']]);
  });

  test('amounts whose only mark may group thousands', async () => {
    const file = (costs: string[], clicks = '') =>
      `date;source;cost;clicks\n${costs.map((cost) => `2026-07-01;vk;${cost};${clicks}\n`).join('')}`;
    const asked = await postFile(web, file(['1,234', '100']));
    expect([asked.status, asked.json.code, asked.json.errors[0].pointer]).toEqual([
      422,
      'ambiguous_amounts',
      '/decimal',
    ]);
    expect((await postFile(web, file(['1,234']), [['decimal', 'point']])).json.cost).toEqual({ RUB: '1234.00' });
    expect((await postFile(web, file(['1,234', '5.5']))).json.cost).toEqual({ RUB: '1239.50' });
    expect((await postFile(web, file(['1,234'], '2,000'))).json.cost).toEqual({ RUB: '1234.00' });
    const changed = await postFile(web, file(['1234.50', '1234,50']));
    expect(errorsOf(changed.json)).toEqual([[3, '/cost', 'invalid_amount']]);
  });
});

describe('tables that are none, or broken', () => {
  test.each<[string, Buffer | string, number, string]>([
    ['nothing', '', 422, 'empty_file'],
    ['NUL bytes', Buffer.from([1, 0, 2, 0]), 422, 'not_a_table'],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 422, 'not_a_table'],
    ['JSON', '{"rows":[]}', 422, 'not_a_table'],
    ['a page', '<!DOCTYPE html><p>Sign in', 422, 'not_a_table'],
    ['other columns', 'name;price\nx;1\n', 422, 'header_not_found'],
    ['no column of costs', 'date;clicks\n2026-07-01;1\n', 422, 'header_not_found'],
    ['names alone', HEAD, 422, 'nothing_acceptable'],
    ['a quote that is not closed', `${HEAD}2026-07-01,vk,"a,1,RUB,1\n${row().repeat(3000)}`, 422, 'malformed_table'],
    ['too many columns', `${HEAD}${'x,'.repeat(600)}\n`, 413, 'too_many_columns'],
    ['a ZIP that is no workbook', Buffer.from('PK\x03\x04 and so on', 'latin1'), 422, 'malformed_workbook'],
  ])('%s', async (_what, file, status, code) => {
    const answer = await postFile(web, file);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(await web.events()).toEqual([]);
  });

  test('a decimal comma without quotes moves cells: the row is bad', async () => {
    const { json } = await postFile(web, `${HEAD}2026-07-01,vk,a,1,50,RUB,1\n`);
    expect(errorsOf(json)).toEqual([[2, '', 'too_many_cells']]);
  });

  test('two rows of names, a unit below the first, the names again further on', async () => {
    const above = await postFile(web, `;;Показатели;\nДата;Источник;Расход;Клики\n2026-07-01;vk;1,5;1\n`);
    expect(above.json).toMatchObject({ file: { header_line: 2 }, accepted: 1 });
    const again = await postFile(web, HEAD + row() + HEAD + row({ campaign: 'b' }));
    expect(again.json).toMatchObject({ accepted: 2, rows: { headers: 1 } });
    const unit = await postFile(web, `date;source;cost\n;;руб.\n2026-07-01;vk;1\n`);
    expect(unit.json).toMatchObject({ accepted: 1, rows: { headers: 1 } });
    // Only there: further on it may be a row that lost its date and cost.
    const further = await postFile(web, `date;source;cost\n2026-07-01;vk;1\n;vk;руб.\n`);
    expect(errorsOf(further.json)[0]).toEqual([3, '/date', 'required']);
  });

  test('more than 64 MB is refused before it is read', async () => {
    const { status, json } = await postFile(web, Buffer.alloc(64_000_001, 'a'));
    expect([status, json.code]).toEqual([413, 'body_too_large']);
  });
});

test('a key without the scope, and a workspace of others', async () => {
  const other = await postFile(web, HEAD + row(), [], { authorization: 'Bearer read' });
  const foreign = await postFile(web, HEAD + row(), [['workspace', 'theirs']]);
  expect([other.status, foreign.status]).toEqual([403, 404]);
});

describe('a log that fails', () => {
  const refusing = async (): Promise<never> => {
    throw new LogUnavailableError('the disk is full');
  };

  test('at once: 503, to be tried again', async () => {
    const broken = await startIngestWeb(() => ({ append: refusing, appendPacked: refusing }));
    try {
      const { status, json, headers } = await postFile(broken, HEAD + row());
      expect([status, json.code, headers.get('retry-after')]).toEqual([503, 'log_unavailable', '5']);
    } finally {
      await broken.stop();
    }
  });

  test('in the middle: some rows stand, and the same file again replaces them and adds the others', async () => {
    let appends = 0;
    const failing = await startIngestWeb((log) => ({
      append: (topic, records) => (++appends === 2 ? refusing() : log.append(topic, records)),
    }));
    try {
      const file = HEAD + Array.from({ length: 2_500 }, (_, i) => row({ campaign: `c${i}` })).join('');
      expect((await postFile(failing, file)).status).toBe(503);
      expect(await failing.events()).toHaveLength(1_000);
      const again = await postFile(failing, file);
      expect([again.status, again.json.accepted]).toEqual([202, 2_500]);
      const events: any[] = await failing.events();
      expect(events).toHaveLength(3_500);
      const key = ({ date, adSource, medium, campaign }: any): string => [date, adSource, medium, campaign].join();
      expect(new Set(events.map(key)).size).toBe(2_500);
    } finally {
      await failing.stop();
    }
  });
});

test('two at a time: a third is told to come again', async () => {
  const head = { authorization: 'Bearer ingest', 'content-length': '100' };
  const slow = Array.from({ length: MOST_IMPORTS }, () =>
    request({ host: '127.0.0.1', port: web.port, path: '/v1/costs/import', method: 'POST', headers: head }).on(
      'error',
      () => undefined,
    ),
  );
  try {
    for (const each of slow) each.write('date,');
    let answer = await postFile(web, HEAD + row());
    // Until both have arrived.
    while (answer.status !== 503) answer = await postFile(web, HEAD + row());
    expect([answer.json.code, answer.headers.get('retry-after')]).toEqual(['imports_busy', '5']);
  } finally {
    for (const each of slow) each.destroy();
  }
  while ((await postFile(web, HEAD + row())).status !== 202);
});

test('ranges that are none, or too long', async () => {
  const range = (from: string, to: string): string => `date_from;date_to;source;cost\n${from};${to};x;1\n`;
  expect(errorsOf((await postFile(web, range('2026-07-02', '2026-07-01'))).json)).toEqual([
    [2, '/date_to', 'invalid_range'],
  ]);
  expect(errorsOf((await postFile(web, range('2024-01-01', '2025-12-31'))).json)).toEqual([
    [2, '/date_to', 'range_too_long'],
  ]);
  // Every day of a row is judged before one counts: the last lies in the future.
  const ahead = await postFile(web, range('2026-07-30', '2026-08-05'), [['dry_run', '1']]);
  expect(ahead.json).toMatchObject({
    accepted: 0,
    rejected: [{ line: 2, pointer: '/date', code: 'clock_out_of_range' }],
  });
});

test('a body packed with gzip, and a bomb', async () => {
  const packed = await postFile(web, gzipSync(HEAD + row()), [], { 'content-encoding': 'gzip' });
  expect(packed.json.accepted).toBe(1);
  const bomb = await postFile(web, gzipSync(Buffer.alloc(64_000_001)), [], { 'content-encoding': 'gzip' });
  expect([bomb.status, bomb.json.code]).toEqual([413, 'body_too_large']);
});

test('what docs/costs.md says of refusals is what there is', () => {
  const folder = new URL('../cost-file/', import.meta.url);
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .concat(readFileSync(new URL('./import-costs.ts', import.meta.url), 'utf8'));
  const found = sources.flatMap((text) => [
    ...text.matchAll(/new Problem\(4(?:13|22), '(\w+)'|fail\((?:'\w+'|\w+), '(\w+)'|code: '(\w+_\w+)'/g),
  ]);
  const warnings = ['currency_assumed', 'vat_twice', 'cost_column_ignored', 'not_object', 'invalid_value'];
  const codes = new Set(
    found.map(([, ...code]) => code.find(Boolean) ?? '').filter((code) => !warnings.includes(code)),
  );
  expect(codes.size).toBeGreaterThan(20);
  const [, russian = '', english = ''] = readFileSync(
    new URL('../../../../docs/costs.md', import.meta.url),
    'utf8',
  ).split(/^## (?:По-русски|In English)$/m);
  for (const text of [russian, english]) {
    expect([...codes].filter((code) => !text.includes(`\`${code}\``))).toEqual([]);
  }
});
