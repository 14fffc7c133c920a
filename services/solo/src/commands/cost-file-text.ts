import type { ProblemError } from './instance-client.ts';

/** What of the answer of `POST /v1/costs/import` is shown. */
export interface CostFileAnswer {
  readonly would_import?: boolean;
  readonly file: {
    readonly kind: string;
    readonly format: string;
    readonly encoding: string | null;
    readonly delimiter: string | null;
    readonly sheet: string | null;
    readonly header_line: number;
  };
  readonly columns: readonly { readonly name: string; readonly field: string | null }[];
  readonly filled: Readonly<Record<string, string>>;
  readonly read_as: Readonly<Record<string, unknown>>;
  readonly rows: Readonly<Record<string, number>>;
  readonly accepted: number;
  readonly from: string | null;
  readonly to: string | null;
  readonly cost: Readonly<Record<string, string>>;
  readonly clicks: number | null;
  readonly impressions: number | null;
  readonly first_rows: readonly Readonly<Record<string, string | number>>[];
  readonly warnings: readonly { readonly code: string; readonly detail: string }[];
  readonly rejected: readonly ProblemError[];
}

const WIDEST = 32;

/** How a file was read and what it becomes, for the terminal. */
export function costFileText(path: string, answer: CostFileAnswer): string {
  const { file, columns, filled, read_as: readAs, rows, first_rows: first, warnings, rejected } = answer;
  const how = [file.format, file.kind, file.encoding, delimiterText(file.delimiter), file.sheet].filter(Boolean);
  const styles = Object.entries(readAs).filter(([, value]) => value !== null && value !== false);
  return [
    `${path}: ${how.join(', ')}; names of columns in line ${file.header_line}`,
    ...grid(columns.map(({ name, field }) => [name, field === null ? '—' : `→ ${field}`])),
    `filled in: ${pairs(Object.entries(filled))}${styles.length === 0 ? '' : `; read as: ${pairs(styles)}`}`,
    `rows: ${Object.entries(rows)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ')}`,
    ...warnings.map(({ detail }) => `warning: ${detail}`),
    ...(first.length === 0 ? [] : firstRows(first, answer.accepted)),
    ...rejected.map(errorText),
    sumText(answer),
  ]
    .map(printable)
    .join('\n');
}

/** One bad row: line, pointer, code, what is wrong. */
export function errorText({ line, pointer, code, detail }: ProblemError): string {
  return printable(['bad row', line === undefined ? '' : `line ${line}`, pointer, code, detail].join('\t'));
}

function sumText({ accepted, from, to, cost, clicks, impressions, would_import: would }: CostFileAnswer): string {
  const spent = Object.entries(cost).map(([currency, amount]) => `${amount} ${currency}`);
  const period = from === null ? [] : [`${from} to ${String(to)}`];
  const counts = [
    clicks === null ? null : `${clicks} clicks`,
    impressions === null ? null : `${impressions} impressions`,
  ];
  const said = [...period, ...spent, ...counts.filter((count) => count !== null)].join(', ');
  const done = would === undefined ? 'imported' : would ? 'would be imported' : 'would NOT be imported: rows are bad';
  return `${accepted} rows of costs ${done}${said === '' ? '' : `: ${said}`}`;
}

function firstRows(rows: CostFileAnswer['first_rows'], all: number): string[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = grid([names, ...rows.map((row) => names.map((name) => String(row[name] ?? '')))]);
  return all > rows.length ? [...lines, `  … and ${all - rows.length} more`] : lines;
}

function grid(lines: readonly (readonly string[])[]): string[] {
  const cut = lines.map((cells) =>
    cells.map((cell) => (cell.length > WIDEST ? `${cell.slice(0, WIDEST - 1)}…` : cell)),
  );
  const widths = (cut[0] ?? []).map((_, column) => Math.max(...cut.map((cells) => cells[column]?.length ?? 0)));
  return cut.map((cells) => `  ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
}

function pairs(entries: readonly (readonly [string, unknown])[]): string {
  return entries.map(([name, value]) => `${name}=${String(value)}`).join(' ');
}

function delimiterText(delimiter: string | null): string | null {
  return delimiter === '\t' ? 'tab' : delimiter === null ? null : `'${delimiter}'`;
}

/** A file's own texts must not steer the terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (character) => (character === '\t' ? character : '�'));
}
