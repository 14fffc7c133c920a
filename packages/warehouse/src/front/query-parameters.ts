/**
 * `{name:Type}` substitutions. The value becomes a literal, by the one escaper, cast to the declared type; the engine's
 * own parameters are not used, because chDB runs statements that have them one at a time.
 * https://clickhouse.com/docs/interfaces/http#cli-queries-with-parameters
 */
import { literal } from '../sql/literal.ts';
import { lex } from './lex.ts';
import type { Token } from './lex.ts';
import { BAD_ARGUMENTS, NOT_IMPLEMENTED, Refusal, UNKNOWN_QUERY_PARAMETER } from './refusal.ts';

/** @param values by name without `param_`, as they came: escaped as in TSV. @throws Refusal for one that is missing */
export const substituteParameters = (sql: string, values: ReadonlyMap<string, string>): string => {
  if (!sql.includes('{')) return sql;
  const tokens = [...lex(sql)];
  let [result, copied] = ['', 0];
  for (let at = 0; at < tokens.length; at++) {
    const found = placeholder(sql, tokens, at);
    if (found === null) continue;
    const value = values.get(found.name);
    if (value === undefined) {
      throw new Refusal(UNKNOWN_QUERY_PARAMETER, `Substitution \`${found.name}\` is not set.`);
    }
    result += sql.slice(copied, found.start) + rendered(value, found.type);
    copied = found.end;
    at = found.last;
  }
  return result + sql.slice(copied);
};

interface Placeholder {
  readonly name: string;
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** Index of its last token. */
  readonly last: number;
}

/** A map literal `{'a': 1}` is none: its key is no word. */
const placeholder = (sql: string, tokens: readonly Token[], at: number): Placeholder | null => {
  const [open, name, colon] = [tokens[at], tokens[at + 1], tokens[at + 2]];
  if (open?.text !== '{' || name?.kind !== 'word' || colon?.text !== ':') return null;
  const last = tokens.findIndex((token, index) => index > at && token.kind === 'symbol' && token.text === '}');
  const close = tokens[last];
  if (close === undefined) return null;
  return { name: name.text, type: sql.slice(colon.end, close.start).trim(), start: open.start, end: close.end, last };
};

const rendered = (value: string, type: string): string => {
  if (/^Identifier$/i.test(type)) return quotedName(value);
  if (/^Map\b/i.test(type))
    throw new Refusal(NOT_IMPLEMENTED, 'A parameter of type Map is not supported by this front');
  const isComposite = /^(?:Array|Tuple|Nested)\b/i.test(type);
  const meant = value === '\\N' ? null : isComposite ? value : unescaped(value);
  return `_CAST(${literal(meant)}, ${literal(type)})`;
};

const quotedName = (name: string): string => {
  if (name === '' || /[\\`\0]/.test(name))
    throw new Refusal(BAD_ARGUMENTS, 'An identifier has no quotes and backslashes');
  return '`' + name + '`';
};

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  r: '\r',
  n: '\n',
  t: '\t',
  '0': '\0',
  a: '\x07',
  v: '\v',
};

/** https://clickhouse.com/docs/interfaces/formats/TabSeparated#tabseparated-data-formatting */
const unescaped = (value: string): string =>
  value.replace(/\\([\s\S])/g, (_pair, character: string) => ESCAPES[character] ?? character);
