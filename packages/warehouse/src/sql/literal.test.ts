import { describe, expect, test } from '@jest/globals';
import { hexLiteral, literal } from './literal.ts';
import { identifiers } from './identifier.ts';
import { bytesList, date, instant, join, list, sql } from './sql.ts';

describe('literal', () => {
  test.each([
    ["it's", "'it\\'s'"],
    ['\\', "'\\\\'"],
    ["\\' OR 1=1 --", "'\\\\\\' OR 1=1 --'"],
    ['a\0b\nc', "'a\\0b\\nc'"],
    ['\uD800x\uDC00', "'\uFFFDx\uFFFD'"],
    ['😀', "'😀'"],
    [0.1, '0.1'],
    [-0, '0'],
    [10n ** 20n, '100000000000000000000'],
    [true, 'true'],
    [null, 'NULL'],
  ])('%p becomes %s', (value, expected) => {
    expect(literal(value)).toBe(expected);
  });

  test.each([NaN, Infinity, -Infinity])('%p is refused', (value) => {
    expect(() => literal(value)).toThrow(RangeError);
  });

  test('hexadecimal digits and nothing else become bytes', () => {
    expect(hexLiteral('00ffA1')).toBe("'\\x00\\xff\\xA1'");
    expect(() => hexLiteral("00'")).toThrow(RangeError);
    expect(() => hexLiteral('0')).toThrow(RangeError);
  });
});

describe('sql', () => {
  test('values are escaped, fragments are not', () => {
    const condition = sql`name = ${"o'neil"}`;
    expect(sql`SELECT 1 WHERE ${condition} AND id IN ${list([1, 'x'])}`.text).toBe(
      "SELECT 1 WHERE name = 'o\\'neil' AND id IN (1,'x')",
    );
  });

  test('an empty list is valid and matches nothing', () => {
    expect([list([]).text, bytesList([]).text]).toEqual(['(NULL)', '(NULL)']);
  });

  test('fragments are joined', () => {
    expect(join([sql`a = ${1}`, sql`b = ${2}`], sql` AND `).text).toBe('a = 1 AND b = 2');
  });

  test('instants and dates are checked', () => {
    expect(instant(1_786_363_200_013).text).toBe("'2026-08-10 12:00:00.013'");
    expect(instant(Number.MAX_SAFE_INTEGER).text).toBe("'2299-12-31 23:59:59.999'");
    expect(instant(Number.MIN_SAFE_INTEGER).text).toBe("'1900-01-01 00:00:00.000'");
    expect(() => instant(1.5)).toThrow(RangeError);
    expect(date('2026-08-10').text).toBe("toDate('2026-08-10')");
    expect(() => date("2026-08-10')")).toThrow(RangeError);
  });
});

describe('identifiers', () => {
  const column = identifiers(['channel', 'source']);

  test('listed names pass, all others are refused', () => {
    expect(column('channel').text).toBe('`channel`');
    expect(() => column('channel`; DROP TABLE visit')).toThrow(RangeError);
    expect(() => column('constructor')).toThrow(RangeError);
  });

  test('a list cannot hold what is no plain name', () => {
    expect(() => identifiers(['a b'])).toThrow(RangeError);
  });
});
