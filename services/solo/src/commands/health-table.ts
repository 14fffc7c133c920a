import type { ReportAnswer } from './report-table.ts';

/**
 * `data-health` as text: a line for each metric, a column for each data source, for it has more metrics than sources.
 * What is 0 or unknown everywhere is left out: what is shown is what happened.
 */
export function healthTable({ metrics, rows, totals }: ReportAnswer): string {
  const columns = [...rows, { ...totals, source: 'Итого / Total' }];
  const happened = metrics.filter(({ key }) => rows.some((row) => row[key] !== null && row[key] !== 0));
  const lines = happened.map(({ key }) => [key, ...columns.map((row) => textOf(row[key]))]);
  const table = [['', ...columns.map(({ source }) => String(source))], ...lines];
  const widths = columns.map((_, i) => Math.max(...table.map((cells) => (cells[i + 1] ?? '').length)));
  const widest = Math.max(...table.map(([name = '']) => name.length));
  return table
    .map(([name = '', ...cells]) =>
      [name.padEnd(widest), ...cells.map((cell, i) => cell.padStart(widths[i] ?? 0))].join('  ').trimEnd(),
    )
    .join('\n');
}

const textOf = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'string' ? String(value) : '—';
