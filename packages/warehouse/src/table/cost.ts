import type { CostFact } from '@throughline/domain';
import { dayOfDate, defineTable } from './define-table.ts';
import type { RowOf } from './define-table.ts';
import type { LogPosition } from './position.ts';

/** Contents of ad costs; `source` is the ad source, `data_source` who sent the row. */
export const cost = defineTable('cost', {
  workspace: 'LowCardinality(String)',
  event_id: 'FixedString(16)',
  content_hash: 'FixedString(32)',
  id: 'String',
  data_source: 'LowCardinality(String)',
  at: "DateTime64(3, 'UTC')",
  known_at: "DateTime64(3, 'UTC')",
  generation: 'UInt64',
  retracted: 'Bool',
  excluded: 'LowCardinality(String)',
  date: 'Date',
  source: 'LowCardinality(String)',
  medium: 'LowCardinality(String)',
  campaign: 'LowCardinality(String)',
  ad_group: 'LowCardinality(String)',
  term: 'LowCardinality(String)',
  campaign_id: 'LowCardinality(String)',
  cost: 'Int64',
  currency: 'LowCardinality(String)',
  clicks: 'Nullable(Int64)',
  impressions: 'Nullable(Int64)',
  reported_at: "DateTime64(3, 'UTC')",
  log_partition: 'UInt32',
  log_offset: 'UInt64',
});
export type CostRow = RowOf<typeof cost>;

export const costRow = (workspace: string, content: CostFact, position: LogPosition): CostRow => ({
  workspace,
  event_id: content.eventId,
  content_hash: content.contentHash,
  id: content.id,
  data_source: content.source,
  at: content.at,
  known_at: content.knownAt,
  generation: content.generation,
  retracted: content.retracted,
  excluded: content.excluded,
  date: dayOfDate(content.date),
  source: content.adSource,
  medium: content.medium,
  campaign: content.campaign,
  ad_group: content.adGroup,
  term: content.keyword,
  campaign_id: content.campaignId,
  cost: content.cost.minor,
  currency: content.cost.currency,
  clicks: content.clicks,
  impressions: content.impressions,
  reported_at: content.reportedAt,
  log_partition: position.partition,
  log_offset: position.offset,
});
