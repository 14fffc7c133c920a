/** A report as a workbook of two sheets: the rows, and what they are. */
import type { Readable } from 'node:stream';
import type { Language } from '../../page/language.ts';
import { aboutSheet } from './about-sheet.ts';
import type { About } from './about-sheet.ts';
import { healthSheet, type HealthTable } from './health-sheet.ts';
import { reportSheet } from './report-sheet.ts';
import type { ReportTable } from './report-sheet.ts';
import { stylesXml } from './style.ts';
import { workbookStream } from './workbook-stream.ts';

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export const reportWorkbook = (about: About, table: Omit<ReportTable, 'currency'>, language: Language): Readable => {
  const { currency, digits } = about.request.workspace;
  const money = moneyFormat(currency, digits, language);
  const sheets = [reportSheet({ ...table, currency: money.symbol }, language), aboutSheet(about, language)];
  return workbookStream(sheets, stylesXml(money.format), about.madeAt);
};

/** `data-health` has no money; its second sheet says what was asked, too. */
export const healthWorkbook = (about: About, table: HealthTable, language: Language): Readable =>
  workbookStream([healthSheet(table, language), aboutSheet(about, language)], stylesXml('0'), about.madeAt);

/** A number format with the currency where the language puts it: `#,##0.00 "₽"`, `"$"#,##0.00`. */
export const moneyFormat = (
  currency: string,
  digits: number,
  language: Language,
): { readonly symbol: string; readonly format: string } => {
  const parts = new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
    .formatToParts(1)
    .map(({ type, value }) => ({ isCurrency: type === 'currency', value }));
  const symbol = parts.find(({ isCurrency }) => isCurrency)?.value ?? currency;
  const number = digits === 0 ? '#,##0' : `#,##0.${'0'.repeat(digits)}`;
  const quoted = `"${symbol.replaceAll('"', '')}"`;
  return { symbol, format: parts[0]?.isCurrency === true ? `${quoted}${number}` : `${number}\\ ${quoted}` };
};
