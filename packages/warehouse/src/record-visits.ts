import { recordVisitConflicts } from './read/visit-conflicts.ts';
import { visitByKeyRows } from './table/visit-by-key.ts';
import { visitByVisitorRow } from './table/visit-by-visitor.ts';
import type { VisitRow } from './table/visit.ts';
import type { Warehouse } from './warehouse.ts';

/**
 * Inserts visits with their indexes and notes conflicts, in the one order that is safe at any crash when the caller
 * repeats an unfinished call: indexes (which only name candidates), rows, conflicts (which need the rows visible).
 */
export const recordVisits = async (warehouse: Warehouse, rows: readonly VisitRow[]): Promise<void> => {
  if (rows.length === 0) return;
  await warehouse.insert('visit_by_visitor', rows.map(visitByVisitorRow));
  await warehouse.insert('visit_by_key', rows.flatMap(visitByKeyRows));
  await warehouse.insert('visit', rows);
  await recordVisitConflicts(warehouse, rows);
};
