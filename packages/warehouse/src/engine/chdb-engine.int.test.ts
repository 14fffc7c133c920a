import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { temporaryDirectory } from '../test/temporary-warehouse.ts';
import { openChdb, type ChdbEngine } from './chdb-engine.ts';

const directory = temporaryDirectory();
let engine: ChdbEngine;
beforeAll(async () => {
  engine = await openChdb(directory.path);
});
afterAll(async () => {
  await engine.close();
  directory.remove();
});

/** Prints rows, and then fails. */
const FAILING = [
  ['an error', "SELECT throwIf(number = 90000, 'meant') FROM numbers(100000) SETTINGS max_block_size = 1000"],
  ['a limit', 'SELECT sleepEachRow(0.001) FROM numbers(9000) SETTINGS max_block_size = 10, max_execution_time = 0.3'],
] as const;

// One connection, so that the next statement is given the same.
test.each(FAILING)('what a statement printed before %s is in no later answer', async (_, statement) => {
  for (let round = 0; round < 3; round += 1) {
    await expect(engine.run(`${statement} FORMAT TSV`, 'heavy')).rejects.toThrow(/meant|Timeout/);
    const next = await engine.print('SELECT 42 FORMAT TSV', 'heavy');
    expect({ text: next.bytes.toString(), rows: next.rows }).toEqual({ text: '42\n', rows: 1 });
  }
});

test('nor when several fail one after another', async () => {
  for (const [, statement] of [...FAILING, ...FAILING]) {
    await expect(engine.run(`${statement} FORMAT TSV`, 'heavy')).rejects.toThrow();
  }
  await expect(engine.run('SELECT 1 FROM nowhere', 'heavy')).rejects.toThrow(/nowhere/);
  expect(await engine.run('SELECT 42 FORMAT TSV', 'heavy')).toBe('42\n');
});
