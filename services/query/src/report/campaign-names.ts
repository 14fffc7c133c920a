/** Names of campaigns, decided at read, so that a renamed campaign or a new rule reaches back (attribution.md, section 2). */
import { mapCampaign, NOT_SET } from '@throughline/domain';
import type { CampaignValue } from '@throughline/domain';
import { costWinners, sql } from '@throughline/warehouse';
import type { Warehouse } from '@throughline/warehouse';
import type { ReportWorkspace } from '../request/report-workspace.ts';

export interface CampaignNames {
  /** The name an origin's or cost's campaign is reported under. */
  nameOf(value: CampaignValue): string;
}

/** For groupings without campaigns. */
export const NO_NAMES: CampaignNames = { nameOf: ({ campaign }) => campaign };

interface NamedCampaign {
  readonly ad_source: string;
  readonly named_id: string;
  readonly name: string;
}

/** Campaign ids of all costs ever known (up to `asOf`) with the name of their last report. */
export const readCampaignNames = async (
  warehouse: Warehouse,
  workspace: ReportWorkspace,
  asOf: number | null,
): Promise<CampaignNames> => {
  const winners = costWinners({ workspace: workspace.id, ...(asOf === null ? {} : { knownAt: asOf }) });
  const named = await warehouse.select<NamedCampaign>(
    sql`SELECT toString(source) AS ad_source, toString(campaign_id) AS named_id, argMax(toString(campaign), (reported_at, toString(campaign))) AS name FROM (${winners}) WHERE campaign_id != '' AND campaign != ${NOT_SET} GROUP BY ad_source, named_id`,
    { lane: 'report', reads: ['cost'] },
  );
  const names = new Map(named.map((row) => [`${row.ad_source}\u0000${row.named_id}`, row.name]));
  const reported = { nameOf: (source: string, id: string) => names.get(`${source}\u0000${id}`) ?? null };
  const known = new Map<string, string>();
  return {
    nameOf(value) {
      const key = `${value.source}\u0000${value.campaign}\u0000${value.campaignId ?? ''}`;
      const found = known.get(key);
      if (found !== undefined) return found;
      const name = mapCampaign(value, workspace.campaignRules, reported);
      known.set(key, name);
      return name;
    },
  };
};
