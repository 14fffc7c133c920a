/** A report as CSV: a header of keys, rows, no totals; cells a spreadsheet would run as a formula are defused. */
import { stringify } from 'csv-stringify/sync';
import type { ReportRow } from '../report/present-rows.ts';

/** Byte order mark: spreadsheets then read UTF-8. */
const BOM = '\uFEFF';
const ROWS_AT_ONCE = 1_000;

/** Pieces of the CSV, in order; CRLF line ends (RFC 4180). No value is an empty cell. */
export const csvPieces = function* (columns: readonly string[], rows: readonly ReportRow[]): Generator<string> {
  yield BOM + stringify([columns.map(defuse)], { record_delimiter: '\r\n' });
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    const piece = rows.slice(start, start + ROWS_AT_ONCE);
    yield stringify(
      piece.map((row) => columns.map((column) => cell(row[column] ?? null))),
      { record_delimiter: '\r\n' },
    );
  }
};

const cell = (value: ReportRow[string]): string => {
  if (value === null) return '';
  return typeof value === 'string' ? defuse(value) : String(value);
};

/**
 * A leading apostrophe makes text of what would be a formula; numbers stay numbers. Where lists are separated by
 * semicolons (as in Russia), a spreadsheet splits a cell at its own, so what follows one may begin a cell, too.
 */
export const defuse = (text: string): string => {
  if (/^-?\d+(\.\d+)?$/.test(text)) return text;
  const lead = /^[\s"]*/.exec(text)?.[0] ?? '';
  const rest = text.slice(lead.length).replace(/(?=[=+\-@])(?<=[;\t\r\n][\s"]*)/g, "'");
  return /^[\t\r\n]/.test(lead) || /^[=+\-@]/.test(rest) ? `'${lead}${rest}` : lead + rest;
};
