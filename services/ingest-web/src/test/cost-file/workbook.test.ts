import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startIngestWeb, type Started } from '../start-ingest-web.ts';
import { makeWorkbook, makeZip, sheetRow, workbookParts } from './make-workbook.ts';
import { postFile } from './post-file.ts';

/** Workbooks (.xlsx) through the door. */
let web: Started;
beforeEach(async () => void (web = await startIngestWeb()));
afterEach(() => web.stop());

const HEAD = sheetRow(3, ['Дата', 'Название кампании', 'Потрачено всего, ₽', 'Показы', 'Клики']);

test('dates by style, shared and rich texts, results of formulas, numbers that doubles make, totals', async () => {
  const rows = [
    sheetRow(1, ['Отчёт']),
    HEAD,
    // 46204 is 2026-07-01.
    sheetRow(4, [['s="1"', '<v>46204</v>'], ['t="s"', '<v>0</v>'], ['s="3"', '<v>1834.5600000000002</v>'], 15000, 210]),
    sheetRow(6, [
      ['s="2"', '<v>46205.75</v>'],
      ['t="s"', '<v>1</v>'],
      ['', '<f>A1*2</f><v>0.30000000000000004</v>'],
      1e2,
      1,
    ]),
    sheetRow(7, ['03.07.2026', ['t="str"', '<f>B4</f><v>Окна</v>'], '1 000,50', '', '']),
    sheetRow(8, ['Итого', '', 2835.36, 15100, 211]),
  ];
  const strings = ['<t>Окна</t>', '<r><t>Две</t></r><r><t>ри</t></r><rPh><t>нет</t></rPh>'];
  const file = makeWorkbook({ sheets: { Пустой: '', Объявления: rows.join('') }, strings });
  const { status, json } = await postFile(web, file, [['dry_run', '1']]);
  expect({ status, json }).toMatchObject({
    status: 200,
    json: {
      file: { kind: 'xlsx', format: 'vk-ads', sheet: 'Объявления', header_line: 3, encoding: null },
      rows: { read: 4, good: 3, totals: 1, bad: 0 },
      first_rows: [
        { date: '2026-07-01', campaign: 'окна', cost: '1834.56', impressions: 15000, clicks: 210 },
        { date: '2026-07-02', campaign: 'двери', cost: '0.30', impressions: 100, clicks: 1 },
        { date: '2026-07-03', campaign: 'окна', cost: '1000.50' },
      ],
    },
  });
});

test('years from 1904, dates that have no style, YYYYMMDD as a number', async () => {
  const rows = sheetRow(1, ['date', 'source', 'cost']) + sheetRow(2, [44742, 'x', 1]) + sheetRow(3, [20260702, 'x', 1]);
  const { json } = await postFile(web, makeWorkbook({ sheets: { A: rows }, date1904: true }));
  expect(json.first_rows.map(({ date }: any) => date)).toEqual(['2026-07-01', '2026-07-02']);
});

test('lines are the numbers of rows that the sheet shows', async () => {
  const rows = HEAD + sheetRow(17, [['s="1"', '<v>46204</v>'], 'a', ['t="e"', '<v>#DIV/0!</v>'], 1, 1]);
  const { json } = await postFile(web, makeWorkbook({ sheets: { A: rows } }));
  expect(json.errors).toMatchObject([{ line: 17, pointer: '/cost', code: 'invalid_amount' }]);
});

test('prefixed names, as some programs write them', async () => {
  const rows = sheetRow(1, ['date', 'source', 'cost']) + sheetRow(2, ['2026-07-01', 'x', 1]);
  const parts = workbookParts({ sheets: { A: rows } });
  for (const name of Object.keys(parts)) parts[name] = parts[name]!.replace(/<(\/?)(?=[a-z])/g, '<$1x:');
  expect((await postFile(web, makeZip(parts))).json.accepted).toBe(1);
});

const BOMB = workbookParts({ sheets: { A: `<row>${'<c><v>1</v></c>'.repeat(9_000_000)}</row>` } });

test.each<[string, () => Buffer, number, string]>([
  ['a part of 135 MB', () => makeZip(BOMB), 413, 'workbook_too_large'],
  [
    'one that is said to be small',
    () => makeZip(BOMB, { 'xl/worksheets/sheet1.xml': 1_000 }),
    422,
    'malformed_workbook',
  ],
  ['no sheets', () => makeZip({ 'a.txt': 'x' }), 422, 'malformed_workbook'],
  ['broken XML', () => makeWorkbook({ sheets: { A: '<row><c></row>' } }), 422, 'malformed_workbook'],
  ['a cut archive', () => makeWorkbook({ sheets: { A: HEAD } }).subarray(0, 300), 422, 'malformed_workbook'],
  [
    'more columns than anyone needs',
    () => makeWorkbook({ sheets: { A: `<row r="1"><c r="ZZZ1"><v>1</v></c></row>` } }),
    413,
    'too_many_columns',
  ],
  [
    'entities of its own',
    () =>
      makeZip({
        ...workbookParts({ sheets: {} }),
        'xl/workbook.xml': '<!DOCTYPE x [<!ENTITY a "aa">]><workbook>&a;</workbook>',
      }),
    422,
    'malformed_workbook',
  ],
])('%s', async (_what, file, status, code) => {
  const answer = await postFile(web, file());
  expect([answer.status, answer.json.code]).toEqual([status, code]);
});
