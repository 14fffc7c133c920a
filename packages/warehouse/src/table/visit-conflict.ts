import { defineTable } from './define-table.ts';
import type { RowOf } from './define-table.ts';

/**
 * Keys of visits that have more than one content or event, or whose one content stands there twice. Closed: every
 * content of an event with several contents has its key here, so reports count the rest row by row.
 */
export const visitConflict = defineTable('visit_conflict', {
  workspace: 'LowCardinality(String)',
  visit_key: 'FixedString(16)',
});
export type VisitConflictRow = RowOf<typeof visitConflict>;
