import { Problem } from '@throughline/runtime';

/** A cell as it stands in a file: text, or a number of a workbook (whose text is what a reader made of it). */
export type Cell = string | number;

/** Takes a row and the line of the file it begins at, from 1. False: enough was seen. */
export type OnRow = (cells: readonly Cell[], line: number) => boolean;

/** A file as rows of cells. Can be read several times; gives way to other requests while it is read. */
export interface Table {
  /** @throws Problem 422 `malformed_table` at what is no row, 413 beyond a limit */
  read(onRow: OnRow): Promise<void>;
}

/** Rows of one file below the names of its columns, and costs that they become once ranges are spread over their days. */
export const MOST_FILE_ROWS = 1_000_000;
/** Cells of one row. */
export const MOST_COLUMNS = 500;

/** A cell as text, trimmed. */
export function textOf(cell: Cell | undefined): string {
  return cell === undefined ? '' : typeof cell === 'number' ? String(cell) : cell.trim();
}

/** True when a row says nothing. */
export function isEmptyRow(cells: readonly Cell[]): boolean {
  return cells.every((cell) => typeof cell === 'string' && cell.trim() === '');
}

export function tooManyRows(): Problem {
  return new Problem(
    413,
    'too_many_rows',
    `A file may have at most ${MOST_FILE_ROWS} rows, and make as many: split it.`,
  );
}

export function tooManyColumns(line: number): Problem {
  return new Problem(413, 'too_many_columns', `Line ${line} has more than ${MOST_COLUMNS} cells.`);
}
