import { bytesList, instant, list, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';
import type { BodyFact } from '../table/fact.ts';
import type { SelectOptions, Warehouse } from '../warehouse.ts';

export interface FactOptions {
  /** Only contents first appended to the log at or before this instant (epoch ms): the past as it was known then. */
  readonly knownAt?: number;
  readonly lane?: NonNullable<SelectOptions['lane']>;
}

/**
 * Facts as stored, visits, pages and costs excepted: ALL distinct contents of each event, in no particular order, each
 * with the least `knownAt` of equal ones. They are shared with other readers and must not be changed.
 */
export interface StoredFacts {
  /** Contents of the events any of whose contents stands under one of the names (nodes, `lineKey`s). */
  factsNaming(workspace: string, names: readonly string[], options?: FactOptions): Promise<BodyFact[]>;
  /** The number assignments among them. */
  numbersNaming(workspace: string, names: readonly string[], options?: FactOptions): Promise<BodyFact[]>;
  /** Contents of the events, ids of 32 hex digits each. */
  factsById(workspace: string, eventIds: readonly string[], options?: FactOptions): Promise<BodyFact[]>;
  /** Those of the names that any content stands under. */
  namedAmong(workspace: string, names: readonly string[], options?: FactOptions): Promise<string[]>;
}

/** Whether the pipeline asks of the present: what is kept in memory serves nobody else. */
export const isServedFromMemory = ({ knownAt, lane = 'pipeline' }: FactOptions = {}): boolean =>
  knownAt === undefined && lane === 'pipeline';

/** Asks the engine each time, one query a call. */
export const queriedFacts = ({ select, documents }: Pick<Warehouse, 'select' | 'documents'>): StoredFacts => {
  const bodies = async (
    workspace: string,
    eventIds: Sql,
    { knownAt, lane = 'pipeline' }: FactOptions = {},
  ): Promise<BodyFact[]> => {
    const known = knownAt === undefined ? sql`` : sql` AND known_at <= ${instant(knownAt)}`;
    return distinctContents(
      await documents<BodyFact>(
        sql`SELECT body FROM fact WHERE workspace = ${workspace} AND event_id IN ${eventIds}${known}`,
        { lane },
      ),
    );
  };
  const naming = (workspace: string, names: readonly string[], only = sql``): Sql =>
    sql`(SELECT event_id FROM fact_by_node WHERE workspace = ${workspace} AND node IN ${list(names)}${only})`;

  return {
    factsNaming: async (workspace, names, options) =>
      names.length === 0 ? [] : bodies(workspace, naming(workspace, names), options),
    numbersNaming: async (workspace, names, options) =>
      names.length === 0 ? [] : bodies(workspace, naming(workspace, names, sql` AND type = 'number'`), options),
    factsById: async (workspace, eventIds, options) =>
      eventIds.length === 0 ? [] : bodies(workspace, bytesList(eventIds), options),
    namedAmong: async (workspace, names, { lane = 'pipeline' } = {}) => {
      if (names.length === 0) return [];
      const rows = await select<{ node: string }>(
        sql`SELECT DISTINCT node FROM fact_by_node WHERE workspace = ${workspace} AND node IN ${list(names)}`,
        { lane },
      );
      return rows.map((row) => row.node);
    },
  };
};

/** One of each (event, content): equal contents may stand twice until the engine merges them; the first known counts. */
export const distinctContents = <Content extends { eventId: string; contentHash: string; knownAt: number }>(
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
