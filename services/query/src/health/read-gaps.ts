/** What of the enquiries and deals of a period cannot be followed back, and what was made one. */
import { conversions, instant, sql } from '@throughline/warehouse';
import type { Warehouse } from '@throughline/warehouse';
import type { Period } from '../request/period.ts';
import type { HealthCounts } from './health-rows.ts';

/** Under the run's own lookback and journey end, by the source whose id an enquiry or deal has. */
export const readGaps = (warehouse: Warehouse, workspace: string, { start, end }: Period): Promise<HealthCounts[]> => {
  const isCall = sql`kind = 'enquiry' AND enquiry_kind = 'call'`;
  return warehouse.select(
    sql`SELECT toString(data_source) AS of_source,
          countIf(${isCall}) AS calls, countIf(${isCall} AND NOT has(touch_evidence, 'visit')) AS calls_without_visit,
          countIf(kind = 'deal') AS deals, countIf(kind = 'deal' AND empty(touch_id)) AS deals_without_touchpoint,
          sum(length(merged_ids)) AS merged_enquiries, countIf(truncated) AS truncated_journeys, countIf(rate_missing) AS missing_rates
        FROM ${conversions} WHERE workspace = ${workspace} AND present AND at >= ${instant(start)} AND at < ${instant(end)} GROUP BY of_source`,
    { lane: 'report' },
  );
};
