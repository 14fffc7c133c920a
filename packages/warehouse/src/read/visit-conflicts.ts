import { id } from '../sql/identifier.ts';
import { bytesList, join, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';
import { visit } from '../table/visit.ts';
import type { VisitRow } from '../table/visit.ts';
import type { SelectOptions, Warehouse } from '../warehouse.ts';

/** What is needed of an inserted visit. */
export type InsertedVisit = Pick<VisitRow, 'workspace' | 'event_id' | 'visit_key' | 'day'>;

/**
 * Copies to `visit_conflict` what can no longer be counted row by row: visits with several contents or events, and those
 * whose one content was inserted twice and not merged yet. Call it AFTER the rows are visible: of two writers the later
 * one sees both. Repeating it is harmless. Returns how many keys (of events and visits) are in conflict; 0 almost always.
 */
export const recordVisitConflicts = async (
  warehouse: Warehouse,
  inserted: readonly InsertedVisit[],
): Promise<number> => {
  let noted = 0;
  for (const [workspace, visits] of byWorkspace(inserted)) {
    const rows = await warehouse.select<{ k: string }>(conflictsAmong(workspace, visits), { lane: 'pipeline' });
    if (rows.length === 0) continue;
    noted += rows.length;
    const keys = bytesList(rows.map((row) => row.k));
    await warehouse.command(
      sql`INSERT INTO visit_conflict (${columns}) SELECT ${columns} FROM visit WHERE workspace = ${workspace} AND (day, event_id) IN (
        SELECT day, event_id FROM visit_by_key WHERE workspace = ${workspace} AND visit_key IN ${keys})`,
    );
  }
  return noted;
};

/** Whether any visit of the workspace is noted. */
export const hasVisitConflicts = async (
  warehouse: Pick<Warehouse, 'select'>,
  workspace: string,
  options?: SelectOptions,
): Promise<boolean> =>
  (await warehouse.select(sql`SELECT 1 FROM visit_conflict WHERE workspace = ${workspace} LIMIT 1`, options)).length >
  0;

const columns = join(
  Object.keys(visit.columns).map((column) => id(column)),
  sql`, `,
);

const conflictsAmong = (workspace: string, visits: readonly InsertedVisit[]): Sql => {
  const events = [...new Set(visits.map(({ event_id }) => event_id))];
  const keys = [...new Set(visits.flatMap(({ event_id, visit_key }) => [event_id, visit_key]))];
  const days = [...new Set(visits.map(({ day }) => day))].map((day) => sql`toDate(${day})`);
  const several = sql`SELECT lower(hex(visit_key)) AS k FROM visit_by_key WHERE workspace = ${workspace} AND visit_key IN ${bytesList(keys)}
    GROUP BY visit_key HAVING min((event_id, content_hash)) != max((event_id, content_hash))`;
  const twice = sql`SELECT lower(hex(event_id)) AS k FROM visit WHERE workspace = ${workspace} AND day IN (${join(days, sql`, `)}) AND event_id IN ${bytesList(events)}
    GROUP BY day, event_id, content_hash HAVING count() > 1`;
  return sql`${several} UNION ALL ${twice}`;
};

const byWorkspace = (visits: readonly InsertedVisit[]): Map<string, InsertedVisit[]> => {
  const groups = new Map<string, InsertedVisit[]>();
  for (const inserted of visits) {
    const group = groups.get(inserted.workspace);
    if (group === undefined) groups.set(inserted.workspace, [inserted]);
    else group.push(inserted);
  }
  return groups;
};
