import { date, instant, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';

export interface CostRange {
  readonly workspace: string;
  /** First and last calendar date, `YYYY-MM-DD`, both included. Without them: all dates. */
  readonly from?: string;
  readonly to?: string;
  /** Only contents first appended to the log at or before this instant, epoch milliseconds. */
  readonly knownAt?: number;
}

/**
 * A SELECT of the ad costs that count, one row for each cost key (attribution.md, section 2): of each event the winning
 * content, not retracted, not excluded; of each (date, source, medium, campaign, ad group, term, campaign id) the
 * greatest `reported_at`, ties the greater cost. Columns of the table `cost`.
 */
export const costWinners = (range: CostRange): Sql => {
  const inRange = sql`${range.from === undefined ? sql`` : sql` AND date >= ${date(range.from)}`}${
    range.to === undefined ? sql`` : sql` AND date <= ${date(range.to)}`
  }`;
  const known = range.knownAt === undefined ? sql`` : sql` AND known_at <= ${instant(range.knownAt)}`;
  // A content out of range may win over one in range, so an event is judged by all its contents.
  const contents = sql`SELECT * FROM cost WHERE workspace = ${range.workspace}${known} AND event_id IN (SELECT event_id FROM cost WHERE workspace = ${range.workspace}${inRange})`;
  const winners = sql`SELECT * FROM (${contents}) ORDER BY event_id, generation DESC, at DESC, content_hash DESC LIMIT 1 BY event_id`;
  const key = sql`date, source, medium, campaign, ad_group, term, campaign_id`;
  return sql`SELECT * FROM (${winners}) WHERE NOT retracted AND excluded = ''${inRange} ORDER BY ${key}, reported_at DESC, cost DESC, content_hash DESC LIMIT 1 BY ${key}`;
};
