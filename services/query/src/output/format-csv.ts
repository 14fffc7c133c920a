/** A report as CSV: a header of keys, rows, no totals; cells a spreadsheet would run as a formula are defused. */
import { stringify } from 'csv-stringify/sync';
import type { ReportRow } from '../report/present-rows.ts';
import { defuse } from './defuse.ts';

/** Byte order mark: spreadsheets then read UTF-8. */
const BOM = '\uFEFF';
const ROWS_AT_ONCE = 1_000;

export interface CsvForm {
  readonly delimiter: ',' | ';';
  readonly decimal: '.' | ',';
}
export const PLAIN_CSV: CsvForm = { delimiter: ',', decimal: '.' };
/** As Excel reads a file opened by a double click where the system is Russian. */
export const RUSSIAN_EXCEL_CSV: CsvForm = { delimiter: ';', decimal: ',' };

export interface CsvColumns {
  readonly dimensions: readonly string[];
  readonly metrics: readonly string[];
}

/** Pieces of the CSV, in order; CRLF line ends (RFC 4180). No value is an empty cell. */
export const csvPieces = function* (
  { dimensions, metrics }: CsvColumns,
  rows: readonly ReportRow[],
  { delimiter, decimal }: CsvForm = PLAIN_CSV,
): Generator<string> {
  const line = { record_delimiter: '\r\n', delimiter };
  const number = (value: ReportRow[string]): string => (value === null ? '' : String(value).replace('.', decimal));
  const name = (value: ReportRow[string]): string => (value === null ? '' : defuse(String(value)));
  yield BOM + stringify([[...dimensions, ...metrics].map(defuse)], line);
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    const cells = rows
      .slice(start, start + ROWS_AT_ONCE)
      .map((row) => [
        ...dimensions.map((key) => name(row[key] ?? null)),
        ...metrics.map((key) => number(row[key] ?? null)),
      ]);
    yield stringify(cells, line);
  }
};
