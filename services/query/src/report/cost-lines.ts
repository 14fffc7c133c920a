/** Ad costs of a period: read, converted into the workspace's currency, and told by dimension. */
import { NOT_SET } from '@throughline/domain';
import type { Dimension } from '@throughline/domain';
import { costWinners, join, sql } from '@throughline/warehouse';
import type { Sql, Warehouse } from '@throughline/warehouse';
import type { ReportWorkspace } from '../request/report-workspace.ts';
import type { CampaignNames } from './campaign-names.ts';
import { isTime } from '../sql/dimension-kind.ts';
import { timeOfDate } from './print-time.ts';
import type { Selection } from './report-request.ts';

/** A sum of cost rows with equal keys; keys nobody asked for are `''`. */
export interface CostLine {
  readonly date: string;
  readonly source: string;
  readonly medium: string;
  readonly campaign: string;
  readonly campaignId: string;
  readonly adGroup: string;
  readonly term: string;
  /** Minor units of the workspace's currency; null when a needed exchange rate is missing. */
  readonly cost: bigint | null;
  readonly clicks: bigint | null;
  readonly impressions: bigint | null;
}

export interface CostLines {
  readonly lines: readonly CostLine[];
  /** `currency date` pairs without a rate; their rows count no money, never 1:1 (attribution.md, section 5). */
  readonly missingRates: readonly string[];
}

interface CostRecord {
  readonly k_date: string;
  readonly k_source: string;
  readonly k_medium: string;
  readonly k_campaign: string;
  readonly k_campaign_id: string;
  readonly k_ad_group: string;
  readonly k_term: string;
  readonly k_currency: string;
  /** One amount of a foreign currency, of which there are `row_count`; `''` in the workspace's own. */
  readonly k_amount: string;
  readonly row_count: string;
  readonly cost_sum: string;
  readonly clicks_sum: string | null;
  readonly impressions_sum: string | null;
}

/** What of a selection costs depend on. */
export type CostSelection = Pick<Selection, 'workspace' | 'period' | 'asOf'>;

/** Reads the winning cost rows of the period, summed by what `asked` dimensions need. Foreign amounts stay apart. */
export const readCostLines = async (
  warehouse: Warehouse,
  selection: CostSelection,
  asked: ReadonlySet<Dimension>,
): Promise<CostLines> => {
  const { workspace } = selection;
  const records = await warehouse.select<CostRecord>(costQuery(selection, asked), {
    lane: 'report',
    reads: ['cost'],
  });
  const missing = new Set<string>();
  const lines = records.map((record): CostLine => {
    const cost = amountOf(record, workspace);
    if (cost === null) missing.add(`${record.k_currency} ${record.k_date}`);
    return {
      date: record.k_date,
      source: record.k_source,
      medium: record.k_medium,
      campaign: record.k_campaign,
      campaignId: record.k_campaign_id,
      adGroup: record.k_ad_group,
      term: record.k_term,
      cost,
      clicks: record.clicks_sum === null ? null : BigInt(record.clicks_sum),
      impressions: record.impressions_sum === null ? null : BigInt(record.impressions_sum),
    };
  });
  return { lines, missingRates: [...missing].toSorted() };
};

/** Each foreign amount is converted, and so rounded, on its own before it is summed. */
const amountOf = (record: CostRecord, workspace: ReportWorkspace): bigint | null => {
  if (record.k_amount === '') return BigInt(record.cost_sum);
  const one = workspace.convert(Number(record.k_amount), record.k_currency, record.k_date);
  return one === null ? null : BigInt(one) * BigInt(record.row_count);
};

const costQuery = ({ period, workspace, asOf }: CostSelection, asked: ReadonlySet<Dimension>): Sql => {
  const foreign = sql`currency != ${workspace.currency}`;
  const needs = (...dimensions: Dimension[]): boolean => dimensions.some((dimension) => asked.has(dimension));
  const key = (needed: boolean, column: Sql): Sql => (needed ? sql`toString(${column})` : sql`''`);
  const dated = [...asked].some(isTime);
  const keys = [
    dated ? sql`toString(date)` : sql`if(${foreign}, toString(date), '')`,
    key(needs('channel', 'source', 'campaign'), sql`source`),
    key(needs('channel', 'medium'), sql`medium`),
    key(needs('campaign'), sql`campaign`),
    key(needs('campaign'), sql`campaign_id`),
    key(needs('ad_group'), sql`ad_group`),
    key(needs('term'), sql`term`),
    sql`toString(currency)`,
    sql`if(${foreign}, toString(cost), '')`,
  ];
  const names = [
    sql`k_date`,
    sql`k_source`,
    sql`k_medium`,
    sql`k_campaign`,
    sql`k_campaign_id`,
    sql`k_ad_group`,
    sql`k_term`,
    sql`k_currency`,
    sql`k_amount`,
  ];
  const columns = keys.map((value, index) => sql`${value} AS ${names[index] ?? sql`k_amount`}`);
  const winners = costWinners({
    workspace: workspace.id,
    from: period.from,
    to: period.to,
    ...(asOf === null ? {} : { knownAt: asOf }),
  });
  return sql`SELECT ${join(columns, sql`, `)}, count() AS row_count, toInt64(sum(cost)) AS cost_sum, sum(clicks) AS clicks_sum, sum(impressions) AS impressions_sum FROM (${winners}) GROUP BY ${join(names, sql`, `)}`;
};

/** The printed value of a dimension: what a cost row does not state is `(not set)`. */
export const costValue = (
  line: CostLine,
  dimension: Dimension,
  campaigns: CampaignNames,
  workspace: ReportWorkspace,
): string => {
  if (isTime(dimension)) return timeOfDate(dimension, line.date);
  switch (dimension) {
    case 'channel':
      return workspace.channelOf(line.source, line.medium);
    case 'source':
      return line.source;
    case 'medium':
      return line.medium;
    case 'campaign':
      return campaigns.nameOf(line);
    case 'ad_group':
      return line.adGroup;
    case 'term':
      return line.term;
    default:
      return NOT_SET;
  }
};
