/** The statement as the engine gets it: in its database, with a format and with settings of its own. */
import { literal } from '../sql/literal.ts';
import { formatAt, settingsAt } from './parse-statement.ts';
import type { Statement } from './parse-statement.ts';

export type Finished = { readonly sql: string; readonly format: string | null };

/**
 * A statement without rows of its own. What it says itself goes before what the URL says.
 * @param settings assignments by name, from `engineSettings`
 */
export const finishStatement = (
  { kind, sql, tokens, verb }: Exclude<Statement, { kind: 'insert' }>,
  settings: ReadonlyMap<string, string>,
  defaultFormat: string,
): Finished => {
  const said = new Set(tokens.map(({ text }) => text));
  const added = [...settings].filter(([name]) => !said.has(name)).map(([, assignment]) => assignment);
  const clause = (start: string): string => (added.length === 0 ? '' : `${start}${added.join(', ')}`);
  const setting = settingsAt(tokens);
  if (kind === 'select into') return { sql: sql + clause(setting >= 0 ? ', ' : '\nSETTINGS '), format: null };
  if (kind === 'change') {
    if (!TAKES_SETTINGS.has(verb)) return { sql, format: null };
    // SETTINGS of a table to create are the table's; FORMAT ends them.
    if (verb !== 'CREATE' && setting >= 0) return { sql: sql + clause(', '), format: null };
    return { sql: sql + clause('\nFORMAT Null SETTINGS '), format: null };
  }
  const format = formatAt(tokens);
  const name = format < 0 ? null : (tokens[format + 1]?.text ?? null);
  if (name === null) {
    return { sql: `${sql}\nFORMAT ${defaultFormat}${clause(' SETTINGS ')}`, format: defaultFormat };
  }
  return { sql: sql + clause(setting > format ? ', ' : '\nSETTINGS '), format: name };
};

/** Statements the engine lets a FORMAT and a SETTINGS clause follow. */
const TAKES_SETTINGS = new Set(['CREATE', 'ALTER', 'DROP', 'TRUNCATE', 'OPTIMIZE', 'RENAME']);

/** An INSERT whose rows stand in a file. */
export const insertFromFile = (
  { head, settings: own, format }: Extract<Statement, { kind: 'insert' }>,
  settings: ReadonlyMap<string, string>,
  file: string,
): string => {
  const added = [...settings].filter(([name]) => !new RegExp(`\\b${name}\\b`).test(own)).map(([, text]) => text);
  const clause = [...(own === '' ? [] : [own]), ...added].join(', ');
  return `${head} FROM INFILE ${literal(file)}${clause === '' ? '' : ` SETTINGS ${clause}`} FORMAT ${format}`;
};
