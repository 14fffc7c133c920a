/** What kind of statement a text is, where its parts are, and what is refused whoever asks. */
import { lex } from './lex.ts';
import type { Token } from './lex.ts';
import { NOT_IMPLEMENTED, Refusal, SYNTAX_ERROR } from './refusal.ts';

export type Statement =
  | {
      /** `read` prints rows, `select into` is an INSERT SELECT, `change` whatever else. */
      readonly kind: 'read' | 'select into' | 'change';
      /** Without a semicolon behind it. */
      readonly sql: string;
      readonly tokens: readonly Token[];
      readonly verb: string;
    }
  | {
      /** An INSERT that brings its rows. */
      readonly kind: 'insert';
      /** `INSERT INTO t (a, b)`. */
      readonly head: string;
      /** What stood in its SETTINGS clause, or `''`. */
      readonly settings: string;
      readonly format: string;
      /** Where the rows begin in the text. */
      readonly dataFrom: number;
    };

const READS = new Set(['SELECT', 'WITH', 'FROM', 'SHOW', 'DESCRIBE', 'DESC', 'EXISTS', 'EXPLAIN', 'CHECK']);
/** They act on a session; the front has none, so they could only act on everybody's. */
const OF_SESSION = new Set(['SET', 'USE', 'BEGIN', 'COMMIT', 'ROLLBACK']);

/** @param text UTF-8 text, or bytes as Latin-1, whose tokens stand in the same places. @throws Refusal */
export const parseStatement = (text: string): Statement => {
  const tokens: Token[] = [];
  let depth = 0;
  for (const token of lex(text)) {
    if (tokens.at(-1)?.text === ';' && token.text !== ';') {
      throw new Refusal(SYNTAX_ERROR, 'Syntax error (Multi-statements are not allowed)');
    }
    tokens.push(token);
    depth += DEPTH.get(token.text) ?? 0;
    const insert = depth === 0 ? insertOf(text, tokens) : null;
    if (insert !== null) return insert;
  }
  while (tokens.at(-1)?.text === ';') tokens.pop();
  const last = tokens.at(-1);
  if (last === undefined) throw new Refusal(SYNTAX_ERROR, 'Syntax error: empty query');
  const verb = verbOf(tokens);
  refuse(verb, tokens);
  const sql = text.slice(0, last.end);
  if (verb === 'INSERT' || (verb === 'WITH' && wordAt(tokens, 'INSERT') >= 0)) {
    return { kind: 'select into', sql, tokens, verb };
  }
  return { kind: READS.has(verb) ? 'read' : 'change', sql, tokens, verb };
};

/** What a token adds to the depth of brackets. */
const DEPTH: ReadonlyMap<string, number> = new Map([
  ['(', 1],
  ['[', 1],
  ['{', 1],
  [')', -1],
  [']', -1],
  ['}', -1],
]);

/** First word, parentheses before it aside. */
const verbOf = (tokens: readonly Token[]): string =>
  (tokens.find(({ text }) => text !== '(')?.text ?? '').toUpperCase();

/** Decided at the token that ends the head: `VALUES`, or the name behind `FORMAT`. */
const insertOf = (text: string, tokens: readonly Token[]): Statement | null => {
  const last = tokens.at(-1);
  if (last?.kind !== 'word' || tokens.length < 3 || !isWord(tokens[0], 'INSERT')) return null;
  const isFormat = isWord(tokens.at(-2), 'FORMAT');
  if (!isFormat && !isWord(last, 'VALUES')) return null;
  if (wordAt(tokens, 'SELECT') >= 0 || wordAt(tokens, 'WITH') >= 0) return null;
  refuse('INSERT', tokens);
  const rest = tokens.slice(0, isFormat ? -2 : -1);
  const setting = settingsAt(rest);
  return {
    kind: 'insert',
    head: spanOf(text, setting < 0 ? rest : rest.slice(0, setting)),
    settings: setting < 0 ? '' : spanOf(text, rest.slice(setting + 1)),
    format: isFormat ? last.text : 'Values',
    dataFrom: isFormat ? startOfData(text, last.end) : last.end,
  };
};

const isWord = (token: Token | undefined, word: string): boolean =>
  token?.kind === 'word' && token.text.toUpperCase() === word;

const spanOf = (text: string, tokens: readonly Token[]): string =>
  text.slice(tokens[0]?.start ?? 0, tokens.at(-1)?.end ?? 0);

/** Blanks, at most one semicolon and one line break separate the format's name from the rows. */
const startOfData = (text: string, from: number): number => {
  const gap = /[ \t]*;?[ \t]*(?:\r?\n)?/y;
  gap.lastIndex = from;
  gap.test(text);
  return gap.lastIndex;
};

/** Index of the last SETTINGS clause outside of parentheses, or -1; a column may have that name too. */
export const settingsAt = (tokens: readonly Token[]): number => {
  const at = wordAt(tokens, 'SETTINGS');
  return tokens[at + 1]?.kind === 'word' && tokens[at + 2]?.text === '=' ? at : -1;
};

/** Index of the FORMAT clause, which only a SETTINGS clause may follow, or -1. */
export const formatAt = (tokens: readonly Token[]): number => {
  const at = wordAt(tokens, 'FORMAT');
  const [name, next] = [tokens[at + 1], tokens[at + 2]];
  return name?.kind === 'word' && (next === undefined || isWord(next, 'SETTINGS')) ? at : -1;
};

/** Index of a word outside of parentheses, the last one, or -1. */
const wordAt = (tokens: readonly Token[], word: string): number => {
  let [depth, found] = [0, -1];
  tokens.forEach((token, index) => {
    depth += DEPTH.get(token.text) ?? 0;
    if (depth === 0 && isWord(token, word)) found = index;
  });
  return found;
};

/** Files of this machine are no client's, and there are no sessions. */
const refuse = (verb: string, tokens: readonly Token[]): void => {
  const words = tokens.map(({ kind, text }) => (kind === 'word' ? text.toUpperCase() : ''));
  if (
    words.some(
      (word, at) => (word === 'INTO' && words[at + 1] === 'OUTFILE') || (word === 'FROM' && words[at + 1] === 'INFILE'),
    )
  ) {
    throw new Refusal(NOT_IMPLEMENTED, 'INTO OUTFILE and FROM INFILE are not allowed over HTTP');
  }
  if (OF_SESSION.has(verb) || (verb === 'CREATE' && words.slice(1, 4).includes('TEMPORARY'))) {
    throw new Refusal(
      NOT_IMPLEMENTED,
      `${verb === 'CREATE' ? 'CREATE TEMPORARY' : verb} needs a session, which this front does not keep`,
    );
  }
};
