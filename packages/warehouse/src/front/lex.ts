/**
 * Tokens of a ClickHouse statement: only as much as is needed to find its words, its end and its `{name:Type}`
 * substitutions outside of texts and comments. What an analyst may run is never decided on it (`read-only-guard.ts`).
 * Grammar: https://clickhouse.com/docs/sql-reference/syntax
 */
import { Refusal, SYNTAX_ERROR } from './refusal.ts';

export interface Token {
  /** `word` is a keyword, a bare identifier or a number; `name` a quoted identifier; `text` a string. */
  readonly kind: 'word' | 'name' | 'text' | 'symbol';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const SPACE = /[\s\u00A0\uFEFF]+/y;
const WORD = /[A-Za-z0-9_\u0080-\u{10FFFF}](?:[A-Za-z0-9_$]|[^\x00-\x7F\u2018-\u201D])*/uy;
const LINE_COMMENT = /(?:--|\/\/|#[ !])[^\n]*/y;
const HEREDOC = /\$([A-Za-z0-9_]*)\$/y;
const CLOSING: Readonly<Record<string, readonly ['text' | 'name', string]>> = {
  "'": ['text', "'"],
  '"': ['name', '"'],
  '`': ['name', '`'],
  '\u2018': ['text', '\u2019'],
  '\u201C': ['name', '\u201D'],
};

/** Lazily, so that the data of an INSERT behind its head is never read as SQL. @throws Refusal for what never ends */
export function* lex(sql: string): Generator<Token> {
  let at = 0;
  while (at < sql.length) {
    const skipped = skipSpace(sql, at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    const token = tokenAt(sql, at);
    yield token;
    at = token.end;
  }
}

const skipSpace = (sql: string, at: number): number => {
  const end = match(SPACE, sql, at) ?? match(LINE_COMMENT, sql, at);
  if (end !== null) return end;
  return sql.startsWith('/*', at) ? endOfComment(sql, at) : at;
};

const tokenAt = (sql: string, start: number): Token => {
  const token = (kind: Token['kind'], end: number): Token => ({ kind, text: sql.slice(start, end), start, end });
  const quote = CLOSING[sql[start] ?? ''];
  if (quote !== undefined) return token(quote[0], endOfQuoted(sql, start, quote[1]));
  HEREDOC.lastIndex = start;
  const tag = HEREDOC.exec(sql)?.[0];
  if (tag !== undefined) {
    const close = sql.indexOf(tag, start + tag.length);
    if (close < 0) throw new Refusal(SYNTAX_ERROR, `Syntax error: a heredoc at position ${start} is not closed`);
    return token('text', close + tag.length);
  }
  const word = match(WORD, sql, start);
  return word === null ? token('symbol', start + 1) : token('word', word);
};

const match = (pattern: RegExp, sql: string, at: number): number | null => {
  pattern.lastIndex = at;
  return pattern.test(sql) ? pattern.lastIndex : null;
};

/** Block comments nest. */
const endOfComment = (sql: string, start: number): number => {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  let depth = 0;
  for (let found = mark.exec(sql); found !== null; found = mark.exec(sql)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  throw new Refusal(SYNTAX_ERROR, `Syntax error: a comment at position ${start} is not closed`);
};

/** A backslash escapes what follows it, a doubled quote stands for one. */
const endOfQuoted = (sql: string, start: number, close: string): number => {
  for (let at = start + 1; at < sql.length; at++) {
    if (sql[at] === '\\') at++;
    else if (sql[at] === close) {
      if (sql[at + 1] !== close) return at + 1;
      at++;
    }
  }
  throw new Refusal(SYNTAX_ERROR, `Syntax error: a quote at position ${start} is not closed`);
};
