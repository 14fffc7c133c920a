import { Problem } from '@throughline/runtime';
import type { Field } from './column-names.ts';
import type { ImportOptions } from './import-options.ts';
import type { OpenTable } from './open-table.ts';
import { orderShownBy, type DateOrder } from './parse-date-cell.ts';
import { markShownBy, type DecimalMark } from './parse-number-cell.ts';
import { textOf, type Cell } from './table.ts';

/** How a file writes dates and numbers, decided for all of it: one cell alone may be read either way. */
export interface Styles {
  /** Null: no date needs it. */
  readonly order: DateOrder | null;
  /** Null: no number needs it. */
  readonly decimal: DecimalMark | null;
  /** Costs are in millionths of the currency. */
  readonly micros: boolean;
}

/**
 * Reads a file until it has shown its styles: the first date and number that can be read in one way only. What a person
 * says comes first. @throws Problem 422 `ambiguous_dates`, `ambiguous_amounts` when nothing shows what is needed
 */
export async function scanStyles({ table, header }: OpenTable, options: ImportOptions): Promise<Styles> {
  const indexes = (...fields: Field[]): number[] =>
    header.columns.filter(({ field }) => fields.includes(field)).map(({ index }) => index);
  const dates = new OrderScan(indexes('date', 'date_from', 'date_to'), options.dateOrder);
  const numbers = new MarkScan(indexes('cost'), indexes('clicks', 'impressions'), options.decimal);
  await table.read((cells, line) => {
    if (line <= header.line) return true;
    dates.see(cells, line);
    numbers.see(cells, line);
    return !(dates.settled && numbers.settled);
  });
  if (dates.order === null && dates.unclear !== null) throw ambiguousDates(dates.unclear);
  if (numbers.mark === null && numbers.unclear !== null) throw ambiguousAmounts(numbers.unclear);
  const named = header.columns.some(({ field, micros }) => field === 'cost' && micros);
  const micros = options.micros ?? (named || (header.format.isReportsApi && numbers.mark === null));
  return { order: dates.order, decimal: numbers.mark, micros };
}

interface Unclear {
  readonly line: number;
  readonly text: string;
}

class OrderScan {
  order: DateOrder | null;
  unclear: Unclear | null = null;
  settled: boolean;
  readonly #columns: readonly number[];

  constructor(columns: readonly number[], order: DateOrder | null) {
    this.#columns = columns;
    this.order = order;
    this.settled = order !== null;
  }

  see(cells: readonly Cell[], line: number): void {
    if (this.settled) return;
    for (const index of this.#columns) {
      const shown = orderShownBy(cells[index]);
      if (shown === 'either') this.unclear ??= { line, text: textOf(cells[index]) };
      else if (shown !== 'none') this.order ??= shown;
      // A column that begins with dates which need no order is not expected to go on with others.
      else if (this.unclear === null && /\d/.test(textOf(cells[index]))) this.settled = true;
    }
    if (this.order !== null) this.settled = true;
  }
}

class MarkScan {
  mark: DecimalMark | null;
  unclear: Unclear | null = null;
  readonly #amounts: readonly number[];
  readonly #counts: readonly number[];

  constructor(amounts: readonly number[], counts: readonly number[], mark: DecimalMark | null) {
    this.#amounts = amounts;
    this.#counts = counts;
    this.mark = mark;
  }

  get settled(): boolean {
    return this.mark !== null;
  }

  see(cells: readonly Cell[], line: number): void {
    if (this.settled) return;
    for (const index of this.#amounts) this.#take(cells[index], false, line);
    for (const index of this.#counts) this.#take(cells[index], true, line);
  }

  #take(cell: Cell | undefined, whole: boolean, line: number): void {
    const shown = markShownBy(cell, whole);
    if (shown === 'either') this.unclear ??= { line, text: textOf(cell) };
    else if (shown !== 'none') this.mark ??= shown;
  }
}

function ambiguousDates({ line, text }: Unclear): Problem {
  const detail = `Nothing in the file shows whether '${text}' (line ${line}) begins with the day or the month: say date_format=dmy or date_format=mdy.`;
  return new Problem(422, 'ambiguous_dates', detail, [
    { pointer: '/date_format', line, code: 'required', detail: 'Must be one of: dmy, mdy.' },
  ]);
}

function ambiguousAmounts({ line, text }: Unclear): Problem {
  const detail = `Nothing in the file shows whether '${text}' (line ${line}) has a decimal mark or grouped thousands: say decimal=comma or decimal=point.`;
  return new Problem(422, 'ambiguous_amounts', detail, [
    { pointer: '/decimal', line, code: 'required', detail: 'Must be one of: comma, point.' },
  ]);
}
