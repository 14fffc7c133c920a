/**
 * Conversion rows under another lookback, journey end or as of an instant: the same facts, the same pure function, at
 * query time (attribution.md, sections 3 and 4). Bounded in number and in what runs at once.
 */
import { dealNode, enquiryNode } from '@throughline/domain';
import type { NodeId, RunParameters } from '@throughline/domain';
import { conversionRow, id, instant, sql } from '@throughline/warehouse';
import type { Sql, TableRow, Warehouse } from '@throughline/warehouse';
import type { AttributePersons } from '../attribution/attribute-persons.ts';
import { stopIfGone } from './client-gone-error.ts';
import { QueryTooLargeError } from './query-too-large-error.ts';
import type { Selection } from './report-request.ts';

/** A walk of a thousand persons costs tens of milliseconds; this many still answer within seconds. */
const MOST_CONVERSIONS = 50_000;
const SEEDS_AT_ONCE = 1_000;

interface Candidate {
  readonly kind: string;
  readonly conversion_id: string;
}

/** The run's parameters with what the selection asks otherwise. */
export const runOf = ({ workspace, journeyEnd, lookbackDays }: Omit<Selection, 'period'>): RunParameters => ({
  ...workspace.run,
  journeyEnd,
  lookbackDays,
});

/** @throws QueryTooLargeError when more conversions than allowed are in scope, ClientGoneError once `gone` is given */
export const computeConversionRows = async (
  warehouse: Warehouse,
  attribute: AttributePersons,
  selection: Selection,
  gone?: AbortSignal,
): Promise<TableRow<'conversion'>[]> => {
  stopIfGone(gone);
  const candidates = await warehouse.select<Candidate>(
    sql`SELECT toString(kind) AS kind, id AS conversion_id FROM conversion FINAL WHERE workspace = ${selection.workspace.id} AND ${inScope(selection)} LIMIT ${MOST_CONVERSIONS + 1}`,
    { lane: 'report' },
  );
  if (candidates.length > MOST_CONVERSIONS) throw new QueryTooLargeError(MOST_CONVERSIONS);
  const seeds = candidates.map(({ kind, conversion_id }) => nodeOf(kind, conversion_id));
  const wanted = new Set(seeds);
  const run = runOf(selection);
  const rows: TableRow<'conversion'>[] = [];
  for (let start = 0; start < seeds.length; start += SEEDS_AT_ONCE) {
    const some = seeds.slice(start, start + SEEDS_AT_ONCE);
    const persons = await attribute(selection.workspace.id, some, run, selection.asOf);
    for (const conversion of persons.flatMap((person) => person.conversions)) {
      // A person reached from two batches gives each conversion once.
      if (wanted.delete(nodeOf(conversion.kind, conversion.id))) {
        rows.push(conversionRow(conversion, selection.workspace.id, 0));
      }
    }
    await new Promise(setImmediate);
    stopIfGone(gone);
  }
  return rows;
};

const nodeOf = (kind: string, own: string): NodeId => (kind === 'deal' ? dealNode(own) : enquiryNode(own));

/**
 * Conversions that may count in the period. Their dates do not depend on the journey, so the stored ones decide; a
 * touchpoint may be as far before its conversion as a journey is long; as of an instant any date may have been another.
 */
const inScope = ({ period, dateMode, asOf }: Selection): Sql => {
  if (asOf !== null) return sql`true`;
  const [start, end] = [instant(period.start), instant(period.end)];
  if (dateMode === 'touch')
    return sql`present AND greatest(at, ${id('end')}, sale_end, ifNull(sale_at, at), arrayMax(arrayPushBack(refund_at, at))) >= ${instant(period.start - DAY)}`;
  const inside = (at: Sql): Sql => sql`(${at} >= ${start} AND ${at} < ${end})`;
  return sql`present AND (${inside(sql`at`)} OR ${inside(sql`ifNull(sale_at, at)`)} OR ${inside(sql`ifNull(lead_at, at)`)} OR arrayExists(r -> ${inside(sql`r`)}, refund_at))`;
};
const DAY = 86_400_000;
