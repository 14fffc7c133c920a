/**
 * Where ad costs and what they brought do not meet: campaigns that cost and brought nothing, and campaigns that brought
 * visits and cost nothing (attribution.md, section 2). Under the names reports use, so what is mapped meets.
 */
import { NOT_SET } from '@throughline/domain';
import type { Warehouse } from '@throughline/warehouse';
import { readCampaignNames } from '../report/campaign-names.ts';
import type { CampaignNames } from '../report/campaign-names.ts';
import { readCostLines } from '../report/cost-lines.ts';
import type { CostLine } from '../report/cost-lines.ts';
import type { Period } from '../request/period.ts';
import type { ReportWorkspace } from '../request/report-workspace.ts';
import { readSenders, readStated, readVisited } from './read-campaigns.ts';
import type { SentCost } from './read-campaigns.ts';

/** A campaign that cost, and that no visit, tracked call or stated origin came from. */
export interface Spend {
  readonly source: string;
  readonly medium: string;
  /** The name it is reported under. */
  readonly campaign: string;
  /** Ids of the campaign in the ad system, as its cost rows state them. */
  readonly campaignIds: readonly string[];
  /** Minor units of the workspace's currency; null when an exchange rate is missing. */
  readonly cost: bigint | null;
}

/** Visits of a campaign that nothing is known to have been paid for. */
export interface FreeVisits {
  readonly source: string;
  readonly medium: string;
  readonly campaign: string;
  /** The campaign as received: what a rule has to match. */
  readonly value: string;
  readonly visits: number;
}

export interface Unmatched {
  /** Dearest first. */
  readonly spend: readonly Spend[];
  /** Most visits first. */
  readonly visits: readonly FreeVisits[];
  /** How many campaigns of `spend` each data source sent costs of. */
  readonly spendOf: ReadonlyMap<string, number>;
}

/** Channels somebody pays for by the click, view or action: visits of these without a cost are worth a look. */
const PAID_CHANNELS: ReadonlySet<string> = new Set([
  'Paid Search',
  'Paid Social',
  'Paid Other',
  'Display',
  'Affiliate',
]);

/** Of costs and visits of one period; a campaign is found again within its ad source only, since rules name no sources. */
export const readUnmatched = async (
  warehouse: Warehouse,
  workspace: ReportWorkspace,
  period: Period,
): Promise<Unmatched> => {
  const [names, costs, senders, visited, stated] = await Promise.all([
    readCampaignNames(warehouse, workspace, null),
    readCostLines(warehouse, { workspace, period, asOf: null }, new Set(['source', 'medium', 'campaign'])),
    readSenders(warehouse, workspace.id, period),
    readVisited(warehouse, workspace.id, period),
    readStated(warehouse, workspace.id, period),
  ]);
  const arrived = new Set([...visited, ...stated].map((origin) => keyOf(origin, names)));
  const paid = new Set(costs.lines.map((line) => keyOf(line, names)));
  const spending = new Set(costs.lines.map(({ source }) => source));
  return {
    spend: spendOf(
      costs.lines.filter((line) => !arrived.has(keyOf(line, names))),
      names,
    ),
    visits: visited
      .filter((visit) => !paid.has(keyOf(visit, names)))
      .filter(
        ({ source, campaign, channel }) => PAID_CHANNELS.has(channel) || (spending.has(source) && campaign !== NOT_SET),
      )
      .map(({ source, medium, campaign, visits }) => {
        return { source, medium, campaign: names.nameOf({ source, campaign }), value: campaign, visits };
      })
      .sort((a, b) => b.visits - a.visits || byText(a, b)),
    spendOf: countSenders(
      senders.filter((sent) => !arrived.has(keyOf(sent, names))),
      names,
    ),
  };
};

interface Named {
  readonly source: string;
  readonly campaign: string;
  readonly campaignId?: string;
}

/** A campaign of an ad source, under the name reports use. */
const keyOf = (value: Named, names: CampaignNames): string => `${value.source}\n${names.nameOf(value)}`;

const textOf = ({ source, medium, campaign }: Pick<Spend, 'source' | 'medium' | 'campaign'>): string =>
  `${source}\n${medium}\n${campaign}`;
const byText = (a: Pick<Spend, 'source' | 'medium' | 'campaign'>, b: Pick<Spend, 'source' | 'medium' | 'campaign'>) =>
  textOf(a) < textOf(b) ? -1 : 1;

const spendOf = (lines: readonly CostLine[], names: CampaignNames): Spend[] => {
  const found = new Map<string, Spend>();
  for (const line of lines) {
    const { source, medium, campaignId } = line;
    const campaign = names.nameOf(line);
    const key = textOf({ source, medium, campaign });
    const { cost, campaignIds } = found.get(key) ?? { cost: 0n, campaignIds: [] };
    found.set(key, {
      source,
      medium,
      campaign,
      campaignIds: [...new Set([...campaignIds, ...(campaignId === '' ? [] : [campaignId])])],
      cost: cost === null || line.cost === null ? null : cost + line.cost,
    });
  }
  return [...found.values()].sort((a, b) => dearerFirst(a.cost, b.cost) || byText(a, b));
};

const dearerFirst = (a: bigint | null, b: bigint | null): number => (a === b ? 0 : (b ?? -1n) > (a ?? -1n) ? 1 : -1);

const countSenders = (senders: readonly SentCost[], names: CampaignNames): Map<string, number> => {
  const campaigns = new Map<string, Set<string>>();
  for (const sent of senders) {
    const known = campaigns.get(sent.dataSource) ?? new Set();
    campaigns.set(sent.dataSource, known.add(textOf({ ...sent, campaign: names.nameOf(sent) })));
  }
  return new Map([...campaigns].map(([source, known]) => [source, known.size]));
};
