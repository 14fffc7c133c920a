import { defineTable } from './define-table.ts';
import type { RowOf } from './define-table.ts';
import type { BodyFact } from './fact.ts';

/** Names candidate facts of a node or (as `l:<E.164>`) of one of our lines; readers join back to `fact` by event id. */
export const factByNode = defineTable('fact_by_node', {
  workspace: 'LowCardinality(String)',
  node: 'String',
  event_id: 'FixedString(16)',
  content_hash: 'FixedString(32)',
  type: 'LowCardinality(String)',
  at: "DateTime64(3, 'UTC')",
});
export type FactByNodeRow = RowOf<typeof factByNode>;

/** Prefix under which a line (E.164) is indexed; no kind of node uses it. */
export const lineKey = (line: string): string => `l:${line}`;

/**
 * One row for each name of a content.
 * @param nodes every node the content names (domain's `nodesOf`)
 * @param lines every line it names (domain's `linesOf`)
 */
export const factByNodeRows = (
  workspace: string,
  content: BodyFact,
  nodes: readonly string[],
  lines: readonly string[],
): FactByNodeRow[] =>
  [...new Set([...nodes, ...lines.map(lineKey)])].map((name) => ({
    workspace,
    node: name,
    event_id: content.eventId,
    content_hash: content.contentHash,
    type: content.type,
    at: content.at,
  }));
