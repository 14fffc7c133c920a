/**
 * Conversion rows under another lookback, journey end or as of an instant: the same facts, the same pure function, at
 * query time (attribution.md, sections 3 and 4). Bounded in number and in what runs at once.
 */
import { conversionNode } from '@throughline/domain';
import type { Conversion, RunParameters } from '@throughline/domain';
import { conversionRow, id, instant, sql } from '@throughline/warehouse';
import type { Sql, TableRow, Warehouse } from '@throughline/warehouse';
import type { AttributePersons } from '../attribution/attribute-persons.ts';
import { stopIfGone } from './client-gone-error.ts';
import { QueryTooLargeError } from './query-too-large-error.ts';
import type { Selection } from './report-request.ts';

/** A walk of a thousand persons costs tens of milliseconds; this many still answer within seconds. */
const MOST_CONVERSIONS = 50_000;
/** Each takes some 10 us to become a part of a row, and a kilobyte there. */
const MOST_TOUCHPOINTS = 300_000;
/** So many are made without a look at what else this process has to do. */
const TOUCHPOINTS_AT_ONCE = 5_000;
const SEEDS_AT_ONCE = 1_000;

/** The run's parameters with what the selection asks otherwise. */
export const runOf = ({ workspace, journeyEnd, lookbackDays }: Omit<Selection, 'period'>): RunParameters => ({
  ...workspace.run,
  journeyEnd,
  lookbackDays,
});

/**
 * @throws QueryTooLargeError when more conversions than allowed are in scope, or their journeys are too long together;
 *   ClientGoneError once `gone` is given
 */
export const computeConversionRows = async (
  warehouse: Warehouse,
  attribute: AttributePersons,
  selection: Selection,
  gone?: AbortSignal,
): Promise<TableRow<'conversion'>[]> => {
  stopIfGone(gone);
  const candidates = await warehouse.select<Pick<Conversion, 'kind' | 'id'>>(
    sql`SELECT toString(kind) AS kind, id FROM conversion FINAL WHERE workspace = ${selection.workspace.id} AND ${inScope(selection)} LIMIT ${MOST_CONVERSIONS + 1}`,
    { lane: 'report' },
  );
  if (candidates.length > MOST_CONVERSIONS) throw new QueryTooLargeError(`${MOST_CONVERSIONS} conversions`);
  const seeds = candidates.map(conversionNode);
  const wanted = new Set(seeds);
  const run = runOf(selection);
  const rows: TableRow<'conversion'>[] = [];
  let touchpoints = 0;
  let atOnce = 0;
  for (let start = 0; start < seeds.length; start += SEEDS_AT_ONCE) {
    const some = seeds.slice(start, start + SEEDS_AT_ONCE);
    const persons = await attribute(selection.workspace.id, some, run, selection.asOf);
    for (const person of persons) {
      for (const conversion of person.conversions((candidate) => wanted.has(candidate))) {
        // A person reached from two batches gives each conversion once.
        wanted.delete(conversionNode(conversion));
        const { length } = conversion.journey.touchpoints;
        touchpoints += length;
        atOnce += length;
        if (touchpoints > MOST_TOUCHPOINTS) throw new QueryTooLargeError(`${MOST_TOUCHPOINTS} touchpoints`);
        rows.push(conversionRow(conversion, selection.workspace.id, 0));
        if (atOnce < TOUCHPOINTS_AT_ONCE) continue;
        atOnce = 0;
        await letOthers(gone);
      }
    }
    await letOthers(gone);
  }
  return rows;
};

const letOthers = async (gone: AbortSignal | undefined): Promise<void> => {
  await new Promise(setImmediate);
  stopIfGone(gone);
};

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
