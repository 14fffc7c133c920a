/** Which conversion rows a selection is counted over: the run's, or rows computed at query time by the same rules. */
import { conversions } from '@throughline/warehouse';
import type { Sql, Warehouse } from '@throughline/warehouse';
import type { AttributePersons } from '../attribution/attribute-persons.ts';
import { computeConversionRows } from './compute-conversion-rows.ts';
import type { Selection } from './report-request.ts';

/** Whether the stored rows already answer it. */
export const usesStoredRows = ({ workspace: { run }, journeyEnd, lookbackDays, asOf }: Selection): boolean =>
  asOf === null && journeyEnd === run.journeyEnd && lookbackDays === run.lookbackDays;

/**
 * Calls `use` with the table to count over; a computed one lives only as long as the call. Computations queue: one at
 * a time in the process, so that a heavy question never takes the pipeline's share.
 * @throws QueryTooLargeError
 */
export const createConversionRows = (warehouse: Warehouse, attribute: AttributePersons) => {
  let last: Promise<unknown> = Promise.resolve();
  return async <Result>(selection: Selection, use: (table: Sql) => Promise<Result>): Promise<Result> => {
    if (usesStoredRows(selection)) return use(conversions);
    const turn = last.then(() => computeConversionRows(warehouse, attribute, selection));
    last = turn.catch(() => undefined);
    return warehouse.withScratch('conversion', await turn, use);
  };
};
export type ConversionRows = ReturnType<typeof createConversionRows>;
