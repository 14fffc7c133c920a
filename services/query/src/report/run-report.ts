/** Answers one report request: reads in parallel, computes, presents. */
import type { Dimension } from '@throughline/domain';
import { hasVisitConflicts } from '@throughline/warehouse';
import type { Sql, Warehouse } from '@throughline/warehouse';
import { conversionLines } from '../sql/conversion-lines.ts';
import type { FactLine } from '../sql/fact-query.ts';
import { visitLines } from '../sql/visit-lines.ts';
import { NO_NAMES, readCampaignNames } from './campaign-names.ts';
import { computeRows, planOf } from './compute-report.ts';
import type { ConversionRows } from './conversion-rows.ts';
import { readCostLines } from './cost-lines.ts';
import type { CostLines } from './cost-lines.ts';
import type { ReportGroups } from './group-rows.ts';
import { presentRows } from './present-rows.ts';
import type { ReportTable } from './present-rows.ts';
import { neededBy } from './report-definition.ts';
import type { ReportDefinition } from './report-definition.ts';
import type { ReportRequest, Selection } from './report-request.ts';

export interface ReportAnswer extends ReportTable {
  readonly missingRates: readonly string[];
}
export interface ReportDeps {
  readonly warehouse: Warehouse;
  readonly conversionRows: ConversionRows;
}

const NO_COSTS: CostLines = { lines: [], missingRates: [] };
const MOST_SECONDS = 30;

/** The exact sums of every row, before anything is printed, filtered by metric or cut into pages. */
export const readGroups = async (
  { warehouse, conversionRows }: ReportDeps,
  definition: ReportDefinition,
  request: Pick<ReportRequest, 'by'> & Selection,
): Promise<ReportGroups & { readonly missingRates: readonly string[] }> => {
  const plan = planOf(request.by, request, neededBy(definition));
  const asked = new Set<Dimension>([...request.by, ...request.filters.dimensions.map(({ dimension }) => dimension)]);
  const query = {
    selection: request,
    groupBy: plan.groupBy,
    filters: plan.sqlFilters,
    metrics: plan.metrics,
    perConversion: false,
  };
  const select = async (statement: Sql | null, within = warehouse): Promise<FactLine[]> =>
    statement === null ? [] : within.select<FactLine>(statement, { lane: 'report', maxSeconds: MOST_SECONDS });
  const visitsOf = async (): Promise<FactLine[]> =>
    select(visitLines(query, await hasVisitConflicts(warehouse, request.workspace.id, { lane: 'report' })));
  const [visits, credits, costs, campaigns] = await Promise.all([
    visitsOf(),
    conversionRows(request, (conversions, within) => select(conversionLines({ ...query, conversions }), within)),
    plan.metrics.has('cost') ? readCostLines(warehouse, request, asked) : NO_COSTS,
    plan.usesCampaign ? readCampaignNames(warehouse, request.workspace, request.asOf) : NO_NAMES,
  ]);
  const groups = computeRows(plan, request, { lines: [...visits, ...credits], costs: costs.lines, campaigns });
  return { groups, nothing: plan.nothing, missingRates: costs.missingRates };
};

export const runReport = async (
  deps: ReportDeps,
  definition: ReportDefinition,
  request: ReportRequest,
): Promise<ReportAnswer> => {
  const { missingRates, ...groups } = await readGroups(deps, definition, request);
  return { ...presentRows(groups, request, definition, request.workspace.digits), missingRates };
};
