/** One sheet of a workbook as pieces of XML, so that a long one is never one string. */
import { cellXml, columnName } from './cell.ts';
import type { Cell } from './cell.ts';
import type { Look } from './style.ts';

export interface Sheet {
  /** At most 31 characters, none of `[]:*?/\`. */
  readonly name: string;
  /** In characters. */
  readonly widths: readonly number[];
  /** The first row stays in sight, and its cells filter the rows below it. */
  readonly table: boolean;
  readonly rows: Rows;
  /** Below the table and out of its filter, in bold. */
  readonly totals?: readonly Cell[];
}
/** Rows made one by one as they are written, or a list of them. */
export interface Rows {
  readonly length: number;
  readonly at: (index: number) => readonly Cell[] | undefined;
}

/** Rows of a sheet, the heading and the totals among them. */
export const MOST_SHEET_ROWS = 1_048_576;

const ROWS_AT_ONCE = 500;

export const sheetXml = function* (sheet: Sheet, isFirst: boolean): Generator<string> {
  const { rows, totals, widths } = sheet;
  const frozen = sheet.table
    ? '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/>'
    : '';
  const columns = widths.map((width, n) => `<col min="${n + 1}" max="${n + 1}" width="${width}" customWidth="1"/>`);
  yield `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView${isFirst ? ' tabSelected="1"' : ''} workbookViewId="0">${frozen}</sheetView></sheetViews><cols>${columns.join('')}</cols><sheetData>`;
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    let piece = '';
    for (let n = start; n < Math.min(start + ROWS_AT_ONCE, rows.length); n += 1)
      piece += rowXml(rows.at(n) ?? [], n + 1, 'plain');
    yield piece;
  }
  if (totals !== undefined) yield rowXml(totals, rows.length + 1, 'bold');
  const filtered = `A1:${columnName(Math.max(widths.length - 1, 0))}${rows.length}`;
  yield `</sheetData>${sheet.table ? `<autoFilter ref="${filtered}"/>` : ''}</worksheet>`;
};

const rowXml = (cells: readonly Cell[], row: number, look: Look): string =>
  `<row r="${row}">${cells.map((cell, column) => cellXml(cell, column, row, look)).join('')}</row>`;
