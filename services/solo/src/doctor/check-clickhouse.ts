import { createWarehouse, sql, WarehouseError, type Warehouse, type WarehouseConfig } from '@throughline/warehouse';
import { checkAnalyst, type Analyst } from './check-analyst.ts';
import { checkParts, checkServerClock, checkServerDisks, checkVersion } from './clickhouse-findings.ts';
import { findingsOf, type Finding } from './finding.ts';

/**
 * Is the ClickHouse server there, ours to write to, of our schema, and in a state to take inserts?
 * @param analyst null: nobody knows how analysts are let in
 */
export async function checkClickHouse(
  config: Extract<WarehouseConfig, { kind: 'server' }>,
  now: () => number,
  analyst: Analyst | null,
): Promise<Finding[]> {
  let warehouse: Warehouse;
  try {
    warehouse = await createWarehouse(config);
  } catch (error) {
    if (error instanceof WarehouseError) return [findingsOf('clickhouse').problem(error.message)];
    throw error;
  }
  try {
    const findings: Finding[] = [];
    for (const [name, look] of LOOKS) findings.push(await looked(name, () => look(warehouse, now)));
    findings.push(
      analyst === null
        ? findingsOf('analysts').ok('not looked at: set THROUGHLINE_CLICKHOUSE_ANALYST_PASSWORD')
        : await looked('analysts', () => checkAnalyst(warehouse, analyst)),
    );
    return findings;
  } finally {
    await warehouse.close();
  }
}

type Look = (warehouse: Warehouse, now: () => number) => Promise<Finding>;

async function looked(name: string, look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof WarehouseError) return findingsOf(name).problem(error.message);
    throw error;
  }
}

async function version(warehouse: Warehouse): Promise<Finding> {
  const [row] = await warehouse.select<{ version: string }>(sql`SELECT version() AS version`);
  return checkVersion(row?.version ?? '');
}

/** A table of its own, made, filled and dropped: what a grant or a profile forbids, and a replica that only reads, shows. */
async function writes(warehouse: Warehouse): Promise<Finding> {
  const row = { key: 'doctor', value: '', version: 1 };
  const rows = await warehouse.withScratch('warehouse_meta', [row], (table, within) =>
    within.select(sql`SELECT key FROM ${table}`),
  );
  const { ok, problem } = findingsOf('clickhouse writes');
  return rows.length === 1 ? ok('taken, and read again') : problem('what was inserted is not there: see its log');
}

async function schema(warehouse: Warehouse): Promise<Finding> {
  const { ok, problem } = findingsOf('clickhouse schema');
  const states = await warehouse.migrationStatus();
  const lacking = states.filter(({ state }) => state !== 'applied').map(({ version: number }) => number);
  return lacking.length === 0
    ? ok(`version ${states.length}`)
    : problem(`migrations ${lacking.join(', ')} are not applied: run "throughline migrate up"`);
}

async function parts(warehouse: Warehouse): Promise<Finding> {
  const [most] = await warehouse.select<{ name: string; parts: string }>(
    sql`SELECT table AS name, count() AS parts FROM system.parts WHERE active AND database = currentDatabase() GROUP BY table, partition ORDER BY parts DESC LIMIT 1`,
  );
  const [limit] = await warehouse.select<{ value: string }>(
    sql`SELECT value FROM system.merge_tree_settings WHERE name = 'parts_to_delay_insert'`,
  );
  return checkParts(most?.name ?? null, Number(most?.parts ?? 0), Number(limit?.value ?? 0));
}

async function disks(warehouse: Warehouse): Promise<Finding> {
  const rows = await warehouse.select<{ name: string; free: string; total: string }>(
    sql`SELECT name, free_space AS free, total_space AS total FROM system.disks`,
  );
  return checkServerDisks(rows.map(({ name, free, total }) => ({ name, free: Number(free), total: Number(total) })));
}

async function clock(warehouse: Warehouse, now: () => number): Promise<Finding> {
  const before = now();
  const [row] = await warehouse.select<{ at: string }>(sql`SELECT toUnixTimestamp64Milli(now64(3)) AS at`);
  return checkServerClock('clickhouse clock', Number(row?.at ?? 0), before, now());
}

const LOOKS: readonly (readonly [string, Look])[] = [
  ['clickhouse', version],
  ['clickhouse writes', writes],
  ['clickhouse schema', schema],
  ['clickhouse parts', parts],
  ['clickhouse disks', disks],
  ['clickhouse clock', clock],
];
