import { Problem } from '@throughline/runtime';
import { columnsOf, missingFields, type Column, type Mapping } from './columns.ts';
import { formatOf, type Format } from './format.ts';
import { textOf, type Cell, type Table } from './table.ts';

/** Where a table's names of columns stand, and what they are. */
export interface Header {
  readonly line: number;
  readonly cells: readonly Cell[];
  readonly columns: readonly Column[];
  readonly format: Format;
}

/** The exports begin with a title and a period; more lines are looked through than any of them has. */
const MOST_ROWS_BEFORE = 30;

/**
 * The row among the first that names most columns; of equals the earlier. Null when none names any. A sample may end within
 * quotes, or be no table under this delimiter: what was found before counts.
 */
export async function findHeader(table: Table, mapping: Mapping, isSample: boolean): Promise<Header | null> {
  let best: Header | null = null;
  let seen = 0;
  try {
    await table.read((cells, line) => {
      const columns = columnsOf(cells, mapping);
      if (columns.length > (best?.columns.length ?? 0)) best = { line, cells, columns, format: formatOf(cells) };
      return ++seen < MOST_ROWS_BEFORE;
    });
  } catch (error) {
    if (!isSample || !(error instanceof Problem)) throw error;
  }
  return best;
}

/** @throws Problem 422 `header_not_found`, `unknown_column` */
export function checkHeader(header: Header | null, mapping: Mapping): Header {
  if (header === null) throw notFound('None of the first lines names a column that is known.');
  const { line, cells, columns } = header;
  const names = cells.map(textOf).filter((name) => name !== '');
  for (const [field, name] of mapping) {
    if (name === null || columns.some((column) => column.field === field)) continue;
    throw new Problem(422, 'unknown_column', `There is no column '${name}'. Line ${line} has: ${list(names)}.`, [
      { pointer: '/mapping', line, code: 'unknown_column', detail: `There is no column '${name}' for ${field}.` },
    ]);
  }
  const missing = missingFields(columns);
  if (missing.length === 0) return header;
  throw notFound(
    `No column of line ${line} is ${missing.join(', and none is ')}. It has: ${list(names)}. ` +
      'Export by days, or say which it is: mapping=date=<name of the column>.',
  );
}

const MOST_NAMES = 40;

function list(names: readonly string[]): string {
  const told = names.slice(0, MOST_NAMES).map((name) => `'${name.slice(0, 60)}'`);
  return told.join(', ') + (names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '');
}

function notFound(detail: string): Problem {
  return new Problem(422, 'header_not_found', detail);
}
