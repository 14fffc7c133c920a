import { literal } from '../sql/literal.ts';
import type { RunStatement } from './migrate.ts';
import type { Migration } from './read-migrations.ts';

/**
 * Has the analysts' views read from this database when any reads from another: of the databases on one server they follow the
 * one that was migrated last. The statements that made them are run again.
 */
export const publishViews = async (
  run: RunStatement,
  mart: string,
  migrations: readonly Pick<Migration, 'views'>[],
): Promise<void> => {
  const statements = migrations.flatMap(({ views }) => views);
  const made = new Set(statements.flatMap((statement) => VIEW.exec(statement)?.[1] ?? []));
  const here = await run(
    `SELECT name FROM system.tables WHERE database = ${literal(mart)} AND engine = 'View' AND position(as_select, concat(' ', currentDatabase(), '.')) > 0 FORMAT TSVRaw`,
  );
  for (const name of here.split('\n')) made.delete(name);
  if (made.size > 0) for (const statement of statements) await run(statement);
};

const VIEW = /^CREATE OR REPLACE VIEW [a-z0-9_]+\.([a-z0-9_]+)\s/;
