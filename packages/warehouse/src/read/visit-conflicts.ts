import { id } from '../sql/identifier.ts';
import { bytesList, join, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';
import { visitKeysOf } from '../table/visit-by-key.ts';
import { visit } from '../table/visit.ts';
import type { VisitRow } from '../table/visit.ts';
import type { SelectOptions, Warehouse } from '../warehouse.ts';

/** What is needed of an inserted visit. */
export type InsertedVisit = Pick<VisitRow, 'workspace' | 'event_id' | 'visit_key'>;

/**
 * Copies to `visit_conflict` what can no longer be counted row by row: visits with several contents or events, and those
 * whose one content was inserted more than once (a row of it may not be merged yet). Call it AFTER the rows are visible: of two writers the later
 * one sees both. Repeating it is harmless. Returns how many keys (of events and visits) are in conflict; 0 almost always.
 */
export const recordVisitConflicts = async (
  warehouse: Warehouse,
  inserted: readonly InsertedVisit[],
): Promise<number> => {
  let noted = 0;
  for (const [workspace, visits] of byWorkspace(inserted)) {
    const repeated = warehouse.noteVisitKeys(visitKeysOf(visits));
    if (repeated.length === 0) continue;
    const rows = await warehouse.select<{ k: string }>(conflictsAmong(workspace, repeated), { lane: 'pipeline' });
    if (rows.length === 0) continue;
    noted += rows.length;
    const keys = bytesList(rows.map((row) => row.k));
    await warehouse.command(
      sql`INSERT INTO visit_conflict (${columns}) SELECT ${columns} FROM visit WHERE workspace = ${workspace} AND (day, event_id) IN (
        SELECT day, event_id FROM visit_by_key WHERE workspace = ${workspace} AND visit_key IN ${keys})`,
      { into: 'visit_conflict' },
    );
  }
  return noted;
};

/** The same for everything in the warehouse at once, in the order of the index: after a load, not beside one. */
export const noteAllVisitConflicts = async (warehouse: Pick<Warehouse, 'command'>): Promise<void> => {
  const keys = sql`SELECT workspace, visit_key FROM visit_by_key GROUP BY workspace, visit_key HAVING count() > 1 SETTINGS optimize_aggregation_in_order = 1`;
  await warehouse.command(
    sql`INSERT INTO visit_conflict (${columns}) SELECT ${columns} FROM visit WHERE (workspace, day, event_id) IN (
      SELECT workspace, day, event_id FROM visit_by_key WHERE (workspace, visit_key) IN (${keys}))`,
    { into: 'visit_conflict', maxSeconds: 3600 },
  );
};

/** Whether any visit of the workspace is noted. */
export const hasVisitConflicts = async (
  warehouse: Pick<Warehouse, 'select'>,
  workspace: string,
  options: SelectOptions = {},
): Promise<boolean> => {
  const any = sql`SELECT 1 FROM visit_conflict WHERE workspace = ${workspace} LIMIT 1`;
  return (await warehouse.select(any, { ...options, reads: ['visit_conflict'] })).length > 0;
};

const columns = join(
  Object.keys(visit.columns).map((column) => id(column)),
  sql`, `,
);

/** Every insert of a content left a row under each of its two keys, and the engine never collapses them. */
const conflictsAmong = (workspace: string, keys: readonly string[]): Sql =>
  sql`SELECT lower(hex(visit_key)) AS k FROM visit_by_key WHERE workspace = ${workspace} AND visit_key IN ${bytesList([...new Set(keys)])}
    GROUP BY visit_key HAVING count() > 1`;

const byWorkspace = (visits: readonly InsertedVisit[]): Map<string, InsertedVisit[]> => {
  const groups = new Map<string, InsertedVisit[]>();
  for (const inserted of visits) {
    const group = groups.get(inserted.workspace);
    if (group === undefined) groups.set(inserted.workspace, [inserted]);
    else group.push(inserted);
  }
  return groups;
};
