/** Events whose sender told them in several ways under one id, and events that a later reading told otherwise. */
import { instant, join, sql } from '@throughline/warehouse';
import type { Sql, Warehouse } from '@throughline/warehouse';
import type { Period } from '../request/period.ts';
import type { HealthCounts } from './health-rows.ts';
import { latestOf, type Listed } from './latest-of.ts';
import { costInstants } from './read-arrivals.ts';

export interface IdConflict {
  readonly source: string;
  readonly type: string;
  readonly id: string;
  /** Contents its sender told under the one id. */
  readonly contents: number;
}

export interface Conflicts {
  readonly counts: readonly HealthCounts[];
  /** The latest of them. */
  readonly listed: readonly IdConflict[];
}

/** Lists instant, type, id, contents. */
interface ConflictRow extends Listed<readonly [string, string, string, string]> {
  readonly id_conflicts: string;
  readonly retranslated: string;
}

/** By source; an event is of the period in which the content that counts says it happened. At most `most` are listed. */
export const readConflicts = async (
  warehouse: Warehouse,
  workspace: string,
  period: Period,
  most: number,
): Promise<Conflicts> => {
  const each = [
    conflicts(sql`fact`, sql`toString(type)`, workspace, { from: period.start, before: period.end }),
    conflicts(sql`visit_conflict`, sql`'visit'`, workspace, { from: period.start, before: period.end }),
    conflicts(sql`cost`, sql`'cost'`, workspace, costInstants(period)),
  ];
  const rows = await warehouse.select<ConflictRow>(
    sql`SELECT of_source, countIf(said > 1) AS id_conflicts, countIf(contents > said) AS retranslated,
          arraySlice(arrayReverseSort(groupArrayIf((toString(happened), what, public_id, toString(said)), said > 1)), 1, ${most}) AS latest
        FROM (${join(each, sql` UNION ALL `)}) GROUP BY of_source`,
    { lane: 'report' },
  );
  const listed = latestOf(rows, most).map(({ source, told: [, type, id, contents] }) => ({
    source,
    type,
    id,
    contents: Number(contents),
  }));
  const counts = rows.map(({ of_source, id_conflicts, retranslated }) => ({ of_source, id_conflicts, retranslated }));
  return { counts, listed };
};

/** `said`: contents of the generation that counts; `contents`: of all generations. */
const conflicts = (
  table: Sql,
  type: Sql,
  workspace: string,
  { from, before }: { readonly from: number; readonly before: number },
): Sql => {
  const inRange = sql`at >= ${instant(from)} AND at < ${instant(before)}`;
  const touched = sql`SELECT event_id FROM ${table} WHERE workspace = ${workspace} AND ${inRange}`;
  // Almost no event has several contents: those that have are found first, by the two columns that tell.
  const several = sql`SELECT event_id FROM ${table} WHERE workspace = ${workspace} AND event_id IN (${touched}) GROUP BY event_id HAVING min(content_hash) != max(content_hash)`;
  const winner = sql`argMax(tuple(toString(data_source), ${type}, id, at), (at, content_hash))`;
  const generations = sql`SELECT event_id, generation, uniqExact(content_hash) AS said_then, ${winner} AS last_said FROM ${table} WHERE workspace = ${workspace} AND event_id IN (${several}) GROUP BY event_id, generation`;
  const events = sql`SELECT event_id, sum(said_then) AS contents, argMax(said_then, generation) AS said, argMax(last_said, generation) AS won FROM (${generations}) GROUP BY event_id`;
  return sql`SELECT won.1 AS of_source, won.2 AS what, won.3 AS public_id, won.4 AS happened, said, contents FROM (${events}) WHERE happened >= ${instant(from)} AND happened < ${instant(before)}`;
};
