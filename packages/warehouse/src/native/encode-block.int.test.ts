import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openChdb } from '../engine/chdb-engine.ts';
import type { Engine } from '../engine/engine.ts';
import { temporaryDirectory } from '../test/temporary-warehouse.ts';
import { parseColumnType } from './column-type.ts';
import { encodeBlock } from './encode-block.ts';

const directory = temporaryDirectory();
let engine: Engine;
beforeAll(async () => {
  engine = await openChdb(directory.path);
});
afterAll(async () => {
  await engine.close();
  directory.remove();
});

const text = fc.string({
  unit: fc.oneof(
    fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    fc.constantFrom('a', 'b', '😀', '\0'),
  ),
  maxLength: 80,
});
const hexes = (size: number) =>
  fc.uint8Array({ minLength: size, maxLength: size }).map((x) => Buffer.from(x).toString('hex'));
const int64 = fc.oneof(
  fc.maxSafeInteger(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(
    0,
    10 ** 15,
    -(10 ** 15),
    999_999_999_999_999,
    -(2n ** 63n),
    2n ** 63n - 1n,
    2 ** 32,
    -(2 ** 32),
    2 ** 32 - 1,
  ),
);
const uint64 = fc.oneof(fc.maxSafeInteger().map(Math.abs), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }));
const instant = fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(2099, 0, 1) });

/** Column type, arbitrary value, SQL that prints it, and what that should print. */
const bytesOf = (value: string): string => Buffer.from(value, 'utf8').toString('hex');
const COLUMNS: Record<
  string,
  { type: string; value: fc.Arbitrary<unknown>; print: string; expected: (value: never) => unknown }
> = {
  u8: { type: 'UInt8', value: fc.integer({ min: 0, max: 255 }), print: 'u8', expected: (v: number) => v },
  flag: { type: 'Bool', value: fc.boolean(), print: 'flag', expected: (v: boolean) => v },
  u16: { type: 'UInt16', value: fc.integer({ min: 0, max: 65535 }), print: 'u16', expected: (v: number) => v },
  day: { type: 'Date', value: fc.integer({ min: 0, max: 65535 }), print: 'toUInt16(day)', expected: (v: number) => v },
  u32: { type: 'UInt32', value: fc.integer({ min: 0, max: 2 ** 32 - 1 }), print: 'u32', expected: (v: number) => v },
  i32: { type: 'Int32', value: fc.integer(), print: 'i32', expected: (v: number) => v },
  u64: { type: 'UInt64', value: uint64, print: 'toString(u64)', expected: String },
  i64: { type: 'Int64', value: int64, print: 'toString(i64)', expected: String },
  f64: {
    type: 'Float64',
    value: fc.double({ noNaN: true, noDefaultInfinity: true }),
    print: 'reinterpretAsInt64(f64)',
    expected: bitsOf,
  },
  at: { type: "DateTime64(3, 'UTC')", value: instant, print: 'toUnixTimestamp64Milli(at)', expected: String },
  txt: { type: 'String', value: text, print: 'lower(hex(txt))', expected: bytesOf },
  fs: { type: 'FixedString(16)', value: hexes(16), print: 'lower(hex(fs))', expected: String },
  lc: { type: 'LowCardinality(String)', value: text, print: 'lower(hex(lc))', expected: bytesOf },
  ns: {
    type: 'Nullable(String)',
    value: fc.option(text),
    print: 'if(ns IS NULL, NULL, lower(hex(ns)))',
    expected: (v: string | null) => (v === null ? null : bytesOf(v)),
  },
  ni: {
    type: 'Nullable(Int64)',
    value: fc.option(int64),
    print: 'toString(ni)',
    expected: (v: bigint | null) => (v === null ? null : String(v)),
  },
  nb: { type: 'Nullable(Bool)', value: fc.option(fc.boolean()), print: 'nb', expected: (v: boolean | null) => v },
  nd: {
    type: "Nullable(DateTime64(3, 'UTC'))",
    value: fc.option(instant),
    print: 'toUnixTimestamp64Milli(nd)',
    expected: (v: number | null) => (v === null ? null : String(v)),
  },
  ai: {
    type: 'Array(Int64)',
    value: fc.array(int64, { maxLength: 4 }),
    print: 'arrayMap(x -> toString(x), ai)',
    expected: (v: bigint[]) => v.map(String),
  },
  al: {
    type: 'Array(LowCardinality(String))',
    value: fc.array(text, { maxLength: 3 }),
    print: 'arrayMap(x -> lower(hex(x)), al)',
    expected: (v: string[]) => v.map(bytesOf),
  },
  an: {
    type: 'Array(Nullable(String))',
    value: fc.array(fc.option(text), { maxLength: 3 }),
    print: 'arrayMap(x -> if(x IS NULL, NULL, lower(hex(assumeNotNull(x)))), an)',
    expected: (v: (string | null)[]) => v.map((x) => (x === null ? null : bytesOf(x))),
  },
  af: {
    type: 'Array(FixedString(16))',
    value: fc.array(hexes(16), { maxLength: 3 }),
    print: 'arrayMap(x -> lower(hex(x)), af)',
    expected: (v: string[]) => v,
  },
  aa: {
    type: 'Array(Array(Int64))',
    value: fc.array(fc.array(int64, { maxLength: 3 }), { maxLength: 3 }),
    print: 'arrayMap(y -> arrayMap(x -> toString(x), y), aa)',
    expected: (v: bigint[][]) => v.map((inner) => inner.map(String)),
  },
};

function bitsOf(value: number): string {
  return String(new BigInt64Array(new Float64Array([value]).buffer)[0]);
}

const columns = Object.entries(COLUMNS).map(([name, { type }]) => ({ name, type, parsed: parseColumnType(type) }));
const structure = columns.map(({ name, type }) => `${name} ${type}`).join(', ');
const print = Object.entries(COLUMNS)
  .map(([name, column]) => `${column.print} AS _${name}`)
  .join(', ');

test('what goes in as a block comes out of the engine unchanged', async () => {
  await engine.run(`CREATE TABLE t (n UInt32, ${structure}) ENGINE = Memory`, 'writer');
  const row = fc.record(Object.fromEntries(Object.entries(COLUMNS).map(([name, { value }]) => [name, value])));
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (rows) => {
      await engine.run('TRUNCATE TABLE t', 'writer');
      const numbered = rows.map((values, n) => ({ n, ...values }));
      const all = [{ name: 'n', type: 'UInt32', parsed: parseColumnType('UInt32') }, ...columns];
      await engine.insertBlock({ table: 't', settings: 'max_threads = 1' }, encodeBlock(all, numbered));
      const out = await engine.run(
        `SELECT ${print} FROM t ORDER BY n FORMAT JSONEachRow SETTINGS output_format_json_quote_64bit_integers = 1`,
        'report',
      );
      const read = out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      const expected = rows.map((values) =>
        Object.fromEntries(
          Object.entries(COLUMNS).map(([name, column]) => [`_${name}`, column.expected(values[name] as never)]),
        ),
      );
      expect(read).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

test.each([
  ['8-bit', 200],
  ['16-bit', 300],
  ['32-bit', 70_000],
])('dictionaries with %s indexes', async (_, distinct) => {
  await engine.run('CREATE OR REPLACE TABLE d (n UInt32, v LowCardinality(String)) ENGINE = Memory', 'writer');
  const all = [
    { name: 'n', type: 'UInt32', parsed: parseColumnType('UInt32') },
    { name: 'v', type: 'LowCardinality(String)', parsed: parseColumnType('LowCardinality(String)') },
  ];
  const rows = Array.from({ length: distinct * 2 }, (__, n) => ({ n, v: `value ${n % distinct}` }));
  await engine.insertBlock({ table: 'd', settings: 'max_threads = 1' }, encodeBlock(all, rows));
  const checked = await engine.run(
    `SELECT count() = ${distinct * 2} AND countIf(v = concat('value ', toString(n % ${distinct}))) = count() FROM d FORMAT TSV`,
    'report',
  );
  expect(checked.trim()).toBe('1');
});

describe('values that do not fit are refused, not wrapped', () => {
  test.each([
    ['UInt8', 256],
    ['UInt8', -1],
    ['Date', 65_536],
    ['Date', 1.5],
    ['UInt32', 2 ** 32],
    ['Int32', 2 ** 31],
    ['Int64', 2 ** 53],
    ['Int64', 0.5],
    ['Int64', 2n ** 63n],
    ['UInt64', -1],
    ['UInt64', -1n],
    ['UInt64', 2n ** 64n],
    ["DateTime64(3, 'UTC')", Number.NaN],
    ['FixedString(16)', 'abcd'],
    ['FixedString(2)', 'zzzz'],
    ['FixedString(2)', '00000'],
  ])('%s %p', (type, value) => {
    expect(() => encodeBlock([{ name: 'x', type, parsed: parseColumnType(type) }], [{ x: value }])).toThrow(/Column x/);
  });

  test('an unknown type is refused', () => {
    expect(() => parseColumnType('Map(String, String)')).toThrow(RangeError);
    expect(() => parseColumnType('DateTime64(6)')).toThrow(RangeError);
  });
});
