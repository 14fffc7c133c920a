/**
 * Applies the migrations in order and remembers each with its checksum. A file once applied never changes: a change is
 * an error, not a surprise. A file that was begun and not finished (crash, full disk) is run again from its beginning:
 * every statement may be repeated.
 */
import { MigrationError } from '../errors.ts';
import { literal } from '../sql/literal.ts';
import type { Migration } from './read-migrations.ts';

export interface MigrationState {
  readonly version: number;
  readonly name: string;
  readonly state: 'applied' | 'begun' | 'pending';
}
export interface MigrationResult {
  /** Versions applied by this call, in order. */
  readonly applied: readonly number[];
  /** Greatest version now applied; 0 for none. */
  readonly version: number;
}

/** How the runner reaches the engine: runs one statement, returns what it prints. */
export type RunStatement = (statement: string) => Promise<string>;

/** @throws MigrationError `migration_changed`, `migration_unknown` (the data is newer than this code), `migration_order` */
export const migrate = async (run: RunStatement, migrations: readonly Migration[]): Promise<MigrationResult> => {
  await run(LEDGER);
  const ledger = await readLedger(run);
  checkLedger(ledger, migrations);
  const applied: number[] = [];
  for (const migration of migrations) {
    if (ledger.get(migration.version)?.finished === true) continue;
    await remember(run, migration, false);
    for (const statement of migration.statements) await run(statement);
    await remember(run, migration, true);
    applied.push(migration.version);
  }
  return { applied, version: migrations.at(-1)?.version ?? 0 };
};

/** Where each known migration stands; changes nothing. */
export const migrationStates = async (
  run: RunStatement,
  migrations: readonly Migration[],
): Promise<MigrationState[]> => {
  const exists = (await run('EXISTS TABLE schema_migration FORMAT TabSeparated')).trim() === '1';
  const ledger = exists ? await readLedger(run) : new Map<number, LedgerEntry>();
  return migrations.map(({ version, name }) => {
    const entry = ledger.get(version);
    return { version, name, state: entry === undefined ? 'pending' : entry.finished ? 'applied' : 'begun' };
  });
};

interface LedgerEntry {
  readonly name: string;
  readonly checksum: string;
  readonly finished: boolean;
}

const checkLedger = (ledger: ReadonlyMap<number, LedgerEntry>, migrations: readonly Migration[]): void => {
  const known = new Map(migrations.map((migration) => [migration.version, migration]));
  const newest = Math.max(0, ...[...ledger].filter(([, entry]) => entry.finished).map(([version]) => version));
  for (const [version, entry] of ledger) {
    const file = known.get(version);
    if (file === undefined) {
      throw new MigrationError(
        'migration_unknown',
        version,
        `Migration ${version} (${entry.name}) was applied by a newer version of the program. Update the program.`,
      );
    }
    if (entry.finished && file.checksum !== entry.checksum) {
      throw new MigrationError(
        'migration_changed',
        version,
        `Migration ${version} (${file.name}) was changed after it was applied. Restore the file and add a new one.`,
      );
    }
  }
  for (const { version, name } of migrations) {
    if (version < newest && ledger.get(version)?.finished !== true) {
      throw new MigrationError(
        'migration_order',
        version,
        `Migration ${version} (${name}) comes before ${newest}, which is applied already. Give it a greater number.`,
      );
    }
  }
};

const readLedger = async (run: RunStatement): Promise<Map<number, LedgerEntry>> => {
  const text = await run(
    'SELECT version, name, checksum, finished FROM schema_migration FINAL ORDER BY version FORMAT JSONCompactEachRow',
  );
  const rows = text.split('\n').filter((line) => line !== '');
  return new Map(
    rows.map((line) => {
      const [version, name, checksum, finished] = JSON.parse(line) as [number, string, string, boolean];
      return [version, { name, checksum, finished }];
    }),
  );
};

const remember = async (
  run: RunStatement,
  { version, name, checksum }: Migration,
  finished: boolean,
): Promise<void> => {
  await run(
    `INSERT INTO schema_migration (version, name, checksum, finished) SELECT ${version}, ${literal(name)}, ${literal(checksum)}, ${finished}`,
  );
};

const LEDGER = `CREATE TABLE IF NOT EXISTS schema_migration
(
    version UInt32 COMMENT 'Number of the migration file',
    name String COMMENT 'Name of the migration file',
    checksum String COMMENT 'SHA-256 of the file, hexadecimal',
    finished Bool COMMENT 'All its statements ran; false while it is being applied',
    changed_at DateTime64(3, 'UTC') DEFAULT now64(3) COMMENT 'When this was written'
)
ENGINE = ReplacingMergeTree(finished) ORDER BY version
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1
COMMENT 'Migrations applied to this database'`;
