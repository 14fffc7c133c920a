/** Names of campaigns, decided at read, so that a renamed campaign or a new rule reaches back (attribution.md, section 2). */
import { costWinners, sql } from '@throughline/warehouse';
import type { Warehouse } from '@throughline/warehouse';
import type { CampaignValue, WorkspaceView } from '../request/workspace-view.ts';

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
  workspace: WorkspaceView,
  asOf: number | null,
): Promise<CampaignNames> => {
  const winners = costWinners({ workspace: workspace.id, ...(asOf === null ? {} : { knownAt: asOf }) });
  const named = await warehouse.select<NamedCampaign>(
    sql`SELECT toString(source) AS ad_source, toString(campaign_id) AS named_id, argMax(toString(campaign), (reported_at, toString(campaign))) AS name FROM (${winners}) WHERE campaign_id != '' GROUP BY ad_source, named_id`,
    { lane: 'report' },
  );
  const names = new Map(named.map((row) => [`${row.ad_source}\u0000${row.named_id}`, row.name]));
  const known = new Map<string, string>();
  return {
    nameOf(value) {
      const key = `${value.source}\u0000${value.campaign}\u0000${value.campaignId}`;
      const found = known.get(key);
      if (found !== undefined) return found;
      const name = workspace.campaignOf(value, (source, id) => names.get(`${source}\u0000${id}`) ?? null);
      known.set(key, name);
      return name;
    },
  };
};
