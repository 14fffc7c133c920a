/**
 * The one audited escaper: every value that enters a statement goes through `literal`. Parameters of the client are
 * not used because chDB serialises parameterised queries over the whole process.
 * Grammar: https://clickhouse.com/docs/sql-reference/syntax#string (backslash escapes and a doubled quote).
 */
export type Scalar = string | number | bigint | boolean | null;

/** Renders one value as an SQL literal. Lone surrogates become U+FFFD. @throws RangeError for NaN and infinities. */
export const literal = (value: Scalar): string => {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'number') return String(value);
  if (!Number.isFinite(value)) throw new RangeError('NaN and infinities have no place in a statement');
  return Object.is(value, -0) ? '0' : String(value);
};

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\0': '\\0',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

const quoted = (text: string): string =>
  `'${text
    .replace(LONE_SURROGATE, '\uFFFD')
    .replace(/[\\'\0\n\r\t\b\f]/g, (character) => ESCAPES[character] ?? character)}'`;

/** Bytes given as hex digits, as a string literal (`'\xAB...'`), for FixedString columns. @throws RangeError */
export const hexLiteral = (hex: string): string => {
  if (!/^(?:[0-9a-f]{2})*$/i.test(hex)) throw new RangeError('Not an even number of hexadecimal digits');
  return `'${hex.replace(/../g, '\\x$&')}'`;
};
