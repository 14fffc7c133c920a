import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { temporaryDirectory } from '../test/temporary-warehouse.ts';
import { createWarehouse } from '../create-warehouse.ts';
import type { Warehouse } from '../warehouse.ts';
import { list, sql } from './sql.ts';

const directory = temporaryDirectory();
let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await createWarehouse({ kind: 'chdb', path: directory.path });
});
afterAll(async () => {
  await warehouse.close();
  directory.remove();
});

/** Characters an escaper may get wrong, among arbitrary code units. */
const nasty = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      "'",
      '\\',
      '\0',
      '\n',
      '\r',
      '\t',
      '\b',
      '\f',
      '"',
      '`',
      '{',
      '}',
      '%',
      ';',
      '--',
      '/*',
      'x41',
      '0',
      '\u0001',
    ),
    fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    fc.constantFrom('😀', 'ж', '\u2028', '\uFEFF'),
  ),
  maxLength: 40,
});

test('the engine reads back every string exactly as it was meant', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(nasty, { minLength: 1, maxLength: 100 }), async (texts) => {
      const meant = texts.map((text) => Buffer.from(text, 'utf8').toString('hex'));
      const [row] = await warehouse.select<{ hexes: string[] }>(
        sql`SELECT groupArray(lower(hex(x))) AS hexes FROM (SELECT arrayJoin(array${list(texts)}) AS x)`,
      );
      expect(row?.hexes).toEqual(meant);
    }),
    { numRuns: 40 },
  );
});

test('numbers keep their value', async () => {
  const numbers = [0, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0.1, 1e-7, 1.7976931348623157e308, 5e-324];
  const rows = await warehouse.select<{ n: number }>(
    sql`SELECT arrayJoin(arrayMap(x -> toFloat64(x), array${list(numbers)})) AS n`,
  );
  expect(rows.map((row) => row.n)).toEqual(numbers);
});

test('a huge list of values fits', async () => {
  const texts = Array.from({ length: 30_000 }, (_, index) => `value-${index}-${'x'.repeat(20)}`);
  const [row] = await warehouse.select<{ hits: string }>(
    sql`SELECT countIf('value-29999-xxxxxxxxxxxxxxxxxxxx' IN ${list(texts)}) AS hits`,
  );
  expect(row?.hits).toBe('1');
});
