import type { NodeId, NumberFact, PersonFact, VisitFact } from '@throughline/domain';
import { bytesList, instant, list, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';
import { lineKey } from '../table/fact-by-node.ts';
import type { BodyFact } from '../table/fact.ts';
import type { SelectOptions, Warehouse } from '../warehouse.ts';
import { visitColumns, visitFact } from './visit-fact.ts';
import type { StoredVisit } from './visit-fact.ts';

/**
 * Contents of facts of one workspace. Every method returns ALL distinct contents (losers, retracted, excluded and claims
 * included) of each event it returns any content of, in no particular order: which one counts is the domain's word.
 */
export interface FactReader {
  /** Facts that may concern a person, any of whose contents names one of the nodes. One query. */
  factsNaming(nodes: readonly NodeId[]): Promise<PersonFact[]>;
  /** Facts (any but visits, pages, costs) by their event ids, 32 hex digits each. */
  factsById(eventIds: readonly string[]): Promise<BodyFact[]>;
  /** Visits any of whose contents names one of the visitors, with every event that shares a visit with them. */
  visitsOf(visitors: readonly NodeId[]): Promise<VisitFact[]>;
  /** Number assignments of our lines (E.164). */
  numbersOf(lines: readonly string[]): Promise<NumberFact[]>;
  /** Calls and number assignments that name one of our lines (E.164): the calls an assignment may concern. */
  factsOnLines(lines: readonly string[]): Promise<BodyFact[]>;
}

export interface FactReaderOptions {
  /** Only contents first appended to the log at or before this instant (epoch ms): the past as it was known then. */
  readonly knownAt?: number;
  readonly lane?: NonNullable<SelectOptions['lane']>;
}

export const createFactReader = (
  warehouse: Warehouse,
  workspace: string,
  { knownAt, lane = 'pipeline' }: FactReaderOptions = {},
): FactReader => {
  const known = knownAt === undefined ? sql`` : sql` AND known_at <= ${instant(knownAt)}`;
  const options = { lane };

  const bodies = async <Kind extends BodyFact>(eventIds: Sql, only = sql``): Promise<Kind[]> =>
    distinctContents(
      await warehouse.documents<Kind>(
        sql`SELECT body FROM fact WHERE workspace = ${workspace} AND event_id IN ${eventIds}${only}${known}`,
        options,
      ),
    );
  const naming = (names: readonly string[]): Sql =>
    sql`(SELECT event_id FROM fact_by_node WHERE workspace = ${workspace} AND node IN ${list(names)})`;

  return {
    factsNaming: async (nodes) => (nodes.length === 0 ? [] : bodies<PersonFact>(naming(nodes))),
    factsById: async (eventIds) => (eventIds.length === 0 ? [] : bodies(bytesList(eventIds))),
    factsOnLines: async (lines) => (lines.length === 0 ? [] : bodies(naming(lines.map(lineKey)))),
    numbersOf: async (lines) =>
      lines.length === 0 ? [] : bodies<NumberFact>(naming(lines.map(lineKey)), sql` AND type = 'number'`),
    visitsOf: async (visitors) => {
      if (visitors.length === 0) return [];
      const rows = await warehouse.select<StoredVisit>(
        sql`SELECT ${visitColumns} FROM visit WHERE workspace = ${workspace} AND (day, event_id) IN (${placesOfVisits(workspace, visitors)})${known}`,
        options,
      );
      return distinctContents(rows.map(visitFact));
    },
  };
};

/**
 * (day, event_id) of every content of the events that name a visitor and of those that share a visit with one of them.
 * An event's contents may differ in day, visitor and visit; `visit_by_key` finds them all by the event's own id.
 */
const placesOfVisits = (workspace: string, visitors: readonly NodeId[]): Sql => {
  const named = (column: Sql): Sql =>
    sql`SELECT ${column} FROM visit_by_visitor WHERE workspace = ${workspace} AND visitor IN ${list(visitors)}`;
  const sharing = sql`SELECT event_id FROM visit_by_key WHERE workspace = ${workspace} AND visit_key IN (${named(sql`visit_key`)})`;
  return sql`SELECT day, event_id FROM visit_by_key WHERE workspace = ${workspace} AND visit_key IN (${sharing})`;
};

/** One of each (event, content): equal contents may stand twice until the engine merges them; the first known counts. */
const distinctContents = <Content extends { eventId: string; contentHash: string; knownAt: number }>(
  contents: readonly Content[],
): Content[] => {
  const first = new Map<string, Content>();
  for (const content of contents) {
    const key = content.eventId + content.contentHash;
    const other = first.get(key);
    if (other === undefined || content.knownAt < other.knownAt) first.set(key, content);
  }
  return [...first.values()];
};
