import type { CostEvent } from '@throughline/events';
import { Problem, type ProblemDetail } from '@throughline/runtime';
import type { RowError } from './cell-reader.ts';
import { CostRowReader, type CostOfDay } from './cost-row.ts';
import { CostSums, type CostPart, type CostStatement } from './cost-sums.ts';
import type { ImportOptions } from './import-options.ts';
import { openTable, type OpenTable } from './open-table.ts';
import { scanStyles, type Styles } from './scan-styles.ts';
import { MOST_FILE_ROWS, tooManyRows } from './table.ts';

/** What the costs door says of a row: the event, or why it is none. */
export type Judge = (statement: CostStatement) => CostEvent | RowError;

/** A file of costs that was read to its end. Nothing of it is recorded yet. */
export interface CostFile {
  readonly open: OpenTable;
  readonly styles: Styles;
  /** Of rows that state none, and who says so. */
  readonly currency: { readonly code: string; readonly from: 'request' | 'header' | 'workspace' };
  readonly sums: CostSums;
  readonly rows: RowCounts;
  /** The first bad rows; `rows.bad` counts all. */
  readonly errors: readonly ProblemDetail[];
}

/** Rows of the file by what they were. */
export interface RowCounts {
  read: number;
  good: number;
  bad: number;
  totals: number;
  headers: number;
  empty: number;
}

/** Bad rows that are told one by one. */
export const MOST_ERRORS = 100;

/**
 * Reads a file of costs: what it is, its styles, then every row. Rows that are bad are counted and told; a file that
 * cannot be read at all is refused.
 * @param workspaceCurrency of rows for which neither file nor request say one
 * @throws Problem 413, 422
 */
export async function readCostFile(
  bytes: Buffer,
  options: ImportOptions,
  workspaceCurrency: string,
  judge: Judge,
): Promise<CostFile> {
  if (bytes.length === 0) throw new Problem(422, 'empty_file', 'The file is empty.');
  const open = await openTable(bytes, options.mapping);
  const styles = await scanStyles(open, options);
  const currency = currencyOf(open, options, workspaceCurrency);
  const reader = new CostRowReader({ open, styles, options, currency: currency.code });
  const sums = new CostSums();
  const rows: RowCounts = { read: 0, good: 0, bad: 0, totals: 0, headers: 0, empty: 0 };
  const errors: ProblemDetail[] = [];
  await open.table.read((cells, line) => {
    if (line <= open.header.line) return true;
    const row = reader.read(cells);
    if (++rows.read > MOST_FILE_ROWS) throw tooManyRows();
    switch (row.kind) {
      case 'cost': {
        const error = add(row.days, line, judge, sums);
        if (error === null) rows.good++;
        else tell(error, line, rows, errors);
        break;
      }
      case 'bad':
        tell(row.error, line, rows, errors);
        break;
      case 'total':
        rows.totals++;
        break;
      case 'header':
        rows.headers++;
        break;
      case 'empty':
        rows.empty++;
    }
    return true;
  });
  return { open, styles, currency, sums, rows, errors };
}

/** Every day of a row is judged before the first is added: a row counts whole or not at all. */
function add(days: readonly CostOfDay[], line: number, judge: Judge, sums: CostSums): RowError | null {
  const parts: CostPart[] = [];
  for (const { statement, minor } of days) {
    const judged = judge(statement);
    if (!('type' in judged)) return judged;
    const part = sums.partOf(judged, minor);
    if (!('key' in part)) return part;
    parts.push(part);
  }
  for (const part of parts) sums.add(part, line);
  return null;
}

function tell(error: RowError, line: number, rows: RowCounts, errors: ProblemDetail[]): void {
  rows.bad++;
  if (errors.length < MOST_ERRORS) errors.push({ line, ...error });
}

function currencyOf({ header }: OpenTable, options: ImportOptions, workspace: string): CostFile['currency'] {
  const inHeader = header.columns.find(({ field }) => field === 'cost')?.currency ?? null;
  if (options.currency !== null) return { code: options.currency, from: 'request' };
  return inHeader === null ? { code: workspace, from: 'workspace' } : { code: inHeader, from: 'header' };
}
