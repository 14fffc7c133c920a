/** Which conversion rows a selection is counted over: the run's, or rows computed at query time by the same rules. */
import { conversions } from '@throughline/warehouse';
import type { Sql, Warehouse } from '@throughline/warehouse';
import type { AttributePersons } from '../attribution/attribute-persons.ts';
import { computeConversionRows } from './compute-conversion-rows.ts';
import type { Selection } from './report-request.ts';

/** Computations under way or waiting: each may hold tens of thousands of conversions. */
const MOST_AT_ONCE = 4;

/** Too many questions that are computed at query time are being answered; to be asked again. */
export class QueryQueueFullError extends Error {
  readonly code = 'query_queue_full';
  constructor() {
    super(
      "Too many questions with another lookback_days or journey_end than the run's, or with as_of, are being answered. Try again.",
    );
    this.name = 'QueryQueueFullError';
  }
}

/** Whether the stored rows already answer it. */
export const usesStoredRows = ({ workspace: { run }, journeyEnd, lookbackDays, asOf }: Selection): boolean =>
  asOf === null && journeyEnd === run.journeyEnd && lookbackDays === run.lookbackDays;

/**
 * Calls `use` with the table to count over and the warehouse it is in; a computed one lives only as long as the call. Computations queue: one at
 * a time in the process, so that a heavy question never takes the pipeline's share, and few may wait.
 * `gone` stops a computation nobody waits for.
 * @throws QueryTooLargeError, QueryQueueFullError, ClientGoneError
 */
export const createConversionRows = (warehouse: Warehouse, attribute: AttributePersons) => {
  let last: Promise<unknown> = Promise.resolve();
  let running = 0;
  return async <Result>(
    selection: Selection,
    use: (table: Sql, warehouse: Warehouse) => Promise<Result>,
    gone?: AbortSignal,
  ): Promise<Result> => {
    if (usesStoredRows(selection)) return use(conversions, warehouse);
    if (running >= MOST_AT_ONCE) throw new QueryQueueFullError();
    running += 1;
    try {
      const turn = last.then(() => computeConversionRows(warehouse, attribute, selection, gone));
      last = turn.catch(() => undefined);
      return await warehouse.withScratch('conversion', await turn, use);
    } finally {
      running -= 1;
    }
  };
};
export type ConversionRows = ReturnType<typeof createConversionRows>;
