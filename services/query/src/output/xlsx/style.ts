/** How cells look, as `xl/styles.xml`; a cell names its style by the place in `STYLES`. */
import { escapeXml } from './escape-xml.ts';

/**
 * - `guarded`: text that would be a formula once somebody edits the cell; Excel keeps such a mark as an apostrophe it
 *   does not show, so the value stays as it is;
 * - `count` whole, `weighted` with hundredths; `money` with the currency; `ratio` in percent;
 * - `day` as the reader's own system writes dates.
 */
const STYLES = ['text', 'guarded', 'count', 'weighted', 'money', 'ratio', 'day', 'month', 'instant'] as const;
export type CellStyle = (typeof STYLES)[number] | 'heading';
export type Look = 'plain' | 'bold';

/** Index of a style in the stylesheet: plain ones first, then the same in bold, the heading last. */
export const styleIndex = (style: CellStyle, look: Look): number =>
  style === 'heading' ? STYLES.length * 2 : STYLES.indexOf(style) + (look === 'bold' ? STYLES.length : 0);

/** Numbers of formats: below 164 they are Excel's own (49 = text, 3 = `#,##0`, 4 = `#,##0.00`, 14 = short date). */
const FORMATS: Readonly<Record<(typeof STYLES)[number], number>> = {
  text: 0,
  guarded: 49,
  count: 3,
  weighted: 4,
  money: 164,
  ratio: 165,
  day: 14,
  month: 166,
  instant: 167,
};

/** `moneyFormat` is a number format of Excel, such as `#,##0.00 "₽"`. */
export const stylesXml = (moneyFormat: string): string => {
  const own = [moneyFormat, '0.0%', 'yyyy\\-mm', 'yyyy\\-mm\\-dd\\ hh:mm:ss']
    .map((code, index) => `<numFmt numFmtId="${164 + index}" formatCode="${escapeXml(code)}"/>`)
    .join('');
  const formats = (font: number): string =>
    STYLES.map(
      (style) =>
        `<xf numFmtId="${FORMATS[style]}" fontId="${font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"${style === 'guarded' ? ' quotePrefix="1"' : ''}/>`,
    ).join('');
  const heading =
    '<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>';
  const font = (bold: string): string => `<font>${bold}<sz val="11"/><name val="Calibri"/><family val="2"/></font>`;
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="4">${own}</numFmts><fonts count="2">${font('')}${font('<b/>')}</fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE8EDF3"/></patternFill></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="${STYLES.length * 2 + 1}">${formats(0)}${formats(1)}${heading}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;
};
