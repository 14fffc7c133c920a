import type { CostFile } from './read-cost-file.ts';
import type { CostStatement } from './cost-sums.ts';
import type { ImportOptions } from './import-options.ts';
import { baseName, COLUMN_NAMES } from './column-names.ts';
import { textOf } from './table.ts';

/** Rows that an answer shows as they are recorded. */
const SHOWN_ROWS = 10;

/** What a person is told of a file, whether it is imported or not. */
export function describeCostFile(file: CostFile, options: ImportOptions): Record<string, unknown> {
  const { open, styles, sums, rows, errors } = file;
  const { header } = open;
  return {
    file: {
      kind: open.kind,
      format: header.format.name,
      encoding: open.encoding,
      delimiter: open.delimiter,
      sheet: open.sheet,
      header_line: header.line,
    },
    columns: header.cells.map((cell, index) => ({
      name: textOf(cell),
      field: header.columns.find((column) => column.index === index)?.field ?? null,
    })),
    filled: filledIn(file, options),
    read_as: {
      date_format: styles.order,
      decimal: styles.decimal === null ? null : styles.decimal === ',' ? 'comma' : 'point',
      micros: styles.micros,
    },
    rows: { ...rows, merged: sums.merged },
    accepted: sums.count,
    from: sums.from,
    to: sums.to,
    cost: sums.spent(),
    clicks: sums.clicks,
    impressions: sums.impressions,
    first_rows: firstOf(sums.statements(options.reportedAt)),
    warnings: warningsOf(file, options),
    rejected: errors,
  };
}

/** What the file does not say, by column, and is the same for all rows that leave it open. */
function filledIn({ open, currency }: CostFile, options: ImportOptions): Record<string, string> {
  const source = options.source ?? open.header.format.source;
  return {
    ...(source === null ? {} : { source }),
    medium: options.medium ?? 'cpc',
    currency: currency.code,
  };
}

function firstOf(statements: Iterable<CostStatement>): CostStatement[] {
  const first: CostStatement[] = [];
  for (const statement of statements) {
    if (first.length === SHOWN_ROWS) break;
    first.push(statement);
  }
  return first;
}

interface Warning {
  readonly code: 'currency_assumed' | 'vat_twice' | 'cost_column_ignored';
  readonly detail: string;
}

function warningsOf({ open, currency }: CostFile, options: ImportOptions): Warning[] {
  const { columns, cells } = open.header;
  const cost = columns.find(({ field }) => field === 'cost');
  const warnings: Warning[] = [];
  if (currency.from === 'workspace' && !columns.some(({ field }) => field === 'currency')) {
    const detail = `The file names no currency: ${currency.code}, the workspace's, is taken.`;
    warnings.push({ code: 'currency_assumed', detail });
  }
  if (options.vat && cost?.vat === true) {
    warnings.push({ code: 'vat_twice', detail: `'${cost.name}' has VAT in it already, and vat adds it again.` });
  }
  for (const [index, cell] of cells.entries()) {
    const name = textOf(cell);
    if (index === cost?.index || !COLUMN_NAMES.cost.includes(baseName(name).base)) continue;
    const detail = `'${name}' could be the cost as well; '${cost?.name ?? ''}' is taken.`;
    warnings.push({ code: 'cost_column_ignored', detail });
  }
  return warnings;
}
