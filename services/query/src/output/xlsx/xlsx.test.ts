import { expect, test } from '@jest/globals';
import { attachment } from '../attachment.ts';
import { cellXml, columnName, dayCell, moneyCell, monthCell } from './cell.ts';
import { escapeXml } from './escape-xml.ts';
import { moneyFormat } from './report-workbook.ts';

test.each([
  ['1234567.50', true],
  ['-1234567890123.45', true],
  ['123456789012345.60', false],
  ['100000000000000000000.00', true], // one digit that counts
  ['-0.00', true],
  ['9007199254740993.01', false],
])('the amount %s is a number: %s', (amount, isNumber) => {
  expect('number' in (moneyCell(amount) ?? {})).toBe(isNumber);
  // Digit by digit, not by way of a float.
  expect(JSON.stringify(moneyCell(amount))).toContain(`"${amount}"`);
});

test.each([
  [0, 'A'],
  [25, 'Z'],
  [26, 'AA'],
  [701, 'ZZ'],
  [702, 'AAA'],
  [16_383, 'XFD'],
])('column %i is %s', (column, name) => expect(columnName(column)).toBe(name));

test('days are counted as spreadsheets do', () => {
  expect([dayCell('1900-03-01'), dayCell('2026-08-01'), monthCell('2024-02')]).toMatchObject([
    { number: 61 },
    { number: 46235 },
    { number: 45323 },
  ]);
});

test.each([
  ['a&b<c>"d"', 'a&amp;b&lt;c&gt;&quot;d&quot;'],
  ['\u0000\u0007\r\ufffe', '_x0000__x0007__x000D__xFFFE_'],
  ['_x0041_ _x', '_x005F_x0041_ _x'],
  ['tab\tline\n', 'tab\tline\n'],
  ['half \ud83d.', 'half \ufffd.'],
  ['whole 😀', 'whole 😀'],
])('%j is written %j', (text, xml) => expect(escapeXml(text)).toBe(xml));

test('a text longer than a cell is cut; no value is no cell', () => {
  const xml = cellXml({ text: 'ы'.repeat(40_000) }, 0, 1, 'plain');
  expect([/<t[^>]*>(.*)<\/t>/.exec(xml)?.[1]?.length, cellXml(null, 0, 1, 'plain')]).toEqual([32_767, '']);
});

test.each([
  ['RUB', 2, 'ru', '#,##0.00\\ "₽"'],
  ['USD', 2, 'en', '"$"#,##0.00'],
  ['JPY', 0, 'ru', '#,##0\\ "¥"'],
  ['KWD', 3, 'ru', '#,##0.000\\ "KWD"'],
] as const)('%s with %i digits in %s is %s', (currency, digits, language, format) => {
  expect(moneyFormat(currency, digits, language).format).toBe(format);
});

test('a file name has quotes, breaks and other alphabets told apart', () => {
  expect(attachment('отчёт "а"\r\n(1).csv', 'roi"\r\n.csv')).toBe(
    'attachment; filename="roi___.csv"; filename*=UTF-8\'\'%D0%BE%D1%82%D1%87%D1%91%D1%82%20%22%D0%B0%22%0D%0A%281%29.csv',
  );
});
