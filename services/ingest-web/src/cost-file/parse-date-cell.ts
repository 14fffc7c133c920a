import { parseDate } from '../reading/parse-time.ts';
import type { Cell } from './table.ts';

/** Which of `03/08/2026` is the day. */
export type DateOrder = 'dmy' | 'mdy';

export type DateCell =
  /** Midnight as if in UTC, epoch ms. */
  { readonly kind: 'date'; readonly at: number } | { readonly kind: 'absent' | 'bad' | 'ambiguous' };

/** How a workbook counts days: serial 0 as epoch ms. */
export const EPOCHS = { 1900: Date.UTC(1899, 11, 30), 1904: Date.UTC(1904, 0, 1) } as const;
const DAY_MS = 86_400_000;
/** Serial days of 1954 to 2173: other numbers are no dates, or are YYYYMMDD. */
const SERIALS = { least: 20_000, most: 100_000 } as const;

const TIME = /(?:[T ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;
const ISO = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/;
const COMPACT = /^(\d{4})(\d\d)(\d\d)$/;
/** With points it is day first wherever such dates are written. */
const POINTED = /^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d\d)$/;
const SLASHED = /^(\d{1,2})([/-])(\d{1,2})\2(\d{4})$/;
const NAMED_DAY_FIRST = /^(\d{1,2})[ -]([a-zа-я]{3,9})\.?,?[ -](\d{4})(?: ?г\.?)?$/;
const NAMED_MONTH_FIRST = /^([a-zа-я]{3,9})\.? (\d{1,2}),? (\d{4})$/;
/** First letters of month names, Russian and English; Russian ones also in the genitive. */
const MONTHS = [
  ['янв', 'jan'],
  ['фев', 'feb'],
  ['мар', 'mar'],
  ['апр', 'apr'],
  ['мая', 'май', 'may'],
  ['июн', 'jun'],
  ['июл', 'jul'],
  ['авг', 'aug'],
  ['сен', 'sep'],
  ['окт', 'oct'],
  ['ноя', 'nov'],
  ['дек', 'dec'],
];

/**
 * A calendar date: 2026-08-31, 31.08.2026, 31/08/2026 or 08/31/2026, 20260831, "31 авг. 2026", "Aug 31, 2026", a serial day
 * of a workbook; a time behind it is cut off. `order` is the file's, null when nothing shows it.
 */
export function parseDateCell(cell: Cell | undefined, order: DateOrder | null, epoch: number): DateCell {
  if (typeof cell === 'number' && cell >= SERIALS.least && cell <= SERIALS.most) {
    return { kind: 'date', at: epoch + Math.floor(cell) * DAY_MS };
  }
  const text = dateText(cell);
  if (text === '') return { kind: 'absent' };
  const slashed = SLASHED.exec(text);
  if (slashed === null) return unambiguous(text);
  const [, first = '', , second = '', year = ''] = slashed;
  if (order === 'dmy') return dateOf(year, second, first);
  if (order === 'mdy') return dateOf(year, first, second);
  if (first === second) return dateOf(year, first, second);
  if (Number(first) > 12) return dateOf(year, second, first);
  return Number(second) > 12 ? dateOf(year, first, second) : { kind: 'ambiguous' };
}

/** What a cell tells of the file's order of day and month: `none` when it needs none. */
export function orderShownBy(cell: Cell | undefined): DateOrder | 'none' | 'either' {
  const slashed = SLASHED.exec(dateText(cell));
  if (slashed === null || slashed[1] === slashed[3]) return 'none';
  if (Number(slashed[1]) > 12) return 'dmy';
  return Number(slashed[3]) > 12 ? 'mdy' : 'either';
}

function dateText(cell: Cell | undefined): string {
  return String(cell ?? '')
    .trim()
    .replace(TIME, '')
    .replace(/\s+/g, ' ');
}

function unambiguous(text: string): DateCell {
  const [, year, month, day] = ISO.exec(text) ?? COMPACT.exec(text) ?? [];
  if (year !== undefined) return dateOf(year, month, day);
  const pointed = POINTED.exec(text);
  if (pointed !== null) {
    const [, day, month, year = ''] = pointed;
    return dateOf(year.length === 2 ? `20${year}` : year, month, day);
  }
  const lower = text.toLowerCase();
  const dayFirst = NAMED_DAY_FIRST.exec(lower);
  if (dayFirst !== null) return dateOf(dayFirst[3], monthOf(dayFirst[2]), dayFirst[1]);
  const monthFirst = NAMED_MONTH_FIRST.exec(lower);
  return monthFirst === null ? { kind: 'bad' } : dateOf(monthFirst[3], monthOf(monthFirst[1]), monthFirst[2]);
}

function monthOf(name = ''): string {
  return String(MONTHS.findIndex((names) => names.some((start) => name.startsWith(start))) + 1);
}

function dateOf(year = '', month = '', day = ''): DateCell {
  const at = parseDate(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
  return at === null ? { kind: 'bad' } : { kind: 'date', at };
}
