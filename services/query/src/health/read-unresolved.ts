/** References of enquiries, deals, marks and refunds that name nothing known (contract.md, Events). */
import { factWinners, sql } from '@throughline/warehouse';
import type { Sql, Warehouse } from '@throughline/warehouse';
import type { Period } from '../request/period.ts';
import type { HealthCounts } from './health-rows.ts';
import { latestOf, type Listed } from './latest-of.ts';

export interface UnresolvedReference {
  readonly source: string;
  /** Kind and id of the fact that refers. */
  readonly type: string;
  readonly id: string;
  readonly field: 'enquiry_id' | 'deal_id' | 'merged_into';
  readonly names: string;
}

export interface Unresolved {
  readonly counts: readonly HealthCounts[];
  /** The latest of them. */
  readonly listed: readonly UnresolvedReference[];
}

/** Lists instant, kind and id of what refers, field, what is named. */
interface UnresolvedRow extends Listed<readonly [string, string, string, UnresolvedReference['field'], string]> {
  readonly unresolved_references: string;
}

/** By source; each thing that is named counts once, with the fact that named it last. At most `most` are listed. */
export const readUnresolved = async (
  warehouse: Warehouse,
  workspace: string,
  period: Period,
  most: number,
): Promise<Unresolved> => {
  const named = sql`SELECT of_source, field, named, max((at, what, public_id)) AS last FROM (${unresolved(workspace, period)}) GROUP BY of_source, field, named`;
  const rows = await warehouse.select<UnresolvedRow>(
    sql`SELECT of_source, count() AS unresolved_references,
          arraySlice(arrayReverseSort(groupArray((toString(last.1), last.2, last.3, field, named))), 1, ${most}) AS latest
        FROM (${named}) GROUP BY of_source`,
    { lane: 'report' },
  );
  const listed = latestOf(rows, most).map(({ source, told: [, type, id, field, names] }) => ({
    source,
    type,
    id,
    field,
    names,
  }));
  const counts = rows.map(({ of_source, unresolved_references }) => ({ of_source, unresolved_references }));
  return { counts, listed };
};

/** One row a reference: what refers, by which field, and what it names. */
const unresolved = (workspace: string, { start: from, end: before }: Period): Sql => {
  const text = (name: Sql): Sql => sql`JSONExtractString(body, ${name})`;
  const fields = sql`multiIf(
      type = 'deal', [('enquiry_id', ${text(sql`'enquiryId'`)}), ('merged_into', ${text(sql`'mergedInto'`)})],
      type = 'mark', [('enquiry_id', ${text(sql`'enquiryId'`)})],
      [('deal_id', ${text(sql`'dealId'`)})])`;
  const facts = factWinners({
    workspace,
    table: 'fact',
    from,
    before,
    columns: sql`data_source, type, id, excluded, arrayFilter(r -> r.2 != '', ${fields}) AS refs`,
    where: sql`type IN ('enquiry', 'deal', 'mark', 'refund')`,
  });
  const references = sql`SELECT toString(data_source) AS of_source, toString(type) AS what, id AS public_id, at, ref.1 AS field, ref.2 AS named FROM (${facts}) ARRAY JOIN refs AS ref WHERE excluded = ''`;
  return sql`SELECT * FROM (${references}) WHERE (field = 'enquiry_id' AND concat('e:', named) NOT IN (${knownEnquiries(workspace)})) OR (field != 'enquiry_id' AND named NOT IN (${knownDeals(workspace)}))`;
};

/** Nodes that an enquiry or call names as its own: of all facts these two alone name `e:` for no other reason. */
const knownEnquiries = (workspace: string): Sql =>
  sql`SELECT node FROM fact_by_node WHERE workspace = ${workspace} AND type IN ('enquiry', 'call') AND startsWith(node, 'e:')`;

/** A deal is known by a change of its own: others may name it as what they were merged into. */
const knownDeals = (workspace: string): Sql =>
  sql`SELECT JSONExtractString(body, 'dealId') FROM fact WHERE workspace = ${workspace} AND type = 'deal' AND NOT retracted`;
