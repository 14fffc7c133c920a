import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EPOCHS, orderShownBy, parseDateCell, type DateOrder } from './parse-date-cell.ts';
import { markShownBy, parseNumberCell, type DecimalMark } from './parse-number-cell.ts';
import { ONE, parseMultiplier, product, toMinor } from './multiplier.ts';
import { spread } from './spread.ts';
import type { Cell } from './table.ts';

const valueOf = (cell: Cell, mark: DecimalMark | null): string => {
  const read = parseNumberCell(cell, mark);
  return read.kind === 'number' ? `${toMinor(read.digits, read.scale, ONE, 2)}` : read.kind;
};

describe('a number', () => {
  test.each<[Cell, DecimalMark | null, string]>([
    ['1 234,50', null, '123450'],
    ['1\u00a0234,50', ',', '123450'],
    ['1\u202f234\u202f567', null, '123456700'],
    ['1,234.50', null, '123450'],
    ['1.234,50', null, '123450'],
    ["1'234.5", '.', '123450'],
    ['1 234.567', null, '123457'],
    ['12 ₽', null, '1200'],
    ['₽12,5', null, '1250'],
    ['$1,234.50', '.', '123450'],
    ['12 руб.', null, '1200'],
    ['12.30 USD', null, '1230'],
    ['0,5', null, '50'],
    ['0.125', null, '12'],
    ['0.135', null, '14'],
    ['1,234,567', null, '123456700'],
    ['1,234', '.', '123400'],
    ['1,234', ',', '123'],
    ['1,234', null, 'ambiguous'],
    ['1.234', null, 'ambiguous'],
    ['1234,567', null, '123457'],
    ['1234.50', ',', 'bad'],
    ['1,234,567', ',', 'bad'],
    ['', null, 'absent'],
    [' ', null, 'absent'],
    ['--', null, 'dash'],
    [' --', null, 'dash'],
    ['—', null, 'dash'],
    ['-5', null, 'negative'],
    ['−5,00', null, 'negative'],
    ['-$5', null, 'bad'],
    ['-0', null, '0'],
    ['12 34', null, 'bad'],
    ['1,23,456', null, 'bad'],
    ['1.2.3', null, 'bad'],
    ['5,', null, 'bad'],
    [',5', null, 'bad'],
    ['1e3', null, 'bad'],
    ['NaN', null, 'bad'],
    ['4.00%', null, 'bad'],
    ['9'.repeat(41), null, 'bad'],
    [1834.5600000000002, ',', '183456'],
    [0.1 + 0.2, null, '30'],
    [1e-7, null, '0'],
    [1e15, null, 'bad'],
    [-1, null, 'negative'],
    [NaN, null, 'bad'],
  ])('%j in a file with %j is %s', (cell, mark, value) => {
    expect(valueOf(cell, mark)).toBe(value);
  });

  test.each<[Cell, boolean, string]>([
    ['1 234,50', false, ','],
    ['1,234.50', false, '.'],
    ['1,234', false, 'either'],
    ['1,234', true, '.'],
    ['1.234', true, ','],
    ['1234', false, 'none'],
    ['abc', false, 'none'],
    [1.5, false, 'none'],
  ])('%j (whole: %j) shows %s', (cell, whole, shown) => {
    expect(markShownBy(cell, whole)).toBe(shown);
  });

  test('is the same minor units in every style it is written in', () => {
    const minors = fc.bigInt({ min: 0n, max: 10n ** 15n });
    const groups = fc.constantFrom('', ' ', '\u00a0', '\u202f', "'", 'other');
    const signs = fc.constantFrom('', '₽', ' ₽', ' руб.', ' RUB');
    fc.assert(
      fc.property(minors, fc.constantFrom<DecimalMark>(',', '.'), groups, signs, (minor, mark, group, sign) => {
        const between = group === 'other' ? (mark === ',' ? '.' : ',') : group;
        const whole = (minor / 100n).toString().replace(/\B(?=(\d{3})+$)/g, between);
        const cell = `${whole}${mark}${(minor % 100n).toString().padStart(2, '0')}${sign}`;
        expect(valueOf(cell, mark)).toBe(minor.toString());
        expect(valueOf(cell, null)).toBe(minor.toString());
      }),
    );
  });
});

describe('a date', () => {
  const dateOf = (cell: Cell, order: DateOrder | null = null, epoch: number = EPOCHS[1900]): string => {
    const read = parseDateCell(cell, order, epoch);
    return read.kind === 'date' ? new Date(read.at).toISOString().slice(0, 10) : read.kind;
  };

  test.each<[Cell]>([
    ['2026-08-31'],
    ['2026/08/31'],
    ['2026-08-31 00:00:00'],
    ['2026-08-31T10:00:00+03:00'],
    ['31.08.2026'],
    ['31.8.26'],
    ['31/08/2026'],
    ['08/31/2026'],
    ['31-08-2026'],
    ['20260831'],
    [20260831],
    ['31 авг. 2026'],
    ['31 августа 2026 г.'],
    ['31 Aug 2026'],
    ['31-Aug-2026'],
    ['Aug 31, 2026'],
    ['August 31, 2026'],
    [46265],
    [46265.75],
  ])('%j is 2026-08-31', (cell) => {
    expect(dateOf(cell)).toBe('2026-08-31');
  });

  test.each<[Cell, DateOrder | null, string]>([
    ['03/08/2026', null, 'ambiguous'],
    ['03/08/2026', 'dmy', '2026-08-03'],
    ['03/08/2026', 'mdy', '2026-03-08'],
    ['05/05/2026', null, '2026-05-05'],
    ['31/08/2026', 'mdy', 'bad'],
    ['29.02.2026', null, 'bad'],
    ['29.02.2028', null, '2028-02-29'],
    ['2026-13-01', null, 'bad'],
    ['31 foo 2026', null, 'bad'],
    ['2026-08', null, 'bad'],
    ['Итого', null, 'bad'],
    ['', null, 'absent'],
    [12, null, 'bad'],
  ])('%j with %j is %s', (cell, order, date) => {
    expect(dateOf(cell, order)).toBe(date);
  });

  test('counts from 1904 where the workbook does', () => {
    expect(dateOf(44803, null, EPOCHS[1904])).toBe('2026-08-31');
  });

  test.each<[Cell, string]>([
    ['31/08/2026', 'dmy'],
    ['08-31-2026', 'mdy'],
    ['03/08/2026', 'either'],
    ['2026-08-31', 'none'],
    [46265, 'none'],
  ])('%j shows %s', (cell, shown) => {
    expect(orderShownBy(cell)).toBe(shown);
  });
});

describe('multipliers', () => {
  test('are exact, and rounded once, a half to the even', () => {
    const factor = product(parseMultiplier('1.2') ?? ONE, parseMultiplier('1,05') ?? ONE);
    expect(toMinor(10_000n, 2, factor, 2)).toBe(12_600n);
    expect(toMinor(1n, 2, parseMultiplier('1.5') ?? ONE, 2)).toBe(2n);
    expect(toMinor(3n, 2, parseMultiplier('1.5') ?? ONE, 2)).toBe(4n);
    expect(toMinor(2_541_670_000n, 6, ONE, 2)).toBe(254_167n);
    expect(toMinor(25_416_700n, 6, ONE, 0)).toBe(25n);
  });

  test.each(['20', '0', '-1', '1.', '5.1', 'x', '', '1e0'])('%j is none', (text) => {
    expect(parseMultiplier(text)).toBeNull();
  });
});

test('parts of a range sum to the whole, differ by one at most, and the first days have the more', () => {
  fc.assert(
    fc.property(fc.nat({ max: 10 ** 15 }), fc.integer({ min: 1, max: 366 }), (total, days) => {
      const parts = spread(total, days);
      expect(parts).toHaveLength(days);
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total);
      expect(parts.every((part, day) => day === 0 || part <= (parts[day - 1] ?? 0))).toBe(true);
      expect((parts[0] ?? 0) - (parts.at(-1) ?? 0)).toBeLessThanOrEqual(1);
    }),
  );
});
