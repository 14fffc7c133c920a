import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One forward-only file `NNNN_name.sql` of `infra/clickhouse`. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  /** SHA-256 of the file, hex. */
  readonly checksum: string;
  /** In order; each may run again after a crash (IF NOT EXISTS, OR REPLACE). */
  readonly statements: readonly string[];
}

/** `src/migrate` and `dist/migrate` are equally deep, so one path serves both. */
export const MIGRATIONS_DIRECTORY = fileURLToPath(new URL('../../../../infra/clickhouse', import.meta.url));

/**
 * Reads the migrations of a directory by number. The checksum is of the file as it stands.
 * @param mart database of the analysts' views, which replaces `{mart}`
 * @throws RangeError when two files have one number, or the name of the database is no plain identifier
 */
export const readMigrations = (mart: string, directory = MIGRATIONS_DIRECTORY): Migration[] => {
  if (!/^[a-z][a-z0-9_]*$/.test(mart)) throw new RangeError(`Not a plain database name: ${mart}`);
  const migrations = readdirSync(directory)
    .filter((file) => /^\d{4}_[a-z0-9_]+\.sql$/.test(file))
    .sort()
    .map((file) => {
      const text = readFileSync(join(directory, file), 'utf8');
      return {
        version: Number(file.slice(0, 4)),
        name: file.slice(5, -4),
        checksum: createHash('sha256').update(text).digest('hex'),
        statements: statementsOf(text.replaceAll('{mart}', mart)),
      };
    });
  migrations.forEach((migration, index) => {
    if (migrations[index - 1]?.version === migration.version) {
      throw new RangeError(`Two migrations have the number ${migration.version}`);
    }
  });
  return migrations;
};

/** A statement ends with a semicolon at the end of a line; lines that begin with `--` are comments. */
const statementsOf = (text: string): string[] =>
  text
    .replace(/^--.*$/gm, '')
    .split(/;[ \t]*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
