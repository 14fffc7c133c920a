import { currencyDigits, minorToDecimal } from '@throughline/domain';
import { CellReader, LABELS, type CellContext, type RowError } from './cell-reader.ts';
import { spread } from './spread.ts';
import { isEmptyRow, textOf, type Cell } from './table.ts';

/** A row of a file, once it is read: what it says of each of its days, or what else it is. */
export type CostRow =
  | { readonly kind: 'cost'; readonly days: readonly CostOfDay[] }
  | { readonly kind: 'total' | 'header' | 'empty' }
  | { readonly kind: 'bad'; readonly error: RowError };

/** A row of `/v1/costs`, and its cost in minor units. */
export interface CostOfDay {
  readonly statement: Readonly<Record<string, string | number>>;
  readonly minor: number;
}

/** Days that one row may be spread over. */
export const MOST_DAYS = 366;
const DAY_MS = 86_400_000;
/** `Итого`, `Всего с 01.08.2026`, `Total: Campaigns`, `Total rows: 2`; a campaign of such a name has a date beside it. */
const TOTAL = /^(?:итого|итог|всего|суммарно|total|totals|grand total)(?:$|[\s:.,(])/i;

/** Reads the rows of one file whose columns and styles are known. */
export class CostRowReader {
  readonly #context: CellContext;
  readonly #reader: CellReader;
  readonly #names: string;
  #isFirst = true;

  constructor(context: CellContext) {
    this.#context = context;
    this.#reader = new CellReader(context);
    this.#names = this.#namesIn(context.open.header.cells);
  }

  /** The rows below the names of the columns, in their order. */
  read(cells: readonly Cell[]): CostRow {
    const reader = this.#reader;
    reader.begin(cells);
    if (isEmptyRow(cells)) return { kind: 'empty' };
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    // Files that were put together repeat the names of the columns.
    if (this.#namesIn(cells) === this.#names) return { kind: 'header' };
    if (this.#isTotal(cells)) return { kind: 'total' };
    // A second row of names (units, `incl. VAT`): a cost has digits in its date alone.
    if (isFirst && !cells.some(hasDigit)) return { kind: 'header' };
    const days = this.#isWhole(cells) ? this.#days() : null;
    return reader.error === null ? { kind: 'cost', days: days ?? [] } : { kind: 'bad', error: reader.error };
  }

  #namesIn(cells: readonly Cell[]): string {
    return this.#context.open.header.columns.map(({ index }) => textOf(cells[index])).join('\0');
  }

  #isTotal(cells: readonly Cell[]): boolean {
    const reader = this.#reader;
    if (this.#context.open.header.format.unnamedIsTotal) {
      const labels = LABELS.filter((field) => reader.has(field));
      if (labels.length > 0 && labels.every((field) => reader.text(field) === '')) return true;
    }
    if (reader.dateOf(reader.has('date') ? 'date' : 'date_from') !== null) return false;
    return cells.some((cell) => typeof cell === 'string' && TOTAL.test(cell.trim()));
  }

  /** More cells than columns: a separator in a cell without quotes, such as a decimal comma, has moved them. */
  #isWhole(cells: readonly Cell[]): boolean {
    const filled = cells.findLastIndex((cell) => textOf(cell) !== '') + 1;
    const width = this.#context.open.header.cells.length;
    if (filled <= width) return true;
    const detail = `The row has ${filled} cells and the table ${width} columns: a separator stands in a cell without quotes.`;
    this.#reader.fail(null, 'too_many_cells', detail);
    return false;
  }

  #days(): CostOfDay[] | null {
    const dates = this.#dates();
    const labels = this.#reader.labels();
    const currency = this.#reader.currency();
    const digits = currencyDigits(currency ?? '');
    const cost = this.#reader.cost(digits);
    const clicks = this.#reader.count('clicks');
    const impressions = this.#reader.count('impressions');
    if (dates === null || labels === null || currency === null) return null;
    if (cost === null || clicks === null || impressions === null) return null;
    const parts = (total: number | undefined): number[] => (total === undefined ? [] : spread(total, dates.length));
    const [costs, clicksOf, impressionsOf] = [parts(cost), parts(clicks), parts(impressions)];
    const { reportedAt } = this.#context.options;
    return dates.map((date, day) => {
      const minor = costs[day] ?? 0;
      const statement: Record<string, string | number> = { date, ...labels, currency };
      statement['cost'] = minorToDecimal(BigInt(minor), digits);
      if (clicksOf[day] !== undefined) statement['clicks'] = clicksOf[day];
      if (impressionsOf[day] !== undefined) statement['impressions'] = impressionsOf[day];
      if (reportedAt !== null) statement['reported_at'] = reportedAt;
      return { statement, minor };
    });
  }

  #dates(): string[] | null {
    const reader = this.#reader;
    if (reader.has('date')) {
      const at = reader.date('date');
      return at === null ? null : [isoDate(at)];
    }
    const from = reader.date('date_from');
    const to = reader.date('date_to');
    if (from === null || to === null) return null;
    const days = (to - from) / DAY_MS + 1;
    if (days < 1) return reader.fail('date_to', 'invalid_range', 'The last day is before the first.');
    if (days > MOST_DAYS) return reader.fail('date_to', 'range_too_long', `A row covers at most ${MOST_DAYS} days.`);
    return Array.from({ length: days }, (_, day) => isoDate(from + day * DAY_MS));
  }
}

const hasDigit = (cell: Cell): boolean => typeof cell === 'number' || /\d/.test(cell);

function isoDate(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
