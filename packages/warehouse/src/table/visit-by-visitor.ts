import { defineTable } from './define-table.ts';
import type { RowOf } from './define-table.ts';
import type { VisitRow } from './visit.ts';

/** Names candidates for the visits of a visitor; readers join back to `visit` by (day, event_id). */
export const visitByVisitor = defineTable('visit_by_visitor', {
  workspace: 'LowCardinality(String)',
  visitor: 'String',
  event_id: 'FixedString(16)',
  content_hash: 'FixedString(32)',
  visit_key: 'FixedString(16)',
  day: 'Date',
});
export type VisitByVisitorRow = RowOf<typeof visitByVisitor>;

export const visitByVisitorRow = (row: VisitRow): VisitByVisitorRow => ({
  workspace: row.workspace,
  visitor: row.visitor,
  event_id: row.event_id,
  content_hash: row.content_hash,
  visit_key: row.visit_key,
  day: row.day,
});
