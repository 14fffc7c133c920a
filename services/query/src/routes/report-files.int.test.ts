/** Reports as files for a spreadsheet: workbooks read back cell by cell, CSV as a Russian Excel opens it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { columnName } from '../output/xlsx/cell.ts';
import { aDeal } from '../test/build/conversions.ts';
import { at } from '../test/build/at.ts';
import { aCost, aVisit } from '../test/build/facts.ts';
import { aTouch } from '../test/build/origins.ts';
import { readWorkbook } from '../test/read-workbook.ts';
import type { ReadSheet } from '../test/read-workbook.ts';
import { ALL_DONE, aWorkspace, serve } from '../test/serve.ts';
import { SHOP } from '../test/shop.ts';
import { fill, openTestWarehouse } from '../test/warehouse.ts';

const EVIL = ['=1+1', '+7 495', '-cmd', '@x', '\t=x', '\r=x', '＝1', '-5.50', '_x0041_', 'a<b>&"c"\u0007', '5'];
const ROWS = 10_500;

let opened: Awaited<ReturnType<typeof openTestWarehouse>>;
let service: Awaited<ReturnType<typeof serve>>;
let evil: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  opened = await openTestWarehouse();
  await fill(opened.warehouse, 'main', SHOP);
  await fill(opened.warehouse, 'empty', {
    visits: [
      ...EVIL.map((term) => aVisit('2026-08-01T10:00:00Z', { term })),
      ...Array.from({ length: ROWS }, (_, n) => aVisit('2025-03-01T10:00:00Z', { content: `ad ${n}` })),
    ],
    costs: [aCost('2026-08-02', 100, { cost: { minor: 100, currency: 'EUR' } })],
    conversions: [
      // 16 digits: more than a spreadsheet keeps.
      aDeal('huge', '2026-08-04T00:00:00Z', {
        touches: [aTouch('2026-08-04T00:00:00Z')],
        saleAt: at('2026-08-05T00:00:00Z'),
        amount: 1_234_567_890_123_456,
      }),
    ],
  });
  service = await serve(opened.warehouse);
  evil = await serve(opened.warehouse, { workspaces: () => aWorkspace({ id: 'empty' }), mostSheetRows: ROWS + 3 });
});
afterAll(async () => {
  await service.close();
  await evil.close();
  await opened.remove();
});

const AUGUST = 'from=2026-08-01&to=2026-08-31';
const sheets = async (query: string, name = 'roi', from = service): Promise<readonly ReadSheet[]> => {
  const answer = await from.get(`/v1/reports/${name}?${query}&format=xlsx`);
  if (answer.status !== 200) throw new Error(answer.text);
  return readWorkbook(answer.bytes);
};
/** Rows of a sheet as lists of values; null where a cell is empty. */
const values = ({ cells }: ReadSheet): (number | string | null)[][] => {
  const rows: (number | string | null)[][] = [];
  for (const [place, { value }] of cells) {
    const [, letters = '', digits = ''] = /^([A-Z]+)(\d+)$/.exec(place) ?? [];
    while (rows.length < Number(digits)) rows.push([]);
    const row = rows[Number(digits) - 1] ?? [];
    while (columnName(row.length) !== letters) row.push(null);
    row.push(value);
  }
  return rows;
};

describe('a workbook', () => {
  test('has the rows and totals of the report, typed', async () => {
    const [report] = await sheets(`${AUGUST}&lang=ru`, 'revenue-by-source');
    expect(report?.name).toBe('Отчёт');
    expect(values(report!)).toEqual([
      ['Источник', 'Продажи', 'Выручка, ₽', 'Доля выручки, %', 'Средний чек, ₽'],
      ['google', 1, 100, 2 / 3, 100],
      ['Не атрибутировано', 1, 50, 1 / 3, 50],
      ['Итого', 2, 150, 1, 75],
    ]);
    const formats = ['A2', 'B2', 'C2', 'D2', 'E2'].map((place) => report?.cells.get(place)?.format);
    expect(formats).toEqual(['General', '#,##0', '#,##0.00\\ "₽"', '0.0%', '#,##0.00\\ "₽"']);
    expect([report?.cells.get('C2')?.bold, report?.cells.get('C4')?.bold]).toEqual([false, true]);
    expect(report?.xml).toContain('<autoFilter ref="A1:E3"/>');
    expect(report?.xml).toContain('state="frozen"');
  });

  test('says the same as JSON in every cell of roi', async () => {
    const [report] = await sheets(`${AUGUST}&lang=en`);
    const { json } = await service.get(`/v1/reports/roi?${AUGUST}`);
    const keys = json.metrics.map(({ key }: { key: string }) => key);
    const numbers = (row: Record<string, unknown>) =>
      keys.map((key: string) => (row[key] === null || row[key] === undefined ? null : Number(row[key])));
    const [, ...rows] = values(report!).map((row) => [...row, ...Array(28 - row.length).fill(null)].slice(3));
    expect(rows).toEqual([...json.rows, json.totals].map(numbers));
    expect(values(report!)[0]?.slice(0, 4)).toEqual(['Channel', 'Source', 'Campaign', 'Visits']);
  });

  test('has dates and months as such', async () => {
    const [report] = await sheets(`${AUGUST}&by=day,month,weekday`);
    const [day, month, weekday] = ['A2', 'B2', 'C2'].map((place) => report?.cells.get(place));
    // 2026-08-01 is the 46,235th day of a spreadsheet's calendar, and a Saturday.
    expect([day, month, weekday].map((cell) => [cell?.value, cell?.format])).toEqual([
      [46235, 'short date'],
      [46235, 'yyyy\\-mm'],
      [6, '#,##0'],
    ]);
  });

  test('says on its second sheet what was asked and what the columns are', async () => {
    const query = `${AUGUST}&lang=ru&model=linear&limit=1&filter=source:neq:vk&filter=revenue:gte:1`;
    const [, about] = await sheets(query);
    const lines = values(about!);
    const said = Object.fromEntries(lines.map(([label, value]) => [label, value]));
    expect(said).toMatchObject({
      Отчёт: 'Окупаемость рекламы (roi)',
      'Рабочее пространство': 'main',
      С: 46235,
      'По, включительно': 46265,
      'Часовой пояс всех дат': 'Europe/Moscow',
      Валюта: 'RUB',
      'Модель атрибуции': 'Линейная (linear)',
      'Какая дата решает': 'самого факта',
      'Путь кончается': 'обращением',
      'Сколько дней длится путь': 90,
      Фильтры: 'Источник ≠ vk',
      'Прогон и правила': 'run-1, rules-1',
      'Что было известно к': 'всё, что известно к моменту составления',
      'Данные полны до': 46266.125, // 03:00 in Moscow
      'Непонятых событий': 1,
      Строк: 1,
    });
    expect(lines.map(([, value]) => value)).toContain('Выручка ≥ 1');
    expect(lines.map(([, value]) => String(value)).join('\n')).toMatch(/только 1 строк из \d+[^]*Себестоимость/);
    expect(lines).toContainEqual(['ROMI', '(R - G - A) / A', 'romi']);
    const [, earlier] = await sheets(`${AUGUST}&lang=ru&as_of=2026-08-31T12:30:00Z`);
    expect(earlier?.cells.get('B14')).toMatchObject({ value: 46265 + 15.5 / 24, format: 'yyyy\\-mm\\-dd\\ hh:mm:ss' });
  });

  test('keeps what would be a formula as text, byte for byte, and numbers in names as text', async () => {
    const [report, about] = await sheets(`workspace=empty&${AUGUST}&by=term&filter=visits:gte:1&lang=en`, 'roi', evil);
    const cells = [...report!.cells].filter(([place]) => /^A\d+$/.test(place)).map(([, cell]) => cell);
    const named = new Map(cells.map((cell) => [cell.value, cell]));
    for (const term of EVIL) {
      const guarded = !/^(-?\d|_|a)/.test(term);
      expect([term, named.get(term)?.quoted, named.get(term)?.format]).toEqual([
        term,
        guarded,
        guarded ? '@' : 'General',
      ]);
    }
    expect(report?.xml).not.toContain('<f>');
    expect(values(about!).flat()).toContain('Ad costs of EUR 2026-08-02 are left out: there is no exchange rate.');
  });

  test('says when its rows follow rules that were changed', async () => {
    const rebuild = { reason: 'rules_changed', state: 'waiting' } as const;
    const changed = await serve(opened.warehouse, {
      status: { ...ALL_DONE, status: async (id) => ({ ...(await ALL_DONE.status(id)), rebuild }) },
    });
    const [, about] = await sheets(`${AUGUST}&lang=en`, 'revenue-by-source', changed);
    await changed.close();
    expect(values(about!).flat().join('\n')).toContain('this report follows the former ones');
  });

  test('writes an amount that a spreadsheet would round as text, and says so', async () => {
    const [report, about] = await sheets(`workspace=empty&${AUGUST}&by=source&lang=en`, 'revenue-by-source', evil);
    expect(values(report!)[1]?.slice(0, 3)).toEqual(['yandex', 1, '12345678901234.56']);
    expect(values(about!).flat()).toContain('Amounts of more than 15 digits are text: a spreadsheet would round them.');
  });

  test('of ten thousand rows comes in chunks; one row more than a sheet holds is refused by name', async () => {
    const query = 'workspace=empty&from=2025-03-01&to=2025-03-01&by=content';
    const answer = await evil.get(`/v1/reports/roi?${query}&format=xlsx`);
    expect([answer.status, answer.headers.get('content-length')]).toEqual([200, null]);
    expect(readWorkbook(answer.bytes)[0]?.cells.get(`A${ROWS + 2}`)?.value).toBe('ad 9999');
    const more = await evil.get(
      `/v1/reports/roi?workspace=empty&from=2025-03-01&to=2026-08-31&by=content,term&format=xlsx`,
    );
    expect([more.status, more.json.code, more.json.errors[0].pointer]).toEqual([400, 'too_many_rows', '/format']);
    expect(more.headers.get('content-disposition')).toBeNull();
  });

  test('of a client that goes away in the middle leaves the service at work', async () => {
    const query = 'workspace=empty&from=2025-03-01&to=2025-03-01&by=content&format=xlsx';
    const answer = await fetch(`${evil.url}/v1/reports/roi?${query}`, { headers: { authorization: 'Bearer reader' } });
    const reader = answer.body!.getReader();
    expect((await reader.read()).done).toBe(false);
    await reader.cancel();
    expect((await evil.get('/v1/reports/roi?workspace=empty&format=json')).status).toBe(200);
  });
});

describe('names, tags and languages', () => {
  test.each([
    ['roi', 'xlsx', 'en', 'attachment; filename="roi_2026-08-01_2026-08-31.xlsx"'],
    [
      'roi',
      'xlsx',
      'ru',
      `attachment; filename="roi_2026-08-01_2026-08-31.xlsx"; filename*=UTF-8''${encodeURIComponent('Окупаемость рекламы 2026-08-01—2026-08-31.xlsx')}`,
    ],
    ['roi', 'csv', 'ru', 'attachment; filename="roi_2026-08-01_2026-08-31.csv"'],
    [
      'revenue-by-source',
      'csv-excel-ru',
      'en',
      `attachment; filename="revenue-by-source_2026-08-01_2026-08-31.csv"; filename*=UTF-8''${encodeURIComponent('Выручка по источникам 2026-08-01—2026-08-31.csv')}`,
    ],
  ])('%s as %s in %s', async (name, format, language, disposition) => {
    const { headers } = await service.get(`/v1/reports/${name}?${AUGUST}&format=${format}`, {
      authorization: 'Bearer reader',
      'accept-language': language,
    });
    expect(headers.get('content-disposition')).toBe(disposition);
  });

  test('a tag is of the language, too; the same question again is 304', async () => {
    const path = `/v1/reports/roi?${AUGUST}&format=xlsx`;
    const headers = { authorization: 'Bearer reader', 'accept-language': 'ru' };
    const first = await service.get(path, headers);
    const tag = first.headers.get('etag') ?? '';
    expect(first.headers.get('vary')).toContain('Accept-Language');
    expect((await service.get(path, { ...headers, 'if-none-match': tag })).status).toBe(304);
    expect((await service.get(`${path}&lang=en`, { ...headers, 'if-none-match': tag })).status).toBe(200);
  });
});

describe('CSV for a Russian Excel', () => {
  test('has a mark of UTF-8, semicolons, decimal commas and CRLF', async () => {
    const answer = await service.get(`/v1/reports/revenue-by-source?${AUGUST}&format=csv-excel-ru`);
    expect(answer.bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect([answer.headers.get('content-type'), answer.text]).toEqual([
      'text/csv; charset=utf-8',
      'source;sales;revenue;share;average_check\r\ngoogle;1;100,00;0,6666666666666666;100\r\n(not attributed);1;50,00;0,3333333333333333;50\r\n',
    ]);
  });

  test('runs nothing', async () => {
    const { text } = await evil.get(
      `/v1/reports/roi?workspace=empty&${AUGUST}&by=term&filter=visits:gte:1&format=csv-excel-ru`,
    );
    for (const cell of ["'=1+1", "'+7 495", "'-cmd", "'@x", "'\t=x", "'＝1"]) expect(text).toContain(`\n${cell};1;`);
    expect(text).toContain('\n-5.50;1;');
  });
});

describe('links of the page', () => {
  const COOKIE = { cookie: 'throughline_key=reader' };
  test('download what the page shows, by the cookie', async () => {
    const page = await service.get(`/?${AUGUST}&model=linear&lang=ru`, COOKIE);
    const links = [...page.text.matchAll(/href="(\/download[^"]*)"/g)].map(([, link = '']) =>
      link.replaceAll('&amp;', '&'),
    );
    expect(links).toHaveLength(3);
    const [workbook, russian, plain] = await Promise.all(links.map((link) => service.get(link, COOKIE)));
    const about = values(readWorkbook(workbook!.bytes)[1]!);
    expect(about).toContainEqual(['Модель атрибуции', 'Линейная (linear)']);
    expect([russian?.text.split('\r\n')[0]?.includes(';'), plain?.text.split('\r\n')[0]?.includes(',')]).toEqual([
      true,
      true,
    ]);
  });

  test('open to nobody without a key, nor to a key that may not read', async () => {
    const answers = ['', 'throughline_key=sender', 'throughline_key=nobody'].map(
      async (cookie) => (await service.get(`/download/roi?${AUGUST}&format=xlsx`, { cookie })).status,
    );
    expect(await Promise.all(answers)).toEqual([401, 403, 401]);
    expect((await service.get('/download/roi?workspace=other', COOKIE)).status).toBe(403);
    expect((await service.get('/download/none', COOKIE)).status).toBe(404);
  });
});
