import { isCurrency } from '@throughline/domain';
import type { Field } from './column-names.ts';
import type { Column } from './columns.ts';
import { currencyNamed } from './currency-name.ts';
import type { ImportOptions } from './import-options.ts';
import { ONE, toMinor } from './multiplier.ts';
import type { OpenTable } from './open-table.ts';
import { parseDateCell } from './parse-date-cell.ts';
import { parseNumberCell } from './parse-number-cell.ts';
import type { Styles } from './scan-styles.ts';
import { textOf, type Cell } from './table.ts';

/** What is wrong with a row; `pointer` as in a row of `/v1/costs`. */
export interface RowError {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** What a file's cells are read by. */
export interface CellContext {
  readonly open: OpenTable;
  readonly styles: Styles;
  readonly options: ImportOptions;
  /** Of rows that state none. */
  readonly currency: string;
}

/** Columns that say what a cost was for. */
export const LABELS: readonly Field[] = ['source', 'medium', 'campaign', 'campaign_id', 'ad_group', 'keyword'];
const MOST_MINOR = 10n ** 15n;
const MOST_COUNT = BigInt(Number.MAX_SAFE_INTEGER);

/** Reads the cells of one row after the other: null after the first thing wrong, which `error` then is. */
export class CellReader {
  readonly #context: CellContext;
  readonly #columns: ReadonlyMap<Field, Column>;
  #cells: readonly Cell[] = [];
  /** The last date and its cell: rows of a day stand together. */
  #lastDate: { readonly cell: Cell | undefined; readonly at: number | null } = { cell: undefined, at: null };
  error: RowError | null = null;

  constructor(context: CellContext) {
    this.#context = context;
    this.#columns = new Map(context.open.header.columns.map((column) => [column.field, column]));
  }

  begin(cells: readonly Cell[]): void {
    this.#cells = cells;
    this.error = null;
  }

  fail(field: Field | null, code: string, detail: string): null {
    this.error ??= { pointer: field === null ? '' : `/${field}`, code, detail };
    return null;
  }

  has(field: Field): boolean {
    return this.#columns.has(field);
  }

  text(field: Field): string {
    return textOf(this.#cell(field));
  }

  /** Midnight as if in UTC, epoch ms; null when the cell is no date, without an error. */
  dateOf(field: Field): number | null {
    const cell = this.#cell(field);
    if (cell !== this.#lastDate.cell || cell === undefined) {
      const parsed = parseDateCell(cell, this.#context.styles.order, this.#context.open.epoch);
      this.#lastDate = { cell, at: parsed.kind === 'date' ? parsed.at : null };
    }
    return this.#lastDate.at;
  }

  date(field: Field): number | null {
    const at = this.dateOf(field);
    if (at !== null) return at;
    const { order } = this.#context.styles;
    switch (parseDateCell(this.#cell(field), order, this.#context.open.epoch).kind) {
      case 'absent':
        return this.fail(field, 'required', 'Is required.');
      case 'ambiguous':
        return this.fail(
          field,
          'ambiguous_date',
          `${this.#quoted(field)} may begin with the day or the month: say date_format.`,
        );
      default: {
        const told = order === null ? '' : ` (in this file the ${order === 'dmy' ? 'day' : 'month'} comes first)`;
        return this.fail(field, 'invalid_date', `${this.#quoted(field)} is no date${told}.`);
      }
    }
  }

  labels(): Record<string, string> | null {
    const { options, open } = this.#context;
    const labels: Record<string, string> = {};
    for (const field of LABELS) {
      const text = this.text(field);
      if (text !== '' && text !== '--') labels[field] = text;
    }
    const source = labels['source'] ?? options.source ?? open.header.format.source;
    if (source === null) return this.fail('source', 'required', 'The row says no source, and the request none either.');
    labels['source'] = source;
    if (options.medium !== null) labels['medium'] ??= options.medium;
    return labels;
  }

  currency(): string | null {
    const text = this.text('currency');
    if (text === '' || text === '--') return this.#context.currency;
    const code = currencyNamed(text);
    if (code !== null && isCurrency(code)) return code;
    return this.fail('currency', 'unknown_currency', `${this.#quoted('currency')} is no currency in use.`);
  }

  /** The cost with VAT and fee, in minor units of a currency with so many digits. */
  cost(currencyDigits: number): number | null {
    const { styles, options, open } = this.#context;
    const read = parseNumberCell(this.#cell('cost'), styles.decimal);
    switch (read.kind) {
      case 'number': {
        const minor = toMinor(read.digits, read.scale + (styles.micros ? 6 : 0), options.factor, currencyDigits);
        if (minor <= MOST_MINOR) return Number(minor);
        return this.fail('cost', 'amount_too_large', `${this.#quoted('cost')} is more than an amount may be.`);
      }
      case 'dash':
        return 0;
      case 'absent':
        return open.header.format.emptyIsZero ? 0 : this.fail('cost', 'required', 'Is required.');
      case 'negative':
        return this.fail('cost', 'negative_amount', `${this.#quoted('cost')} is negative.`);
      default: {
        const told =
          styles.decimal === null ? '' : ` (this file has a decimal ${styles.decimal === ',' ? 'comma' : 'point'})`;
        return this.fail('cost', 'invalid_amount', `${this.#quoted('cost')} is no amount${told}.`);
      }
    }
  }

  /** A whole number from 0 on; undefined when the file does not say it. */
  count(field: 'clicks' | 'impressions'): number | null | undefined {
    const read = parseNumberCell(this.#cell(field), this.#context.styles.decimal);
    if (read.kind === 'absent' || read.kind === 'dash') return undefined;
    if (read.kind === 'number') {
      if (read.scale === 0 && read.digits <= MOST_COUNT) return Number(read.digits);
      const whole = toMinor(read.digits, read.scale, ONE, 0);
      const exact = whole * 10n ** BigInt(read.scale) === read.digits;
      if (exact && whole <= MOST_COUNT) return Number(whole);
    }
    return this.fail(field, 'invalid_count', `${this.#quoted(field)} is no whole number from 0 on.`);
  }

  #cell(field: Field): Cell | undefined {
    const column = this.#columns.get(field);
    return column === undefined ? undefined : this.#cells[column.index];
  }

  #quoted(field: Field): string {
    return `'${this.text(field).slice(0, 60)}'`;
  }
}
