import type { Cell } from './table.ts';

/** What separates the fraction in a file: a number such as `1,234` can be read only when this is known. */
export type DecimalMark = ',' | '.';

/** A number written in a cell: its value is `digits` / 10^`scale`, exactly. `dash`: a cabinet's sign for "nothing". */
export type NumberCell =
  | { readonly kind: 'number'; readonly digits: bigint; readonly scale: number }
  | { readonly kind: 'absent' | 'dash' | 'negative' | 'bad' | 'ambiguous' };

const DASH = /^(?:--?|[—–−]{1,2}|n\/a|н\/д)$/i;
const CURRENCY = String.raw`(?:[₽$€£¥₸₴₾₼]|[A-Za-z]{3}|руб(?:лей|ля|ль)?\.?|р\.?)`;
/** A sign or name of a currency around a number; which it is, the header or a column says. */
const AROUND = new RegExp(`^${CURRENCY}\\s*(?=[-−–]?\\s*\\d)|(?<=\\d)\\s*${CURRENCY}$`, 'giu');
const SIGN = /^[-−–]\s*/;
/** No number of the currencies there are is longer. */
const MOST_CHARACTERS = 40;

/** Forms of a number, the usual ones first. Spaces are of any width, and group by three or it is no number. */
const PLAIN = /^\d+$/;
const ONE_MARK = /^(\d+)([.,])(\d+)$/;
const SPACED = /^(\d{1,3}(?:[ '’]\d{3})+)(?:([.,])(\d+))?$/;
const GROUPED_BY_COMMA = /^(\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$/;
const GROUPED_BY_POINT = /^(\d{1,3}(?:\.\d{3})+)(?:,(\d+))?$/;

interface Shape {
  readonly whole: string;
  readonly fraction: string;
  /** The decimal mark it shows; `either` when its only mark may group thousands as well. */
  readonly mark: DecimalMark | 'none' | 'either';
}

/** Reads `1 234,50`, `1,234.50`, `1'234.5`, `12 ₽`, a workbook's number. `mark` is the file's, null when nothing shows it. */
export function parseNumberCell(cell: Cell | undefined, mark: DecimalMark | null): NumberCell {
  if (typeof cell === 'number') return ofWorkbook(cell);
  const text = bare(cell ?? '');
  if (text === '') return { kind: 'absent' };
  if (DASH.test(text)) return { kind: 'dash' };
  const shape = shapeOf(text.replace(SIGN, ''));
  if (shape === null) return { kind: 'bad' };
  if (SIGN.test(text) && /[1-9]/.test(text)) return { kind: 'negative' };
  if (shape.mark === 'none') return exact(shape.whole, '');
  if (shape.mark !== 'either') {
    return mark === null || mark === shape.mark ? exact(shape.whole, shape.fraction) : { kind: 'bad' };
  }
  if (mark === null) return { kind: 'ambiguous' };
  return text.includes(mark) ? exact(shape.whole, shape.fraction) : exact(shape.whole + shape.fraction, '');
}

/** What a cell tells of the file's decimal mark. `whole`: the column has no fractions, so that a mark there groups. */
export function markShownBy(cell: Cell | undefined, whole: boolean): Shape['mark'] {
  if (typeof cell !== 'string') return 'none';
  const text = bare(cell).replace(SIGN, '');
  const mark = shapeOf(text)?.mark ?? 'none';
  return mark === 'either' && whole ? (text.includes(',') ? '.' : ',') : mark;
}

function bare(text: string): string {
  const trimmed = text.trim();
  return PLAIN.test(trimmed) ? trimmed : trimmed.replace(AROUND, '').trim().replace(/\s/g, ' ');
}

function shapeOf(text: string): Shape | null {
  if (text.length > MOST_CHARACTERS) return null;
  if (PLAIN.test(text)) return { whole: text, fraction: '', mark: 'none' };
  const one = ONE_MARK.exec(text);
  if (one !== null) {
    const [, whole = '', mark, fraction = ''] = one;
    const either = fraction.length === 3 && /^[1-9]\d{0,2}$/.test(whole);
    return { whole, fraction, mark: either ? 'either' : (mark as DecimalMark) };
  }
  const spaced = SPACED.exec(text);
  if (spaced !== null) return shape(spaced[1], spaced[3], (spaced[2] as DecimalMark | undefined) ?? 'none');
  const byComma = GROUPED_BY_COMMA.exec(text);
  if (byComma !== null) return shape(byComma[1], byComma[2], '.');
  const byPoint = GROUPED_BY_POINT.exec(text);
  return byPoint === null ? null : shape(byPoint[1], byPoint[2], ',');
}

function shape(whole = '', fraction = '', mark: Shape['mark']): Shape {
  return { whole: whole.replace(/\D/g, ''), fraction, mark };
}

function exact(whole: string, fraction: string): NumberCell {
  return { kind: 'number', digits: BigInt(whole + fraction), scale: fraction.length };
}

/** A double as the 15 digits that a spreadsheet shows of it. */
function ofWorkbook(value: number): NumberCell {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e15) return { kind: 'bad' };
  if (value < 0) return { kind: 'negative' };
  const rounded = Number(value.toPrecision(15));
  const text = String(rounded).includes('e') ? rounded.toFixed(12) : String(rounded);
  const [whole = '0', fraction = ''] = text.split('.');
  return exact(whole, fraction);
}
