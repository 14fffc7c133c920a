/**
 * The list behind a number: conversions with a credit under the same period, model, date mode and filters. The shares
 * of a kind's list sum to that kind's count in `roi`, its amounts to the revenue.
 */
import { addAdditives, billionthsToNumber, minorToDecimal, NO_ADDITIVES } from '@throughline/domain';
import type { AdditiveMetric, Additives } from '@throughline/domain';
import { list, sql } from '@throughline/warehouse';
import type { Sql, Warehouse } from '@throughline/warehouse';
import { readCampaignNames, NO_NAMES } from '../report/campaign-names.ts';
import { lineSums, lineValues, planOf } from '../report/compute-report.ts';
import type { ConversionRows } from '../report/conversion-rows.ts';
import type { Selection } from '../report/report-request.ts';
import { passesAll } from '../request/filter.ts';
import type { FactLine } from '../sql/fact-query.ts';
import { conversionLines } from '../sql/conversion-lines.ts';
import { conversionIdOf } from './conversion-id.ts';
import type { ConversionKind } from './conversion-id.ts';

/** Undefined is left out of the JSON. */
export interface ListedConversion {
  readonly id: string;
  readonly kind: ConversionKind;
  readonly at: string;
  readonly person: string;
  readonly manager: string | undefined;
  /** What of it falls under the filters: 1 = all of it. */
  readonly share: number;
  /** The share's part of the sale minus its part of the refunds in the period; undefined for other kinds. */
  readonly amount: string | undefined;
  readonly first_time: boolean | undefined;
}

export interface ConversionPage {
  readonly rows: readonly ListedConversion[];
  readonly count: number;
  readonly nextOffset: number | null;
}

/** Which sum makes a kind. A refund alone (its sale in another period) lists its sale with share 0. */
const COUNTS: Readonly<Record<ConversionKind, AdditiveMetric>> = {
  enquiry: 'enquiries',
  lead: 'leads',
  deal: 'deals',
  sale: 'sales',
};

interface StoredConversion {
  readonly name: string;
  readonly at_ms: string;
  readonly sale_at_ms: string | null;
  readonly person: string;
  readonly manager: string | null;
  readonly first_time: boolean;
}

export const listConversions = async (
  deps: { readonly warehouse: Warehouse; readonly conversionRows: ConversionRows },
  kind: ConversionKind,
  selection: Selection,
  page: { readonly offset: number; readonly limit: number },
): Promise<ConversionPage> => {
  const count = COUNTS[kind];
  const plan = planOf([], selection, kind === 'sale' ? [count, 'revenue'] : [count]);
  const campaigns = plan.usesCampaign
    ? await readCampaignNames(deps.warehouse, selection.workspace, selection.asOf)
    : NO_NAMES;
  return deps.conversionRows(selection, async (conversions, warehouse) => {
    const query = conversionLines({
      selection,
      groupBy: plan.groupBy,
      filters: plan.sqlFilters,
      conversions,
      metrics: plan.metrics,
      perConversion: true,
    });
    if (query === null) return { rows: [], count: 0, nextOffset: null };
    const lines = await warehouse.select<FactLine>(query, { lane: 'report', maxSeconds: 30 });
    const onCampaign = selection.filters.dimensions.filter(({ dimension }) => dimension === 'campaign');
    const found = collect(
      lines.filter((line) => passesAll(onCampaign, lineValues(plan, line, campaigns))),
      plan.metrics,
    )
      .filter(({ sums }) => (sums[count] ?? 0n) !== 0n || (kind === 'sale' && (sums.revenue ?? 0n) !== 0n))
      .sort((a, b) => b.at - a.at || (a.name < b.name ? -1 : 1));
    const end = page.offset + page.limit;
    const shown = found.slice(page.offset, end);
    const stored = await readStored(
      warehouse,
      conversions,
      selection,
      shown.map(({ name }) => name),
    );
    const { digits } = selection.workspace;
    const rows = shown.map(({ name, sums }) =>
      listed(kind, name, sums[count], kind === 'sale' ? sums.revenue : null, stored.get(name), digits),
    );
    return { rows, count: found.length, nextOffset: end < found.length ? end : null };
  });
};

interface Collected {
  readonly name: string;
  sums: Additives;
  at: number;
}

const collect = (lines: readonly FactLine[], metrics: ReadonlySet<AdditiveMetric>): Collected[] => {
  const found = new Map<string, Collected>();
  for (const line of lines) {
    const name = line.conversion;
    const before = found.get(name) ?? { name, sums: NO_ADDITIVES, at: 0 };
    before.sums = addAdditives(before.sums, lineSums(line, NO_ADDITIVES, metrics).sums);
    before.at = Math.max(before.at, Number(line.at_ms));
    found.set(name, before);
  }
  return [...found.values()];
};

const readStored = async (
  warehouse: Warehouse,
  conversions: Sql,
  { workspace }: Selection,
  names: readonly string[],
): Promise<ReadonlyMap<string, StoredConversion>> => {
  const ids = names.map((name) => name.slice(name.indexOf(':') + 1));
  const rows = await warehouse.select<StoredConversion>(
    sql`SELECT concat(kind, ':', id) AS name, toUnixTimestamp64Milli(at) AS at_ms, if(is_sale, toUnixTimestamp64Milli(assumeNotNull(sale_at)), NULL) AS sale_at_ms, person, manager, first_time FROM ${conversions} WHERE workspace = ${workspace.id} AND id IN ${list(ids)} AND present`,
    { lane: 'report' },
  );
  return new Map(rows.map((row) => [row.name, row]));
};

const listed = (
  kind: ConversionKind,
  name: string,
  share: bigint | null,
  amount: bigint | null,
  stored: StoredConversion | undefined,
  digits: number,
): ListedConversion => {
  const at = kind === 'sale' ? stored?.sale_at_ms : stored?.at_ms;
  return {
    id: conversionIdOf(kind, name),
    kind,
    at: new Date(Number(at ?? 0)).toISOString(),
    person: stored?.person ?? '',
    manager: stored?.manager ?? undefined,
    share: billionthsToNumber(share ?? 0n),
    amount: amount === null ? undefined : minorToDecimal(amount, digits),
    first_time: kind === 'sale' ? stored?.first_time : undefined,
  };
};
