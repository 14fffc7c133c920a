/** Answers one report request: reads in parallel, computes, presents. */
import type { Dimension } from '@throughline/domain';
import type { Warehouse } from '@throughline/warehouse';
import { factsQuery } from '../sql/facts-query.ts';
import type { FactLine } from '../sql/fact-query.ts';
import { NO_NAMES, readCampaignNames } from './campaign-names.ts';
import { computeRows, planOf } from './compute-report.ts';
import type { ConversionRows } from './conversion-rows.ts';
import { readCostLines } from './cost-lines.ts';
import type { CostLines } from './cost-lines.ts';
import { presentRows } from './present-rows.ts';
import type { ReportTable } from './present-rows.ts';
import { neededBy } from './report-definition.ts';
import type { ReportDefinition } from './report-definition.ts';
import type { ReportRequest } from './report-request.ts';

export interface ReportAnswer extends ReportTable {
  readonly missingRates: readonly string[];
}

const NO_COSTS: CostLines = { lines: [], missingRates: [] };
const MOST_SECONDS = 30;

export const runReport = async (
  deps: { readonly warehouse: Warehouse; readonly conversionRows: ConversionRows },
  definition: ReportDefinition,
  request: ReportRequest,
): Promise<ReportAnswer> => {
  const { warehouse } = deps;
  const plan = planOf(request.by, request, neededBy(definition));
  const asked = new Set<Dimension>([...request.by, ...request.filters.dimensions.map(({ dimension }) => dimension)]);
  const readLines = (): Promise<FactLine[]> =>
    deps.conversionRows(request, async (conversions) => {
      const query = factsQuery(
        { selection: request, groupBy: plan.groupBy, filters: plan.sqlFilters, conversions, metrics: plan.metrics, perConversion: false },
      );
      return query === null ? [] : warehouse.select<FactLine>(query, { lane: 'report', maxSeconds: MOST_SECONDS });
    });
  const [lines, costs, campaigns] = await Promise.all([
    readLines(),
    plan.metrics.has('cost') ? readCostLines(warehouse, request, asked) : NO_COSTS,
    plan.usesCampaign ? readCampaignNames(warehouse, request.workspace, request.asOf) : NO_NAMES,
  ]);
  const rows = computeRows(plan, request, { lines, costs: costs.lines, campaigns });
  return { ...presentRows(rows, request, definition, request.workspace.digits), missingRates: costs.missingRates };
};
