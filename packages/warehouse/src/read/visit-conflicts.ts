import { bytesList, join, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';
import type { VisitRow } from '../table/visit.ts';
import type { Warehouse } from '../warehouse.ts';

/** What is needed of an inserted visit. */
export type InsertedVisit = Pick<VisitRow, 'workspace' | 'event_id' | 'visit_key' | 'day'>;

/**
 * Notes which visits can no longer be counted row by row: those with several contents or events, and those whose one
 * content was inserted twice and not merged yet. Call it AFTER the rows are visible: of two writers the later one sees
 * both. Repeating it is harmless. Returns how many keys were noted.
 */
export const recordVisitConflicts = async (warehouse: Warehouse, inserted: readonly InsertedVisit[]): Promise<number> => {
  let noted = 0;
  for (const [workspace, visits] of byWorkspace(inserted)) {
    const keys = await conflictingKeys(warehouse, workspace, visits);
    if (keys.length === 0) continue;
    noted += keys.length;
    // An event id leads to the visit keys of all its contents, the key of a visit to itself.
    await warehouse.command(
      sql`INSERT INTO visit_conflict SELECT DISTINCT workspace, content_key FROM visit_by_key WHERE workspace = ${workspace} AND visit_key IN ${bytesList(keys)}`,
    );
  }
  return noted;
};

/** Beyond this many visits their keys go through a table and not through the statement's text. */
const LONG = 2000;

const conflictingKeys = async (
  warehouse: Warehouse,
  workspace: string,
  visits: readonly InsertedVisit[],
): Promise<string[]> => {
  const keys = [...new Set(visits.flatMap((visit) => [visit.event_id, visit.visit_key]))];
  const days = [...new Set(visits.map((visit) => visit.day))];
  const select = async (isOurs: Sql): Promise<string[]> => {
    const rows = await warehouse.select<{ k: string }>(conflictsAmong(workspace, isOurs, days), { lane: 'pipeline' });
    return rows.map((row) => row.k);
  };
  if (keys.length <= LONG) return select(bytesList(keys));
  const rows = keys.map((key) => ({ workspace, visit_key: key }));
  return warehouse.withScratch('visit_conflict', rows, (table) => select(sql`(SELECT visit_key FROM ${table})`));
};

const conflictsAmong = (workspace: string, ours: Sql, days: readonly number[]): Sql => {
  const several = sql`SELECT lower(hex(visit_key)) AS k FROM visit_by_key WHERE workspace = ${workspace} AND visit_key IN ${ours}
    GROUP BY visit_key HAVING min((event_id, content_hash)) != max((event_id, content_hash))`;
  const twice = sql`SELECT lower(hex(event_id)) AS k FROM visit WHERE workspace = ${workspace} AND day IN (${join(days.map((day) => sql`toDate(${day})`), sql`, `)}) AND event_id IN ${ours}
    GROUP BY day, event_id, content_hash HAVING count() > 1`;
  return sql`${several} UNION ALL ${twice}`;
};

const byWorkspace = (visits: readonly InsertedVisit[]): Map<string, InsertedVisit[]> => {
  const groups = new Map<string, InsertedVisit[]>();
  for (const visit of visits) {
    const group = groups.get(visit.workspace);
    if (group === undefined) groups.set(visit.workspace, [visit]);
    else group.push(visit);
  }
  return groups;
};
