/** A report as text in columns, for the terminal: numbers to the right, long names cut, `—` for no value. */
export interface ReportAnswer {
  readonly report: string;
  readonly meta: {
    readonly from: string;
    readonly to: string;
    readonly timezone: string;
    readonly currency: string;
    readonly model?: string;
    readonly warnings?: readonly { readonly detail: string }[];
  };
  readonly dimensions: readonly string[];
  readonly metrics: readonly { readonly key: string; readonly unit: string }[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly totals: Readonly<Record<string, unknown>>;
}

const WIDEST = 28;
/** Of a report of many metrics, the ones that fit a terminal. */
const HEADLINES = ['visits', 'leads', 'sales', 'revenue', 'cost', 'profit', 'cpl', 'drr', 'romi'];
const MOST_COLUMNS = 12;

/** The metrics of an answer that a table shows unless others are asked for. */
export function headlines({ metrics }: Pick<ReportAnswer, 'metrics'>): string[] {
  const keys = metrics.map(({ key }) => key);
  return keys.length <= MOST_COLUMNS ? keys : HEADLINES.filter((key) => keys.includes(key));
}

/** `metrics` names the columns to show, in order. Ratios are shown as percent, money with spaces. */
export function reportTable(answer: ReportAnswer, metrics: readonly string[] = headlines(answer)): string {
  const units = new Map(answer.metrics.map((m) => [m.key, m.unit]));
  const shown = metrics.filter((key) => units.has(key));
  const header = [...answer.dimensions, ...shown];
  const line = (row: Readonly<Record<string, unknown>>): string[] => [
    ...answer.dimensions.map((d) => cut(row[d])),
    ...shown.map((key) => formatValue(row[key], units.get(key) ?? '')),
  ];
  const body = answer.rows.map(line);
  const totals = line({ ...answer.totals, [answer.dimensions[0] ?? '']: 'Итого / Total' });
  const widths = header.map((_, i) => Math.max(...[header, ...body, totals].map((cells) => (cells[i] ?? '').length)));
  const text = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i < answer.dimensions.length ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ');
  const rule = widths.map((w) => '─'.repeat(w)).join('──');
  return [text(header), rule, ...body.map(text), rule, text(totals)].map((l) => l.trimEnd()).join('\n');
}

const cut = (value: unknown): string => {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '—';
  return text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text;
};

function formatValue(value: unknown, unit: string): string {
  if (value === null || value === undefined) return '—';
  if (typeof value === 'string') return value.replace(/\B(?=(\d{3})+(?!\d)(?=\.|$))/g, ' ');
  if (typeof value !== 'number') return '';
  if (unit === 'ratio') return `${(value * 100).toFixed(1)}%`;
  return Number.isInteger(value) ? String(value).replace(/\B(?=(\d{3})+$)/g, ' ') : value.toFixed(2);
}
