import { literal } from '../sql/literal.ts';
import type { RunStatement } from './migrate.ts';

/**
 * On a server, lets analysts who may select from the views, and from nothing else, do so: a view reads its tables as the
 * user who migrates, not as the one who asks (INVOKER is ClickHouse's default, and `default_normal_view_sql_security`
 * changes nothing while the server's `ignore_empty_sql_security_in_create_view_query` is 1, its default: tried on 26.7).
 * Done after each migration, since a view that was replaced has the default again.
 * Source: ClickHouse, "CREATE VIEW", SQL security.
 */
export const secureViews = async (run: RunStatement, mart: string): Promise<void> => {
  const names = await run(
    `SELECT name FROM system.tables WHERE database = ${literal(mart)} AND engine = 'View' ORDER BY name FORMAT TSVRaw`,
  );
  for (const name of names.split('\n').filter((line) => /^[a-z][a-z0-9_]*$/.test(line))) {
    await run(`ALTER TABLE \`${mart}\`.\`${name}\` MODIFY DEFINER = CURRENT_USER SQL SECURITY DEFINER`);
  }
};
