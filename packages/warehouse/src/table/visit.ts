import { hash } from 'node:crypto';
import type { VisitFact } from '@throughline/domain';
import { defineTable, utcDay } from './define-table.ts';
import type { RowOf } from './define-table.ts';
import type { LogPosition } from './position.ts';

/** Contents of visits, excluded and retracted ones included, in columns for reports. */
export const visit = defineTable('visit', {
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
  generation: 'UInt64',
  retracted: 'Bool',
  claim: 'Bool',
  excluded: 'LowCardinality(String)',
  channel: 'LowCardinality(String)',
  source: 'LowCardinality(String)',
  medium: 'LowCardinality(String)',
  campaign: 'LowCardinality(String)',
  ad_group: 'LowCardinality(String)',
  term: 'LowCardinality(String)',
  content: 'LowCardinality(String)',
  click_id: 'String',
  landing_page: 'LowCardinality(String)',
  device: 'LowCardinality(String)',
  country: 'LowCardinality(String)',
  city: 'LowCardinality(String)',
  log_partition: 'UInt32',
  log_offset: 'UInt64',
});
export type VisitRow = RowOf<typeof visit>;

/** Key of a visit id: events of one visit share it. First 128 bits of its SHA-256, 32 hex digits. */
export const visitKey = (visitId: string): string => hash('sha256', visitId, 'hex').slice(0, 32);

export const visitRow = (workspace: string, content: VisitFact, position: LogPosition): VisitRow => ({
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
  generation: content.generation,
  retracted: content.retracted,
  claim: content.claim,
  excluded: content.excluded,
  channel: content.origin.channel,
  source: content.origin.source,
  medium: content.origin.medium,
  campaign: content.origin.campaign,
  ad_group: content.origin.adGroup,
  term: content.origin.term,
  content: content.origin.content,
  click_id: content.origin.clickId,
  landing_page: content.landingPage,
  device: content.device,
  country: content.country,
  city: content.city,
  log_partition: position.partition,
  log_offset: position.offset,
});
