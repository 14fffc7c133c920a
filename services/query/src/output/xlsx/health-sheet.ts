/** The rows of `data-health` as a sheet: counts as numbers, times as such, in the report's zone. */
import { HEALTH_METRICS, type HealthMetric } from '../../health/health-metrics.ts';
import type { HealthRow, HealthValue } from '../../health/health-rows.ts';
import { healthHeadingOf } from '../../page/health-heading-of.ts';
import type { Language } from '../../page/language.ts';
import { TEXTS } from '../../page/texts.ts';
import { wallClockCell, type Cell } from './cell.ts';
import type { Sheet } from './sheet-xml.ts';
import { wallClock } from './wall-clock.ts';

export interface HealthTable {
  readonly rows: readonly HealthRow[];
  readonly totals: HealthRow;
  readonly timeZone: string;
}

export const healthSheet = ({ rows, totals, timeZone }: HealthTable, language: Language): Sheet => {
  const { export: texts, total } = TEXTS[language];
  const heading = ['source', ...HEALTH_METRICS.map(({ key }) => key)].map((key): Cell => ({
    text: healthHeadingOf(key, language),
    style: 'heading',
  }));
  const numbers = (row: HealthRow): Cell[] =>
    HEALTH_METRICS.map(({ key, unit }) => cellOf(row[key] ?? null, unit, timeZone));
  const lines = rows.map((row): Cell[] => [{ text: String(row['source']) }, ...numbers(row)]);
  return {
    name: texts.report,
    table: true,
    widths: [20, ...HEALTH_METRICS.map(({ unit }) => (unit === 'time' ? 20 : 14))],
    rows: { length: lines.length + 1, at: (index) => (index === 0 ? heading : lines[index - 1]) },
    totals: [{ text: total }, ...numbers(totals)],
  };
};

const cellOf = (value: HealthValue, unit: HealthMetric['unit'], timeZone: string): Cell => {
  if (value === null) return null;
  return unit === 'time' ? wallClockCell(wallClock(String(value), timeZone)) : { number: value, style: 'count' };
};
