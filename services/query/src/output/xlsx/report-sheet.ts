/** The rows of a report as a sheet for a person: headings in words, numbers, money, shares and dates as such. */
import type { Dimension } from '@throughline/domain';
import { headingOf } from '../../page/heading-of.ts';
import type { Language } from '../../page/language.ts';
import { nameOf } from '../../page/name-of.ts';
import { TEXTS } from '../../page/texts.ts';
import type { ReportRow } from '../../report/present-rows.ts';
import type { ReportMetric } from '../../report/report-definition.ts';
import { dayCell, isExact, moneyCell, monthCell } from './cell.ts';
import type { Cell } from './cell.ts';
import type { Sheet } from './sheet-xml.ts';

export interface ReportTable {
  readonly by: readonly Dimension[];
  readonly metrics: readonly ReportMetric[];
  readonly rows: readonly ReportRow[];
  readonly totals: ReportRow;
  /** As the language writes the currency: `₽`, `$`, `RUB`. */
  readonly currency: string;
}

export const reportSheet = ({ by, metrics, rows, totals, currency }: ReportTable, language: Language): Sheet => {
  const { export: texts, total } = TEXTS[language];
  const heading: readonly Cell[] = [
    ...by.map((dimension) => headingOf(dimension, language)),
    ...metrics.map(({ key, unit }) => withUnit(headingOf(key, language), unit, currency)),
  ].map((text) => ({ text, style: 'heading' }));
  const numbers = (row: ReportRow): Cell[] => metrics.map(({ key, unit }) => metricCell(row[key] ?? null, unit));
  return {
    name: texts.report,
    table: true,
    widths: [...by.map((dimension) => (dimension === 'campaign' ? 36 : 20)), ...metrics.map(() => 14)],
    rows: {
      length: rows.length + 1,
      at: (index) => {
        const row = rows[index - 1];
        if (row === undefined) return index === 0 ? heading : undefined;
        return [...by.map((dimension) => dimensionCell(dimension, row[dimension] ?? null, language)), ...numbers(row)];
      },
    },
    totals: [...by.map((_, index): Cell => (index === 0 ? { text: total } : null)), ...numbers(totals)],
  };
};

/** Whether some amount has more digits than a spreadsheet keeps of a number. */
export const hasLongAmounts = ({ metrics, rows, totals }: Omit<ReportTable, 'by' | 'currency'>): boolean => {
  const money = metrics.filter(({ unit }) => unit === 'money');
  const isLong = (value: ReportRow[string] | undefined): boolean => typeof value === 'string' && !isExact(value);
  return [totals, ...rows].some((row) => money.some(({ key }) => isLong(row[key])));
};

const withUnit = (heading: string, unit: string, currency: string): string => {
  if (unit === 'ratio') return `${heading}, %`;
  return unit.startsWith('money') ? `${heading}, ${currency}` : heading;
};

const dimensionCell = (dimension: Dimension, value: ReportRow[string], language: Language): Cell => {
  if (value === null) return null;
  if (typeof value === 'number') return { number: value, style: 'count' };
  const text = String(value);
  if (dimension === 'day' && /^\d{4}-\d\d-\d\d$/.test(text)) return dayCell(text);
  if (dimension === 'month' && /^\d{4}-\d\d$/.test(text)) return monthCell(text);
  return { text: nameOf(text, dimension, language) };
};

const metricCell = (value: ReportRow[string], unit: string): Cell => {
  if (value === null || typeof value === 'boolean') return null;
  if (typeof value === 'string') return moneyCell(value);
  if (unit === 'ratio') return { number: value, style: 'ratio' };
  if (unit === 'money_per_unit') return { number: value, style: 'money' };
  return { number: value, style: Number.isInteger(value) ? 'count' : 'weighted' };
};
