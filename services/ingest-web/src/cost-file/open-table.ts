import type { Mapping } from './columns.ts';
import { delimitedTable, type Delimiter } from './delimited-table.ts';
import { encodingOf, type Encoding } from './encoding.ts';
import { checkHeader, findHeader, type Header } from './find-header.ts';
import { EPOCHS } from './parse-date-cell.ts';
import { refuseOthers } from './refuse-others.ts';
import type { Table } from './table.ts';
import { sheetTable } from './workbook/sheet-table.ts';
import { openWorkbook, type Workbook } from './workbook/workbook.ts';

/** A file that could be opened, and what it was found to be. */
export interface OpenTable {
  readonly table: Table;
  readonly header: Header;
  readonly kind: 'csv' | 'xlsx';
  /** Null for a workbook. */
  readonly encoding: Encoding | null;
  readonly delimiter: Delimiter | null;
  /** The sheet of a workbook. */
  readonly sheet: string | null;
  /** Serial day 0 as epoch ms, for numbers in a column of dates. */
  readonly epoch: number;
}

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t'];
/** Enough to find the names of the columns in. */
const SAMPLE_BYTES = 262_144;

/** A workbook is a ZIP archive. */
const ZIP = Buffer.from('PK\x03\x04', 'latin1');

/** Opens a file by what it is, whatever its name. @throws Problem 413, 422 */
export function openTable(bytes: Buffer, mapping: Mapping): Promise<OpenTable> {
  return bytes.subarray(0, ZIP.length).equals(ZIP) ? openSheet(bytes, mapping) : openDelimited(bytes, mapping);
}

/** The delimiter is the one under which most columns are known. */
async function openDelimited(bytes: Buffer, mapping: Mapping): Promise<OpenTable> {
  const encoding = encodingOf(bytes);
  refuseOthers(bytes, encoding);
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  let best: { delimiter: Delimiter; header: Header } | null = null;
  for (const delimiter of DELIMITERS) {
    const header = await headerOf(sample, encoding, delimiter, mapping);
    if (header !== null && header.columns.length > (best?.header.columns.length ?? 0)) best = { delimiter, header };
  }
  const header = checkHeader(best?.header ?? null, mapping);
  const delimiter = best?.delimiter ?? ',';
  const quoted = !header.format.isReportsApi;
  const table = delimitedTable(bytes, { encoding, delimiter, quoted });
  return { table, header, kind: 'csv', encoding, delimiter, sheet: null, epoch: EPOCHS[1900] };
}

/** Sheets that are looked into. */
const MOST_SHEETS = 20;

/** The sheet is the one of which most columns are known, of equals the first. */
async function openSheet(bytes: Buffer, mapping: Mapping): Promise<OpenTable> {
  const workbook = await openWorkbook(bytes);
  let best: { sheet: Workbook['sheets'][number]; header: Header } | null = null;
  for (const sheet of workbook.sheets.slice(0, MOST_SHEETS)) {
    const header = await findHeader(sheetTable(workbook, sheet.part), mapping, false);
    if (header !== null && header.columns.length > (best?.header.columns.length ?? 0)) best = { sheet, header };
  }
  const header = checkHeader(best?.header ?? null, mapping);
  const { part = '', name = '' } = best?.sheet ?? {};
  const { epoch } = workbook;
  return {
    table: sheetTable(workbook, part),
    header,
    kind: 'xlsx',
    encoding: null,
    delimiter: null,
    sheet: name,
    epoch,
  };
}

/** Where an odd quote hides the names, they are looked for without regard to quotes. */
async function headerOf(
  sample: Buffer,
  encoding: Encoding,
  delimiter: Delimiter,
  mapping: Mapping,
): Promise<Header | null> {
  const found = await findHeader(delimitedTable(sample, { encoding, delimiter, quoted: true }), mapping, true);
  return found ?? findHeader(delimitedTable(sample, { encoding, delimiter, quoted: false }), mapping, true);
}
