/** What stands in a cell, and its XML. */
import { beginsFormula } from '../defuse.ts';
import { escapeXml } from './escape-xml.ts';
import { styleIndex } from './style.ts';
import type { CellStyle, Look } from './style.ts';

/** `null` is an empty cell. A number may be a decimal text, so that none of its digits passes through a float. */
export type Cell =
  | null
  | { readonly text: string; readonly style?: 'heading' }
  | { readonly number: number | string; readonly style: Exclude<CellStyle, 'heading' | 'text' | 'guarded'> };

/** Characters of a cell that Excel takes; a longer text is cut with an ellipsis. */
const LONGEST = 32_767;

/** The XML of one cell; `column` from 0, `row` from 1. */
export const cellXml = (cell: Cell, column: number, row: number, look: Look): string => {
  if (cell === null) return '';
  const place = `<c r="${columnName(column)}${row}"`;
  if ('number' in cell) return `${place} s="${styleIndex(cell.style, look)}"><v>${cell.number}</v></c>`;
  const text = cell.text.length > LONGEST ? `${cell.text.slice(0, LONGEST - 1)}…` : cell.text;
  // Typed as text, so never a formula on opening; the style keeps it text when somebody edits the cell.
  const style = cell.style ?? (beginsFormula(text) ? 'guarded' : 'text');
  return `${place} s="${styleIndex(style, look)}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`;
};

/** 0 -> `A`, 25 -> `Z`, 26 -> `AA`. */
export const columnName = (column: number): string =>
  (column >= 26 ? columnName(Math.floor(column / 26) - 1) : '') + String.fromCharCode(65 + (column % 26));

/** Digits a spreadsheet keeps of a number. */
const EXACT_DIGITS = 15;

/** Whether a spreadsheet keeps every digit of a decimal amount. */
export const isExact = (amount: string): boolean =>
  amount.replace(/[-.]/g, '').replace(/^0+|0+$/g, '').length <= EXACT_DIGITS;

/** A decimal amount as a number, or as text, which is not rounded, where a number would lose digits. */
export const moneyCell = (amount: string): Cell =>
  isExact(amount) ? { number: amount, style: 'money' } : { text: amount };

const DAY = 86_400_000;
const EPOCH = Date.UTC(1899, 11, 30);

/** A calendar date as the serial number spreadsheets count days by. */
export const dayCell = (date: string): Cell => ({ number: serial(`${date}T00:00:00Z`), style: 'day' });
/** `2026-08` as the first of the month, shown without its day. */
export const monthCell = (month: string): Cell => ({ number: serial(`${month}-01T00:00:00Z`), style: 'month' });
/** A wall clock's `2026-08-31T21:00:00` of whatever zone: a spreadsheet knows none. */
export const wallClockCell = (wall: string): Cell => ({ number: serial(`${wall}Z`), style: 'instant' });

const serial = (utc: string): number => (Date.parse(utc) - EPOCH) / DAY;
