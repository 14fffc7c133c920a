import type { VisitFact } from '@throughline/domain';
import { instant, list, sql } from '../sql/sql.ts';
import { visitDocument, visitOfBody, type VisitBody } from '../table/visit-body.ts';
import type { Warehouse } from '../warehouse.ts';
import type { FactOptions } from './stored-facts.ts';

/** A content of a visit, and whether its visit is noted in `visit_conflict`: then others may tell of the same one. */
export interface StoredVisit {
  readonly visit: VisitFact;
  readonly isNoted: boolean;
}

/** Visits as stored. They are shared with other readers and must not be changed. */
export interface StoredVisits {
  /** Contents that name one of the visitors, in no particular order; equal ones may come more than once. */
  visitsNaming(workspace: string, visitors: readonly string[], options?: FactOptions): Promise<StoredVisit[]>;
}

/** Asks the engine each time, one query a call. */
export const queriedVisits = ({ documents }: Pick<Warehouse, 'documents'>): StoredVisits => ({
  visitsNaming: async (workspace, visitors, { knownAt, lane = 'pipeline' } = {}) => {
    if (visitors.length === 0) return [];
    const known = knownAt === undefined ? sql`` : sql` AND known_at <= ${instant(knownAt)}`;
    const noted = sql`SELECT visit_key FROM visit_conflict WHERE workspace = ${workspace}`;
    const rows = await documents<[VisitBody, 0 | 1]>(
      sql`SELECT ${visitDocument(sql`visit_key IN (${noted})`)} FROM visit_by_visitor WHERE workspace = ${workspace} AND visitor IN ${list(visitors)}${known}`,
      { lane },
    );
    return rows.map(([body, isNoted]) => ({ visit: visitOfBody(body), isNoted: isNoted === 1 }));
  },
});
