import { recordVisitConflicts } from './read/visit-conflicts.ts';
import { visitByKeyRows } from './table/visit-by-key.ts';
import { visitByVisitorRow } from './table/visit-by-visitor.ts';
import type { VisitRow } from './table/visit.ts';
import type { Warehouse } from './warehouse.ts';

/** Inserts visits with their indexes, conflicts among them not noted. */
export const insertVisits = async (warehouse: Warehouse, rows: readonly VisitRow[]): Promise<void> => {
  await Promise.all([
    warehouse.insert('visit_by_visitor', rows.map(visitByVisitorRow)),
    warehouse.insert('visit_by_key', rows.flatMap(visitByKeyRows)),
    warehouse.insert('visit', rows),
  ]);
};

/**
 * Inserts visits with their indexes, then notes conflicts, which needs all of them visible. A caller repeats an unfinished
 * call: until then a row without its index, or the other way round, only delays what a reader sees.
 */
export const recordVisits = async (warehouse: Warehouse, rows: readonly VisitRow[]): Promise<void> => {
  await insertVisits(warehouse, rows);
  await recordVisitConflicts(warehouse, rows);
};
