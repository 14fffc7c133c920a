import type { VisitFact } from '@throughline/domain';
import { defineTable } from './define-table.ts';
import type { RowOf } from './define-table.ts';
import type { VisitRow } from './visit.ts';
import { visitBody, visitOfBody, type VisitBody } from './visit-body.ts';

/** Contents of visits by the visitor they name, each with its whole content: journeys are read from here. */
export const visitByVisitor = defineTable('visit_by_visitor', {
  workspace: 'LowCardinality(String)',
  visitor: 'String',
  event_id: 'FixedString(16)',
  content_hash: 'FixedString(32)',
  visit_key: 'FixedString(16)',
  known_at: "DateTime64(3, 'UTC')",
  body: 'String',
});
export type VisitByVisitorRow = RowOf<typeof visitByVisitor>;

export const visitByVisitorRow = (row: VisitRow): VisitByVisitorRow => ({
  workspace: row.workspace,
  visitor: row.visitor,
  event_id: row.event_id,
  content_hash: row.content_hash,
  visit_key: row.visit_key,
  known_at: row.known_at,
  body: visitBody(row),
});

/** The content of a row. */
export const visitOfRow = (row: VisitByVisitorRow): VisitFact =>
  visitOfBody([row.event_id, row.content_hash, ...(JSON.parse(row.body) as unknown[])] as unknown as VisitBody);
