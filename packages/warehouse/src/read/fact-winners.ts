import { instant, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';

export interface FactRange {
  readonly workspace: string;
  /** `fact`: every kind but visits, pages and costs. */
  readonly table: 'fact' | 'cost';
  /** First instant, and the one before which they are; epoch milliseconds. */
  readonly from: number;
  readonly before: number;
  /**
   * What to return beside `at`: made of each content before the winner is found, so that a body is read once and never
   * carried along.
   */
  readonly columns: Sql;
  /** Only facts of which this holds, whatever they say: of their type or id. */
  readonly where?: Sql;
}

/**
 * A SELECT of the facts that happened in a range, excluded ones too: of each event the winning content by (generation,
 * at, content hash), not retracted (attribution.md, section 1). Of equal contents the one known first.
 */
export const factWinners = ({ workspace, table, from, before, columns, where }: FactRange): Sql => {
  const name = table === 'fact' ? sql`fact` : sql`cost`;
  const inRange = sql`at >= ${instant(from)} AND at < ${instant(before)}`;
  const some = sql`workspace = ${workspace}${where === undefined ? sql`` : sql` AND ${where}`}`;
  // A content out of range may win over one in range, so an event is judged by all its contents.
  const contents = sql`SELECT event_id, generation, at, content_hash, known_at, retracted, ${columns} FROM ${name} WHERE ${some} AND event_id IN (SELECT event_id FROM ${name} WHERE ${some} AND ${inRange})`;
  const winners = sql`SELECT * FROM (${contents}) ORDER BY event_id, generation DESC, at DESC, content_hash DESC, known_at LIMIT 1 BY event_id`;
  return sql`SELECT * FROM (${winners}) WHERE NOT retracted AND ${inRange}`;
};
