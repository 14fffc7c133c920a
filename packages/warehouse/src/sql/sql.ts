import { hexLiteral, literal } from './literal.ts';
import type { Scalar } from './literal.ts';

/** A piece of SQL, safe to send and to compose: made only by `sql` and the functions of this folder. */
export class Sql {
  readonly text: string;
  /** @internal Use the `sql` tag. */
  private constructor(text: string) {
    this.text = text;
  }
  /** @internal For text that stands in our own source, never for input. */
  static trusted(text: string): Sql {
    return new Sql(text);
  }
}

/**
 * Builds a statement or fragment: values are escaped as literals, fragments are inserted as they are.
 * A string is always a literal; for a name use `id`, for `IN` use `list`.
 * @example sql`SELECT id FROM visit WHERE workspace = ${workspace} AND channel IN ${list(channels)}`
 */
export const sql = (strings: TemplateStringsArray, ...values: readonly (Scalar | Sql)[]): Sql => {
  let text = strings[0] ?? '';
  values.forEach((value, index) => {
    text += (value instanceof Sql ? value.text : literal(value)) + (strings[index + 1] ?? '');
  });
  return Sql.trusted(text);
};

/** `(a, b, ...)` for `IN`. An empty list matches nothing: `IN (NULL)` is false, `NOT IN (NULL)` is true in ClickHouse. */
export const list = (values: readonly Scalar[]): Sql =>
  Sql.trusted(values.length === 0 ? '(NULL)' : `(${values.map(literal).join(',')})`);

/** Bytes given as hex digits, to compare with a FixedString column (event ids, content hashes, visit keys). */
export const bytes = (hex: string): Sql => Sql.trusted(hexLiteral(hex));

/**
 * `(bytes, bytes, ...)` for `IN` over a FixedString column; all of one length. A long list goes as one literal that the
 * engine cuts: thousands of literals cost more to write and parse than to look up.
 */
export const bytesList = (hexes: readonly string[]): Sql => {
  if (hexes.length === 0) return Sql.trusted('(NULL)');
  if (hexes.length <= FEW) return Sql.trusted(`(${hexes.map(hexLiteral).join(',')})`);
  const digits = hexes[0]?.length ?? 0;
  if (hexes.some((hex) => hex.length !== digits)) throw new RangeError('Bytes of one list have one length');
  const joined = hexes.join('');
  if (!/^[0-9a-f]*$/i.test(joined) || digits % 2 !== 0)
    throw new RangeError('Not an even number of hexadecimal digits');
  const size = digits / 2;
  return Sql.trusted(
    `(SELECT toFixedString(substring(unhex('${joined}'), number * ${size} + 1, ${size}), ${size}) FROM numbers(${hexes.length}))`,
  );
};
const FEW = 100;

/**
 * An instant (epoch milliseconds) to compare a DateTime64(3, 'UTC') with: its text, which the engine reads by the other
 * side's type. A function call in its place costs the planning of a report a fifth of its time (measured). What lies
 * beyond the engine's range (1900 to 2299) becomes its end, as no stored value lies beyond.
 */
export const instant = (epochMs: number): Sql => {
  if (!Number.isSafeInteger(epochMs)) throw new RangeError('An instant is an integer number of milliseconds');
  const within = new Date(Math.min(LAST_INSTANT, Math.max(FIRST_INSTANT, epochMs))).toISOString();
  return Sql.trusted(`'${within.slice(0, 10)} ${within.slice(11, 23)}'`);
};
const FIRST_INSTANT = Date.UTC(1900, 0, 1);
const LAST_INSTANT = Date.UTC(2299, 11, 31, 23, 59, 59, 999);

/** A calendar date `YYYY-MM-DD` as Date. */
export const date = (day: string): Sql => {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) throw new RangeError('A date is YYYY-MM-DD');
  return Sql.trusted(`toDate('${day}')`);
};

/** Fragments joined by a fragment, for lists of conditions, columns or branches of a union. */
export const join = (parts: readonly Sql[], separator: Sql): Sql =>
  Sql.trusted(parts.map((part) => part.text).join(separator.text));
