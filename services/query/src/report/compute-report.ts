/**
 * From facts, costs and campaign names to the rows of a report (attribution.md, section 5).
 *
 * The warehouse sums what it holds by raw keys; here the keys become printed values (campaign names, channels of
 * costs, calendar labels), equal ones are merged, and rows are shown, sorted and cut. All sums are integers.
 */
import { ADDITIVE_METRICS, meaningful, NOT_ATTRIBUTED, ORIGIN_DIMENSIONS } from '@throughline/domain';
import type { AdditiveMetric, Additives, Dimension } from '@throughline/domain';
import { groupFilters, passesAll } from '../request/filter.ts';
import type { FactLine, FactQuery } from '../sql/fact-query.ts';
import { LINE_METRICS } from '../sql/fact-query.ts';
import type { CampaignNames } from './campaign-names.ts';
import type { CostLine } from './cost-lines.ts';
import { costValue } from './cost-lines.ts';
import { createRowGroups } from './group-rows.ts';
import type { GroupedRow } from './group-rows.ts';
import { printKey } from './print-time.ts';
import type { Selection } from './report-request.ts';

/** What to ask the warehouse for a grouping under a selection. */
export interface Plan {
  readonly by: readonly Dimension[];
  /** Keys of the SQL: `by`, and what a campaign's name is found by. */
  readonly groupBy: readonly Dimension[];
  readonly sqlFilters: FactQuery['filters'];
  readonly usesCampaign: boolean;
  readonly metrics: ReadonlySet<AdditiveMetric>;
  /** A row in which nothing happened: zeros, null for what has no meaning and for costs nobody reported. */
  readonly nothing: Additives;
}

/** `needed` are the additive metrics the report shows or computes with. */
export const planOf = (
  by: readonly Dimension[],
  selection: Selection,
  needed: readonly AdditiveMetric[] = ADDITIVE_METRICS,
): Plan => {
  const filters = selection.filters.dimensions;
  const asked = new Set([...by, ...filters.map(({ dimension }) => dimension)]);
  const usesCampaign = asked.has('campaign');
  const groupBy = usesCampaign ? [...new Set<Dimension>([...by, 'campaign', 'source'])] : by;
  const metrics = new Set([...meaningful(asked)].filter((metric) => needed.includes(metric)));
  return {
    by,
    groupBy,
    sqlFilters: groupFilters(filters).filter((group) => group[0]?.dimension !== 'campaign'),
    usesCampaign,
    metrics,
    nothing: emptySums(metrics),
  };
};

export interface Ingredients {
  readonly lines: readonly FactLine[];
  readonly costs: readonly CostLine[];
  readonly campaigns: CampaignNames;
}

/** Every row of the report, unsorted: an additive metric is non-zero, a cost row exists, or nobody's conversions. */
export const computeRows = (plan: Plan, selection: Selection, given: Ingredients): GroupedRow[] => {
  const groups = createRowGroups();
  const start = plan.nothing;
  const filters = selection.filters.dimensions;
  for (const line of given.lines) {
    const valueOf = lineValues(plan, line, given.campaigns);
    if (!plan.usesCampaign || passesAll(campaignOnly(filters), valueOf)) {
      groups.add(plan.by.map(valueOf), { ...lineSums(line, start, plan.metrics), hasCost: false });
    }
  }
  for (const line of given.costs) {
    const valueOf = (dimension: Dimension): string => costValue(line, dimension, given.campaigns, selection.workspace);
    if (passesAll(filters, valueOf)) {
      const { cost, clicks, impressions } = line;
      groups.add(plan.by.map(valueOf), {
        sums: { ...start, cost, clicks, impressions },
        goodsKnown: true,
        hasCost: true,
      });
    }
  }
  const nobody = nobodyRow(plan, selection);
  if (nobody !== null) groups.add(nobody, { sums: start, goodsKnown: true, hasCost: false });
  const isNobody = (row: GroupedRow): boolean => nobody !== null && row.keys.every((key) => key === NOT_ATTRIBUTED);
  return groups.rows().filter((row) => row.hasCost || isNobody(row) || !isZero(row.sums));
};

/** Zero where nothing happened, null where a metric has no meaning or a cost is not known. */
const emptySums = (metrics: ReadonlySet<AdditiveMetric>): Additives =>
  Object.fromEntries(ADDITIVE_METRICS.map((key) => [key, metrics.has(key) && !COSTS.has(key) ? 0n : null])) as Record<
    AdditiveMetric,
    bigint | null
  >;
const COSTS: ReadonlySet<AdditiveMetric> = new Set(['cost', 'clicks', 'impressions']);

/** `(not attributed)` is always shown by origin dimensions alone, unless a filter on one excludes it. */
const nobodyRow = (plan: Plan, { filters }: Selection): readonly string[] | null => {
  const origins: readonly Dimension[] = ORIGIN_DIMENSIONS;
  if (!plan.by.every((dimension) => origins.includes(dimension))) return null;
  const onOrigins = filters.dimensions.filter(({ dimension }) => origins.includes(dimension));
  return passesAll(onOrigins, () => NOT_ATTRIBUTED) ? plan.by.map(() => NOT_ATTRIBUTED) : null;
};

const campaignOnly = (filters: Selection['filters']['dimensions']): Selection['filters']['dimensions'] =>
  filters.filter(({ dimension }) => dimension === 'campaign');

/** Printed values of a line's keys. */
export const lineValues = (
  plan: Plan,
  line: FactLine,
  campaigns: CampaignNames,
): ((dimension: Dimension) => string) => {
  const raw = (dimension: Dimension): string => line.k[plan.groupBy.indexOf(dimension)] ?? '';
  return (dimension) => {
    const key = raw(dimension);
    if (dimension !== 'campaign' || key === NOT_ATTRIBUTED) return printKey(dimension, key);
    return campaigns.nameOf({ source: raw('source'), campaign: key, campaignId: '' });
  };
};

export const lineSums = (
  line: FactLine,
  start: Additives,
  metrics: ReadonlySet<AdditiveMetric>,
): { readonly sums: Additives; readonly goodsKnown: boolean } => {
  const sums: Record<AdditiveMetric, bigint | null> = { ...start };
  LINE_METRICS.forEach((metric, index) => {
    if (metrics.has(metric)) sums[metric] = BigInt(line.sums[index] ?? 0);
  });
  return { sums, goodsKnown: line.unknown_goods === '0' };
};

const isZero = (sums: Additives): boolean => ADDITIVE_METRICS.every((key) => sums[key] === null || sums[key] === 0n);
