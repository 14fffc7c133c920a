import { defineTable } from './define-table.ts';
import { visit } from './visit.ts';

/**
 * Copies of every content of the visits that cannot be counted row by row. Closed: with any content of an event all its
 * contents stand here, and with any key all that have it, so these few are resolved among themselves.
 */
export const visitConflict = defineTable('visit_conflict', visit.columns);
