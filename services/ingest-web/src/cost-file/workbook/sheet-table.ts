import { MOST_COLUMNS, tooManyColumns, type Cell, type OnRow, type Table } from '../table.ts';
import { malformed } from './archive.ts';
import { readXml } from './read-xml.ts';
import type { Workbook } from './workbook.ts';

const DAY_MS = 86_400_000;
/** 9999-12-31, the last day that Excel knows. */
const LAST_SERIAL = 2_958_465;

/** A sheet as a table: formulas by their last result, dates as `YYYY-MM-DD`, numbers as numbers. Lines are its row numbers. */
export function sheetTable(workbook: Workbook, part: string): Table {
  return {
    async read(onRow) {
      const content = workbook.archive.open(part);
      if (content === null) throw malformed(`it has no part ${part}`);
      const rows = new RowBuilder(workbook, onRow);
      await readXml(content, {
        open: (name, attributes) => rows.open(name, attributes),
        text: (text) => rows.text(text),
        close: (name) => rows.close(name),
        enough: () => rows.enough,
      });
    },
  };
}

/** Puts rows together from the tags of a sheet. */
class RowBuilder {
  readonly #workbook: Workbook;
  readonly #onRow: OnRow;
  #line = 0;
  #cells: Cell[] = [];
  #column = 0;
  #type = '';
  #style = 0;
  #inValue = false;
  #value = '';
  enough = false;

  constructor(workbook: Workbook, onRow: OnRow) {
    this.#workbook = workbook;
    this.#onRow = onRow;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'row') {
      this.#line = Number(attributes['r'] ?? this.#line + 1);
      this.#cells = [];
      this.#column = -1;
    } else if (name === 'c') {
      this.#column = columnOf(attributes['r']) ?? this.#column + 1;
      this.#type = attributes['t'] ?? 'n';
      this.#style = Number(attributes['s'] ?? 0);
      this.#value = '';
    } else if (name === 'v' || name === 't') this.#inValue = true;
  }

  text(text: string): void {
    if (this.#inValue) this.#value += text;
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.#inValue = false;
    else if (name === 'c') this.#endCell();
    else if (name === 'row') this.#endRow();
  }

  #endCell(): void {
    if (this.#value === '' || this.enough) return;
    if (this.#column >= MOST_COLUMNS) throw tooManyColumns(this.#line);
    while (this.#cells.length < this.#column) this.#cells.push('');
    this.#cells[this.#column] = this.#cell();
  }

  #cell(): Cell {
    const value = this.#value;
    if (this.#type === 's') return this.#workbook.strings[Number(value)] ?? '';
    if (this.#type !== 'n') return value;
    const number = Number(value);
    if (Number.isNaN(number)) return value;
    const isDate = this.#workbook.dateStyles[this.#style] === true && number >= 1 && number <= LAST_SERIAL;
    if (!isDate) return number;
    return new Date(this.#workbook.epoch + Math.floor(number) * DAY_MS).toISOString().slice(0, 10);
  }

  #endRow(): void {
    if (this.enough) return;
    this.enough = !this.#onRow(this.#cells, this.#line);
  }
}

/** `BC12` is column 54, counted from 0. */
function columnOf(reference: string | undefined): number | null {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (letters === undefined) return null;
  let column = 0;
  for (let at = 0; at < letters.length; at++) column = column * 26 + letters.charCodeAt(at) - 64;
  return column - 1;
}
