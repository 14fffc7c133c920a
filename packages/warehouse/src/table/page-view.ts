import { defineTable, utcDay } from './define-table.ts';
import type { RowOf } from './define-table.ts';
import type { LogPosition } from './position.ts';
import { visitKey } from './visit.ts';

/** Pages shown in visits, for analysts; nothing is credited from them. */
export const pageView = defineTable('page_view', {
  workspace: 'LowCardinality(String)',
  day: 'Date',
  event_id: 'FixedString(16)',
  content_hash: 'FixedString(32)',
  visit_key: 'FixedString(16)',
  id: 'String',
  visit_id: 'String',
  visitor: 'String',
  data_source: 'LowCardinality(String)',
  at: "DateTime64(3, 'UTC')",
  known_at: "DateTime64(3, 'UTC')",
  retracted: 'Bool',
  page: 'LowCardinality(String)',
  title: 'LowCardinality(String)',
  log_partition: 'UInt32',
  log_offset: 'UInt64',
});
export type PageViewRow = RowOf<typeof pageView>;

/** What `record` knows of a page event; page views are no facts of the domain. */
export interface PageContent {
  readonly eventId: string;
  readonly contentHash: string;
  readonly id: string;
  readonly source: string;
  readonly at: number;
  readonly knownAt: number;
  readonly retracted: boolean;
  readonly visitId: string;
  /** Node of the visitor, `v:<id>`. */
  readonly visitor: string;
  /** host + path, without query. */
  readonly page: string;
  readonly title: string | null;
}

export const pageRow = (workspace: string, content: PageContent, position: LogPosition): PageViewRow => ({
  workspace,
  day: utcDay(content.at),
  event_id: content.eventId,
  content_hash: content.contentHash,
  visit_key: visitKey(content.visitId),
  id: content.id,
  visit_id: content.visitId,
  visitor: content.visitor,
  data_source: content.source,
  at: content.at,
  known_at: content.knownAt,
  retracted: content.retracted,
  page: content.page,
  title: content.title ?? '',
  log_partition: position.partition,
  log_offset: position.offset,
});
