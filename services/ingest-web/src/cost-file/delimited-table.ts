import { setImmediate as otherRequests } from 'node:timers/promises';
import { Problem } from '@throughline/runtime';
import { CsvError, parse, type Parser } from 'csv-parse';
import { chunksOf, type Encoding } from './encoding.ts';
import { MOST_COLUMNS, tooManyColumns, type OnRow, type Table } from './table.ts';

export type Delimiter = ',' | ';' | '\t';

export interface DelimitedFormat {
  readonly encoding: Encoding;
  readonly delimiter: Delimiter;
  /** False: quotes are letters like others (Yandex Direct's API quotes no cell). */
  readonly quoted: boolean;
}

/** Characters of one row. More is a quote that was never closed. */
const MOST_ROW_CHARACTERS = 100_000;

class Enough extends Error {}

/** CSV or TSV as a table. Lines are counted as a text editor does: those inside of quotes too. */
export function delimitedTable(bytes: Buffer, format: DelimitedFormat): Table {
  return { read: (onRow) => readDelimited(bytes, format, onRow) };
}

async function readDelimited(bytes: Buffer, format: DelimitedFormat, onRow: OnRow): Promise<void> {
  const parser = parserOf(format, bytes.includes(0x0a), onRow);
  let failure: unknown = null;
  parser.on('error', (error) => (failure = error));
  parser.resume();
  for (const chunk of chunksOf(bytes, format.encoding)) {
    parser.write(chunk);
    await otherRequests();
    if (failure !== null) break;
  }
  if (failure === null) {
    const ended = new Promise<void>((resolve) => parser.once('end', resolve).once('error', () => resolve()));
    parser.end();
    await ended;
  }
  if (failure !== null && !(failure instanceof Enough)) throw refusal(failure);
}

function parserOf({ delimiter, quoted }: DelimitedFormat, hasNewlines: boolean, onRow: OnRow): Parser {
  let line = 1;
  let seenLines = 0;
  const parser = parse({
    delimiter,
    quote: quoted ? '"' : false,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    record_delimiter: hasNewlines ? ['\r\n', '\n'] : ['\r'],
    max_record_size: MOST_ROW_CHARACTERS,
    on_record(cells: string[], { lines }) {
      const at = line;
      // A CRLF inside of quotes counts twice in `lines`; usually there is none.
      line += lines - seenLines === 1 ? 1 : 1 + newlinesIn(cells);
      seenLines = lines;
      // Rows may be of any length; the parser makes an error with its stack (75 us) of each that is not as long as the
      // first, relaxed or not, so each is the first.
      (parser.info as { records: number }).records = 0;
      if (cells.length > MOST_COLUMNS) throw tooManyColumns(at);
      if (!onRow(cells, at)) throw new Enough();
      return null;
    },
  });
  return parser;
}

function newlinesIn(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
}

function refusal(error: unknown): unknown {
  if (!(error instanceof CsvError)) return error;
  const lines = Number((error as unknown as { lines?: unknown }).lines ?? 0);
  const detail =
    error.code === 'CSV_MAX_RECORD_SIZE' || error.code === 'CSV_QUOTE_NOT_CLOSED'
      ? `A quote opened before line ${lines} is not closed.`
      : error.message;
  return new Problem(422, 'malformed_table', `The file cannot be read as a table: ${detail}`);
}
