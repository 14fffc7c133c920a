/** What is known of campaigns as received: who came by which, and who sent a cost of which. */
import { conversions, costWinners, hasVisitConflicts, instant, sql, visitWeightsInRange } from '@throughline/warehouse';
import type { Warehouse } from '@throughline/warehouse';
import type { CostLine } from '../report/cost-lines.ts';
import type { Period } from '../request/period.ts';

export interface Arrived {
  readonly source: string;
  readonly medium: string;
  /** The campaign as received. */
  readonly campaign: string;
  readonly channel: string;
  readonly visits: number;
}

/** Visits of a period by origin. */
export const readVisited = async (warehouse: Warehouse, workspace: string, period: Period): Promise<Arrived[]> => {
  const noted = await hasVisitConflicts(warehouse, workspace, { lane: 'report' });
  const columns = ['source', 'medium', 'campaign', 'channel'] as const;
  const visits = visitWeightsInRange({ workspace, from: period.start, before: period.end, columns }, noted);
  const rows = await warehouse.select<Record<'s' | 'm' | 'c' | 'ch' | 'n', string>>(
    sql`SELECT toString(source) AS s, toString(medium) AS m, toString(campaign) AS c, toString(channel) AS ch, sum(weight) AS n FROM (${visits}) GROUP BY s, m, c, ch HAVING n > 0`,
    { lane: 'report' },
  );
  return rows.map(({ s, m, c, ch, n }) => ({ source: s, medium: m, campaign: c, channel: ch, visits: Number(n) }));
};

/** Touchpoints of a period that are no visits: calls to tracked numbers, and what call tracking, forms and CRMs state. */
export const readStated = (
  warehouse: Warehouse,
  workspace: string,
  { start, end }: Period,
): Promise<Pick<Arrived, 'source' | 'campaign'>[]> =>
  warehouse.select(
    sql`SELECT DISTINCT toString(t.1) AS source, toString(t.2) AS campaign FROM (
          SELECT arrayJoin(arrayFilter(x -> x.3 != 'visit' AND x.4 >= ${instant(start)} AND x.4 < ${instant(end)},
            arrayZip(touch_source, touch_campaign, touch_evidence, touch_at))) AS t
          FROM ${conversions} WHERE workspace = ${workspace} AND present)`,
    { lane: 'report' },
  );

/** A campaign of ad costs, with the data source that sent them. */
export interface SentCost extends Pick<CostLine, 'source' | 'medium' | 'campaign' | 'campaignId'> {
  readonly dataSource: string;
}

export const readSenders = (warehouse: Warehouse, workspace: string, period: Period): Promise<SentCost[]> =>
  warehouse.select(
    sql`SELECT DISTINCT toString(data_source) AS dataSource, toString(source) AS source, toString(medium) AS medium, toString(campaign) AS campaign, toString(campaign_id) AS campaignId
        FROM (${costWinners({ workspace, from: period.from, to: period.to })})`,
    { lane: 'report', reads: ['cost'] },
  );
