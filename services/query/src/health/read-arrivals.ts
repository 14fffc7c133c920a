/** What came from each data source: how lately, how late, how much, and what of it is excluded. */
import { NOT_SET } from '@throughline/domain';
import { factWinners, join, sql, visitsInRange } from '@throughline/warehouse';
import type { Sql, Warehouse } from '@throughline/warehouse';
import type { Period } from '../request/period.ts';
import { EXCLUSION_REASONS } from './health-metrics.ts';
import type { HealthCounts } from './health-rows.ts';

const DAY = 86_400_000;

/** Instants of a period as ad costs have them: midnight UTC of their plain dates. */
export const costInstants = ({ from, to }: Period): { readonly from: number; readonly before: number } => ({
  from: Date.parse(`${from}T00:00:00Z`),
  before: Date.parse(`${to}T00:00:00Z`) + DAY,
});

/** Of all time, so that a source which has been silent since before the period says since when. */
export const readLatest = (warehouse: Warehouse, workspace: string): Promise<HealthCounts[]> => {
  const tables = [sql`visit`, sql`fact`, sql`cost`, sql`page_view`];
  const each = tables.map(
    (table) =>
      sql`SELECT toString(data_source) AS of_source, max(at) AS event, max(known_at) AS received FROM ${table} WHERE workspace = ${workspace} AND NOT retracted GROUP BY of_source`,
  );
  return warehouse.select(
    sql`SELECT of_source, toUnixTimestamp64Milli(max(event)) AS last_event, toUnixTimestamp64Milli(max(received)) AS last_received FROM (${join(each, sql` UNION ALL `)}) GROUP BY of_source`,
    { lane: 'report' },
  );
};

/** One row for each source that anything of the period came from. */
export const readArrivals = (warehouse: Warehouse, workspace: string, period: Period): Promise<HealthCounts[]> => {
  const excluded = EXCLUSION_REASONS.map(
    (reason) =>
      sql`countIf(what = 'visit' AND why = ${reason}) + uniqExactIf(thing, what != 'visit' AND why = ${reason}) AS ${EXCLUDED_COLUMN[reason]}`,
  );
  return warehouse.select(
    sql`SELECT toString(of_source) AS of_source, count() AS events,
          if(countIf(what != 'cost') = 0, NULL, quantileExactLowIf(0.5)(toUInt32(greatest(0, dateDiff('second', at, known_at))), what != 'cost')) AS lag_seconds,
          countIf(what = 'visit' AND why = '') AS visits, countIf(untagged AND why = '') AS visits_without_utm,
          ${join(excluded, sql`, `)}
        FROM (${join(arrivals(workspace, period), sql` UNION ALL `)}) GROUP BY of_source`,
    { lane: 'report' },
  );
};

const EXCLUDED_COLUMN = {
  bot: sql`excluded_bot`,
  address: sql`excluded_address`,
  phone: sql`excluded_phone`,
  visitor: sql`excluded_visitor`,
  provider_test: sql`excluded_provider_test`,
} as const;

/** `thing`: the call, deal or enquiry an excluded fact is of; its phases and changes are one thing. */
const arrivals = (workspace: string, period: Period): readonly Sql[] => {
  const { start: from, end: before } = period;
  const visits = visitsInRange({
    workspace,
    from,
    before,
    columns: ['data_source', 'at', 'known_at', 'excluded', 'campaign', 'ad_group', 'term', 'content'],
    excludedToo: true,
  });
  const untagged = sql`campaign = ${NOT_SET} AND ad_group = ${NOT_SET} AND term = ${NOT_SET} AND content = ${NOT_SET}`;
  const own = sql`multiIf(type = 'call', JSONExtractString(body, 'callId'), type IN ('deal', 'refund'), JSONExtractString(body, 'dealId'), id)`;
  const kind = sql`if(type = 'refund', 'deal', toString(type))`;
  const sent = sql`data_source AS of_source, excluded AS why`;
  const facts = factWinners({
    workspace,
    table: 'fact',
    from,
    before,
    columns: sql`${sent}, if(excluded = '', 0, cityHash64(${kind}, ${own})) AS thing`,
  });
  const costs = factWinners({
    workspace,
    table: 'cost',
    ...costInstants(period),
    columns: sql`${sent}, cityHash64(event_id) AS thing`,
  });
  return [
    sql`SELECT data_source AS of_source, 'visit' AS what, at, known_at, excluded AS why, ${untagged} AS untagged, toUInt64(0) AS thing FROM (${visits})`,
    sql`SELECT of_source, 'fact' AS what, at, known_at, why, false AS untagged, thing FROM (${facts})`,
    sql`SELECT of_source, 'cost' AS what, at, known_at, why, false AS untagged, thing FROM (${costs})`,
  ];
};
