import { id } from '../sql/identifier.ts';
import { instant, join, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';
import { utcDay } from '../table/define-table.ts';
import type { VisitRow } from '../table/visit.ts';

export interface VisitsInRange {
  readonly workspace: string;
  /** First instant, epoch milliseconds. */
  readonly from: number;
  /** The instant before which a visit begins, epoch milliseconds. */
  readonly before: number;
  /** Columns of `visit` to return; ask for few, each is read for every visit. */
  readonly columns: readonly (keyof VisitRow)[];
  /** Only contents first appended to the log at or before this instant. */
  readonly knownAt?: number;
  /** Those that are excluded, too: for who asks how many there are and why. */
  readonly excludedToo?: boolean;
}

/**
 * A SELECT of exactly the visits that count (attribution.md, section 1): the winning content of each event by
 * (generation, at, content hash), not retracted; of several events of one visit the earliest (at, id); not excluded (decided last).
 * Visits noted in `visit_conflict` are resolved among themselves, all others are single rows and read directly.
 */
export const visitsInRange = (range: VisitsInRange): Sql => {
  const columns = columnsOf(range);
  return sql`SELECT ${columns} FROM visit WHERE ${counted(range)} AND visit_key NOT IN (${noted(range)})
    UNION ALL SELECT ${columns} FROM (${resolved(range)}) WHERE ${counted(range)}`;
};

/**
 * The same visits as weighted rows, faster over long ranges: `sum(weight)` under any grouping and filter of the columns
 * equals `count()` over `visitsInRange`. Every row counts 1, every row of a noted visit counts -1 beside it, and what was
 * resolved counts 1: so the 16 random bytes of a key are read for the few noted visits only.
 * @param noted whether there are noted visits (`hasVisitConflicts`): planning for none costs as much as all the rest
 */
export const visitWeightsInRange = (range: VisitsInRange, noted: boolean): Sql => {
  const columns = columnsOf(range);
  const rows = sql`SELECT ${columns}, toInt8(1) AS weight FROM visit WHERE ${counted(range)}`;
  if (!noted) return rows;
  const places = sql`SELECT day, event_id FROM visit_conflict WHERE workspace = ${range.workspace}`;
  return sql`${rows}
    UNION ALL SELECT ${columns}, toInt8(-1) AS weight FROM visit WHERE ${counted(range)} AND (day, event_id) IN (${places})
    UNION ALL SELECT ${columns}, toInt8(1) AS weight FROM (${resolved(range)}) WHERE ${counted(range)}`;
};

const columnsOf = ({ columns }: VisitsInRange): Sql =>
  join(
    columns.map((column) => id(column)),
    sql`, `,
  );

const counted = ({ workspace, from, before, knownAt, excludedToo = false }: VisitsInRange): Sql =>
  sql`workspace = ${workspace} AND day >= toDate(${utcDay(from)}) AND day <= toDate(${utcDay(before - 1)}) AND at >= ${instant(from)} AND at < ${instant(before)} AND NOT retracted${excludedToo ? sql`` : sql` AND excluded = ''`}${known(knownAt)}`;

const known = (knownAt: number | undefined): Sql =>
  knownAt === undefined ? sql`` : sql` AND known_at <= ${instant(knownAt)}`;

const noted = ({ workspace }: VisitsInRange): Sql =>
  sql`SELECT visit_key FROM visit_conflict WHERE workspace = ${workspace}`;

/** The winning content of each noted event, and of each visit the earliest event; of all days, because events move. */
const resolved = ({ workspace, knownAt }: VisitsInRange): Sql => {
  const contents = sql`SELECT * FROM visit_conflict WHERE workspace = ${workspace}${known(knownAt)}`;
  const winners = sql`SELECT * FROM (${contents}) ORDER BY event_id, generation DESC, at DESC, content_hash DESC LIMIT 1 BY event_id`;
  return sql`SELECT * FROM (${winners}) WHERE NOT retracted ORDER BY visit_key, at, id, event_id LIMIT 1 BY visit_key`;
};
