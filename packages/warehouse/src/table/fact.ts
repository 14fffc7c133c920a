import type { Fact } from '@throughline/domain';
import { defineTable } from './define-table.ts';
import type { RowOf } from './define-table.ts';
import type { LogPosition } from './position.ts';

/** Contents of every fact but visits, pages and costs; the body is the domain's fact as JSON. */
export const fact = defineTable('fact', {
  workspace: 'LowCardinality(String)',
  event_id: 'FixedString(16)',
  content_hash: 'FixedString(32)',
  type: 'LowCardinality(String)',
  id: 'String',
  data_source: 'LowCardinality(String)',
  at: "DateTime64(3, 'UTC')",
  known_at: "DateTime64(3, 'UTC')",
  generation: 'UInt64',
  retracted: 'Bool',
  claim: 'Bool',
  excluded: 'LowCardinality(String)',
  body: 'String',
  log_partition: 'UInt32',
  log_offset: 'UInt64',
});
export type FactRow = RowOf<typeof fact>;

/** Facts stored as JSON; visits and costs have typed tables of their own. */
export type BodyFact = Exclude<Fact, { type: 'visit' | 'cost' }>;

export const factRow = (workspace: string, content: BodyFact, position: LogPosition): FactRow => ({
  workspace,
  event_id: content.eventId,
  content_hash: content.contentHash,
  type: content.type,
  id: content.id,
  data_source: content.source,
  at: content.at,
  known_at: content.knownAt,
  generation: content.generation,
  retracted: content.retracted,
  claim: content.claim,
  excluded: content.excluded,
  body: JSON.stringify(content),
  log_partition: position.partition,
  log_offset: position.offset,
});
