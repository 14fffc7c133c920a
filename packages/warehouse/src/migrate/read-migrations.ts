import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { plainDatabaseName } from '../sql/plain-database-name.ts';

/** One forward-only file `NNNN_name.sql` of `infra/clickhouse`. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  /** SHA-256 of the file, hex. */
  readonly checksum: string;
  /** In order; each may run again after a crash (IF NOT EXISTS, OR REPLACE). */
  readonly statements: readonly string[];
  /** Those of them that make the analysts' views. */
  readonly views: readonly string[];
}

/** `src/migrate` and `dist/migrate` are equally deep, so one path serves both. */
export const MIGRATIONS_DIRECTORY = fileURLToPath(new URL('../../../../infra/clickhouse', import.meta.url));

/**
 * Reads the migrations of a directory by number. The checksum is of the file as it stands.
 * @param mart database of the analysts' views, which replaces `{mart}`; null: what makes them is left out
 * @param inserts whether tables are made so that inserts and merges outlive a power loss
 * @throws RangeError when two files have one number, or the name of the database is no plain identifier
 */
export const readMigrations = (
  mart: string | null,
  inserts: 'flushed' | 'unflushed',
  directory = MIGRATIONS_DIRECTORY,
): Migration[] => {
  const martName = mart === null ? '' : plainDatabaseName(mart);
  const migrations = readdirSync(directory)
    .filter((file) => /^\d{4}_[a-z0-9_]+\.sql$/.test(file))
    .sort()
    .map((file) => {
      const text = readFileSync(join(directory, file), 'utf8');
      const all = statementsOf(text.replaceAll(FLUSHED, (settings) => (inserts === 'flushed' ? settings : '')));
      const namesMart = (statement: string): boolean => statement.includes('{mart}');
      const named = (statement: string): string => statement.replaceAll('{mart}', martName);
      return {
        version: Number(file.slice(0, 4)),
        name: file.slice(5, -4),
        checksum: createHash('sha256').update(text).digest('hex'),
        statements: all.filter((statement) => mart !== null || !namesMart(statement)).map(named),
        views: mart === null ? [] : all.filter(namesMart).map(named),
      };
    });
  migrations.forEach((migration, index) => {
    if (migrations[index - 1]?.version === migration.version) {
      throw new RangeError(`Two migrations have the number ${migration.version}`);
    }
  });
  return migrations;
};

const FLUSHED =
  ', fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1';

/** A statement ends with a semicolon at the end of a line; lines that begin with `--` are comments. */
const statementsOf = (text: string): string[] =>
  text
    .replace(/^--.*$/gm, '')
    .split(/;[ \t]*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
