import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openChdb } from '../engine/chdb-engine.ts';
import type { Engine } from '../engine/engine.ts';
import { temporaryDirectory } from '../test/temporary-warehouse.ts';
import { migrate, migrationStates } from './migrate.ts';
import { readMigrations } from './read-migrations.ts';

const directory = temporaryDirectory();
const files = mkdtempSync(join(tmpdir(), 'throughline-migrations-'));
let engine: Engine;
const run = (statement: string): Promise<string> => engine.run(statement, 'writer');
beforeAll(async () => {
  engine = await openChdb(directory.path);
});
afterAll(async () => {
  await engine.close();
  directory.remove();
  rmSync(files, { recursive: true, force: true });
});
beforeEach(async () => {
  for (const table of ['schema_migration', 'a', 'b', 'c']) await run(`DROP TABLE IF EXISTS ${table} SYNC`);
  for (const name of ['0001_first.sql', '0002_second.sql', '0003_third.sql'])
    rmSync(join(files, name), { force: true });
  write('0001_first.sql', `-- A comment; with a semicolon\n${create('a')}`);
  write('0002_second.sql', `${create('b')}\n\nINSERT INTO b SELECT 'x;y';\n`);
});
const write = (name: string, text: string): void => writeFileSync(join(files, name), text);
const create = (table: string): string =>
  `CREATE TABLE IF NOT EXISTS ${table}\n(\n    x String COMMENT 'a; b'\n)\nENGINE = ReplacingMergeTree ORDER BY x;\n`;
const count = async (table: string): Promise<string> => (await run(`SELECT count() FROM ${table} FORMAT TSV`)).trim();
const files0 = () => readMigrations('mart', 'flushed', files);

test('a fresh directory gets all, a second run nothing', async () => {
  expect(await migrationStates(run, files0())).toEqual([
    { version: 1, name: 'first', state: 'pending' },
    { version: 2, name: 'second', state: 'pending' },
  ]);
  expect(await migrate(run, files0())).toEqual({ applied: [1, 2], version: 2 });
  expect(await migrate(run, files0())).toEqual({ applied: [], version: 2 });
  expect(await count('b')).toBe('1');
  write('0003_third.sql', create('c'));
  expect(await migrate(run, files0())).toEqual({ applied: [3], version: 3 });
  expect((await migrationStates(run, files0())).map(({ state }) => state)).toEqual(['applied', 'applied', 'applied']);
});

test('a file that failed in the middle is run again, corrected or not', async () => {
  write('0002_second.sql', `${create('b')}\nSELECT broken FROM nowhere;\n${create('c')}`);
  await expect(migrate(run, files0())).rejects.toMatchObject({ code: 'query_failed' });
  expect((await migrationStates(run, files0())).map(({ state }) => state)).toEqual(['applied', 'begun']);
  expect(await count('b')).toBe('0');
  write('0002_second.sql', `${create('b')}\n${create('c')}`);
  expect(await migrate(run, files0())).toEqual({ applied: [2], version: 2 });
  expect(await count('c')).toBe('0');
});

describe('is refused, and changes nothing', () => {
  beforeEach(async () => {
    await migrate(run, files0());
  });

  test('an applied file that was changed', async () => {
    write('0001_first.sql', create('a').replace('a; b', 'other'));
    write('0003_third.sql', create('c'));
    await expect(migrate(run, files0())).rejects.toMatchObject({ code: 'migration_changed', version: 1 });
    expect((await run('EXISTS TABLE c FORMAT TSV')).trim()).toBe('0');
  });

  test('data of a newer program', async () => {
    rmSync(join(files, '0002_second.sql'));
    await expect(migrate(run, files0())).rejects.toMatchObject({ code: 'migration_unknown', version: 2 });
  });

  test('a new file that comes before an applied one', async () => {
    rmSync(join(files, '0001_first.sql'));
    await run('ALTER TABLE schema_migration DELETE WHERE version = 1 SETTINGS mutations_sync = 2');
    write('0001_first.sql', create('c'));
    await expect(migrate(run, files0())).rejects.toMatchObject({ code: 'migration_order', version: 1 });
  });
});

test('the released files are read in order, with statements that may be repeated', () => {
  const released = readMigrations('mart', 'flushed');
  expect(released.map(({ version }) => version)).toEqual(released.map((_, index) => index + 1));
  for (const { statements } of released) {
    expect(statements.length).toBeGreaterThan(0);
    for (const statement of statements) {
      expect(statement).toMatch(
        /^(?:CREATE (?:TABLE|DATABASE) IF NOT EXISTS|CREATE OR REPLACE VIEW|ALTER TABLE \S+ ADD (?:COLUMN|INDEX) IF NOT EXISTS)/,
      );
    }
  }
  expect(() => readMigrations("mart'; DROP", 'flushed')).toThrow(RangeError);
});

test('tables are made to outlive a power loss, or none of them is', () => {
  const made = (inserts: 'flushed' | 'unflushed'): string[] =>
    readMigrations('mart', inserts).flatMap(({ statements }) => statements.filter((one) => /MergeTree/.test(one)));
  const [flushed, unflushed] = [made('flushed'), made('unflushed')];
  expect(flushed.length).toBeGreaterThan(8);
  for (const statement of flushed) expect(statement.match(/fsync/g)).toHaveLength(4);
  expect(unflushed).toEqual(
    flushed.map((statement) => statement.replace(/, fsync_after_insert.*_after_merge = 1/, '')),
  );
  expect(unflushed.join()).not.toMatch(/fsync/);
});

test('two files of one number are refused', () => {
  write('0003_third.sql', create('c'));
  write('0003_other.sql', create('c'));
  expect(() => files0()).toThrow(RangeError);
  rmSync(join(files, '0003_other.sql'));
});
