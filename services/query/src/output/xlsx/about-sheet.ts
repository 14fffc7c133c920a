/** The second sheet: what was asked, how far the data goes, what to mind, and what each column means. */
import type { Language } from '../../page/language.ts';
import { TEXTS } from '../../page/texts.ts';
import type { Selection } from '../../report/report-request.ts';
import { incompleteSources } from '../../report/report-warnings.ts';
import type { Operator } from '../../request/filter.ts';
import { dayCell, wallClockCell } from './cell.ts';
import type { Cell } from './cell.ts';
import type { Sheet } from './sheet-xml.ts';
import { wallClock } from './wall-clock.ts';

/** A column, explained. */
type PrintedMetric = { readonly [Of in 'key' | 'formula']: string };

export interface About {
  /** The report's name, for a program. */
  readonly report: string;
  readonly request: Selection;
  readonly metrics: readonly PrintedMetric[];
  /** How its columns are called. */
  readonly headingOf: (key: string, language: Language) => string;
  /** Its numbers are of credits and money: currency, model and journey decide them. */
  readonly isOfCredits: boolean;
  /** RFC 3339, or null where nothing was accepted yet. */
  readonly completeUntil: string | null;
  readonly rejectedEvents: number;
  /** Rows in the sheet, and of the whole report. */
  readonly shown: number;
  readonly rowCount: number;
  /** Some cost of goods nobody stated counts as zero. */
  readonly goodsUnknown: boolean;
  /** Some amounts are text. */
  readonly longAmounts: boolean;
  /** Currencies and dates without a rate, as `meta.missing_rates` tells them. */
  readonly missingRates: readonly string[];
  /** The rules were changed, and the rows follow the former ones. */
  readonly isOfFormerRules: boolean;
  /** Epoch milliseconds. */
  readonly madeAt: number;
}

export const aboutSheet = (about: About, language: Language): Sheet => {
  const { export: texts } = TEXTS[language];
  const { request } = about;
  const { period, workspace } = request;
  const instant = (at: number | string): Cell => wallClockCell(wallClock(at, period.timeZone));
  const { dimensions, metrics } = request.filters;
  const filters = [
    ...dimensions.map(({ dimension, operator, value }) => ({ key: dimension, operator, value })),
    ...metrics.map(({ metric, operator, value }) => ({ key: metric, operator, value: String(value) })),
  ];
  const heading = (...words: string[]): readonly Cell[] => words.map((text) => ({ text, style: 'heading' }));
  const warnings = warningsOf(about, language);
  return {
    name: texts.about,
    table: false,
    widths: [34, 60, 22],
    rows: [
      line(texts.report, { text: `${texts.reports[about.report] ?? about.report} (${about.report})` }),
      line(texts.workspace, { text: workspace.id }),
      line(texts.from, dayCell(period.from)),
      line(texts.to, dayCell(period.to)),
      line(texts.timeZone, { text: period.timeZone }),
      ...(about.isOfCredits ? creditLines(request, language) : []),
      ...(filters.length === 0 ? [line(texts.filters, { text: texts.none })] : []),
      ...filters.map((filter, index) =>
        line(index === 0 ? texts.filters : '', { text: filterText(filter, about, language) }),
      ),
      line(texts.run, { text: `${workspace.runId}, ${workspace.run.rules}` }),
      ...(about.isOfCredits
        ? [line(texts.asOf, request.asOf === null ? { text: texts.everything } : instant(request.asOf))]
        : []),
      line(texts.completeUntil, about.completeUntil === null ? null : instant(about.completeUntil)),
      line(texts.madeAt, instant(about.madeAt)),
      line(texts.rejected, { number: about.rejectedEvents, style: 'count' }),
      line(texts.rows, { number: about.shown, style: 'count' }),
      ...warnings.map((text, index) => line(index === 0 ? texts.warnings : '', { text })),
      [],
      heading(texts.column, texts.formula, texts.key),
      ...about.metrics.map(({ key, formula }) => [
        { text: about.headingOf(key, language) },
        { text: formula },
        { text: key },
      ]),
    ],
  };
};

const line = (label: string, value: Cell): readonly Cell[] => [{ text: label }, value];

const creditLines = (request: Selection, language: Language): (readonly Cell[])[] => {
  const { export: texts, models } = TEXTS[language];
  return [
    line(texts.currency, { text: request.workspace.currency }),
    line(texts.model, { text: `${models[request.model]} (${request.model})` }),
    line(texts.dateMode, { text: texts.dateModes[request.dateMode] }),
    line(texts.refunds, { text: texts.refundModes[request.refunds] }),
    line(texts.journeyEnd, { text: texts.journeyEnds[request.journeyEnd] }),
    line(texts.lookback, { number: request.lookbackDays, style: 'count' }),
  ];
};

const SIGNS: Readonly<Record<Exclude<Operator, 'c' | 'dnc'>, string>> = {
  eq: '=',
  neq: '≠',
  gt: '>',
  gte: '≥',
  lt: '<',
  lte: '≤',
};

interface PlainFilter {
  /** Of a dimension or metric. */
  readonly key: string;
  readonly operator: Operator;
  readonly value: string;
}

const filterText = ({ key, operator, value }: PlainFilter, about: About, language: Language): string => {
  const { contains, containsNot } = TEXTS[language].export;
  const sign = operator === 'c' ? contains : operator === 'dnc' ? containsNot : SIGNS[operator];
  return `${about.headingOf(key, language)} ${sign} ${value}`;
};

const warningsOf = (about: About, language: Language): readonly string[] => {
  const { rulesChanged, incomplete, export: texts } = TEXTS[language];
  const { timeZone } = about.request.period;
  const { warning } = texts;
  return [
    ...(about.isOfFormerRules ? [rulesChanged] : []),
    ...incompleteSources(about.request).map(({ id, completeFrom }) =>
      incomplete(id, wallClock(completeFrom, timeZone).slice(0, 'YYYY-MM-DDThh:mm'.length).replace('T', ' ')),
    ),
    ...(about.shown < about.rowCount ? [warning.cut(about.shown, about.rowCount)] : []),
    ...(about.goodsUnknown ? [warning.goodsUnknown] : []),
    ...about.missingRates.map(warning.missingRate),
    ...(about.longAmounts ? [warning.longAmounts] : []),
  ];
};
