import { sql, type Warehouse } from '@throughline/warehouse';
import { findingsOf, type Finding } from './finding.ts';

/** By whom analysts ask the server, and where. */
export interface Analyst {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

interface Table {
  readonly database: string;
  readonly name: string;
}

type Answer = { readonly kind: 'rows'; readonly text: string } | { readonly kind: 'refused'; readonly said: string };

const LONGEST_MS = 10_000;
/** ClickHouse's number of a wrong user or password. */
const NOT_LET_IN = '516';
/** What `infra/clickhouse/users.d` grants, as the server lists it. */
const GRANTED = /^GRANT SELECT(\([^)]*\))? ON `?mart`?\.\S+ TO /;
const MOST_NAMED = 3;

/**
 * Asks as the analysts do: every view of the mart must answer, and nothing beside it. What only a list of grants shows (a
 * right to write) is looked for there, where the server lets them see it. Nothing is written.
 */
export async function checkAnalyst(warehouse: Warehouse, analyst: Analyst): Promise<Finding> {
  const { ok, problem } = findingsOf('analysts');
  const tables = await warehouse.select<Table>(
    sql`SELECT database, name FROM system.tables WHERE database IN ('mart', currentDatabase()) ORDER BY database, name`,
  );
  const lacking: string[] = [];
  const open: string[] = [];
  let answer: Answer = { kind: 'refused', said: 'there are no views of the mart' };
  for (const { database, name } of tables) {
    answer = await ask(analyst, `SELECT * FROM \`${database}\`.\`${name}\` LIMIT 0`);
    if (answer.kind === 'refused' && answer.said.startsWith(NOT_LET_IN))
      return problem(
        `user "${analyst.user}" is not let in: see THROUGHLINE_CLICKHOUSE_ANALYST_PASSWORD (${answer.said})`,
      );
    if (database === 'mart' && answer.kind === 'refused') lacking.push(`${database}.${name} (${answer.said})`);
    if (database !== 'mart' && answer.kind === 'rows') open.push(`read ${database}.${name}`);
  }
  const grants = await ask(analyst, 'SHOW GRANTS FORMAT TSVRaw');
  if (grants.kind === 'rows') open.push(...lines(grants.text).filter((grant) => !GRANTED.test(grant)));
  const views = tables.filter(({ database }) => database === 'mart').length;
  if (open.length > 0)
    return problem(
      `user "${analyst.user}" may do more than read mart: ${few(open)}: take it away, see infra/clickhouse`,
    );
  if (views === 0) return problem('there are no views of the mart: run "throughline migrate up"');
  return lacking.length === 0
    ? ok(`user "${analyst.user}" reads the ${views} views of mart and nothing else`)
    : problem(`user "${analyst.user}" cannot read ${few(lacking)}: grant it SELECT ON mart.*, see infra/clickhouse`);
}

async function ask({ url, user, password }: Analyst, statement: string): Promise<Answer> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'X-ClickHouse-User': user, 'X-ClickHouse-Key': password },
      body: statement,
      signal: AbortSignal.timeout(LONGEST_MS),
    });
    const text = await answer.text();
    if (answer.ok) return { kind: 'rows', text };
    const code = answer.headers.get('x-clickhouse-exception-code') ?? `HTTP ${answer.status}`;
    const [, name = ''] = /\(([A-Z_]+)\)/.exec(text) ?? [];
    return { kind: 'refused', said: `${code} ${name}`.trim() };
  } catch (error) {
    return { kind: 'refused', said: error instanceof Error ? error.message : String(error) };
  }
}

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');
const few = (named: readonly string[]): string =>
  named.slice(0, MOST_NAMED).join(', ') + (named.length > MOST_NAMED ? ` and ${named.length - MOST_NAMED} more` : '');
