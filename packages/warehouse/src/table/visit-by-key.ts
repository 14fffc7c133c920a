import { defineTable } from './define-table.ts';
import type { RowOf } from './define-table.ts';
import type { VisitRow } from './visit.ts';

/**
 * Finds all contents of an event id, and all events of a visit: each content stands once under its event id and once
 * under the key of its visit id. Both are 128-bit digests, so one column holds them.
 */
export const visitByKey = defineTable('visit_by_key', {
  workspace: 'LowCardinality(String)',
  visit_key: 'FixedString(16)',
  event_id: 'FixedString(16)',
  content_hash: 'FixedString(32)',
  day: 'Date',
  log_partition: 'UInt32',
  log_offset: 'UInt64',
});
export type VisitByKeyRow = RowOf<typeof visitByKey>;

/** Keys that the rows of visits stand under, as often as they do. */
export const visitKeysOf = (rows: readonly Pick<VisitRow, 'visit_key' | 'event_id'>[]): string[] =>
  rows.flatMap(({ visit_key, event_id }) => (visit_key === event_id ? [event_id] : [event_id, visit_key]));

export const visitByKeyRows = (row: VisitRow): VisitByKeyRow[] => {
  const under = (key: string): VisitByKeyRow => ({
    workspace: row.workspace,
    visit_key: key,
    event_id: row.event_id,
    content_hash: row.content_hash,
    day: row.day,
    log_partition: row.log_partition,
    log_offset: row.log_offset,
  });
  return visitKeysOf([row]).map(under);
};
