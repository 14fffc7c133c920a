/** One request against the engine: what it prints, in which format. */
import type { ChdbEngine, Printed } from '../engine/chdb-engine.ts';
import type { FrontUser } from './authenticate.ts';
import { finishStatement, insertFromFile } from './finish-statement.ts';
import { parseStatement } from './parse-statement.ts';
import type { Statement } from './parse-statement.ts';
import { substituteParameters } from './query-parameters.ts';
import type { FrontRequest } from './read-request.ts';
import { BAD_ARGUMENTS, READONLY, Refusal } from './refusal.ts';
import { runReadOnly } from './run-read-only.ts';
import { engineSettings } from './url-settings.ts';

export interface Outcome extends Printed {
  /** Null where nothing is printed. */
  readonly format: string | null;
  /** Rows an INSERT brought. */
  readonly written: number;
}

/** @throws Refusal, errors of the engine */
export const runRequest = async (
  engine: ChdbEngine,
  mart: string,
  user: FrontUser,
  request: FrontRequest,
): Promise<Outcome> => {
  const settings = engineSettings(request.settings, user.readonly !== undefined);
  if (user.readonly !== undefined) {
    const sql = substituteParameters(request.statement.toString('utf8'), request.parameters);
    return { ...(await runReadOnly(engine, mart, user.readonly, sql, settings, request)), written: 0 };
  }
  const inDatabase = `USE ${quotedDatabase(request.database ?? 'default')}; `;
  // One character a byte: rows behind the statement need not be text, and are found by their place.
  const parsed = parseStatement(request.statement.toString('latin1'));
  if (request.isSafe && parsed.kind !== 'read') {
    throw new Refusal(READONLY, 'Cannot execute query in readonly mode: a GET changes nothing, use POST');
  }
  if (parsed.kind === 'insert') return insertRows(engine, inDatabase, parsed, settings, request);
  const text = substituteParameters(utf8(parsed.sql), request.parameters);
  const statement = parseStatement(text);
  if (statement.kind === 'insert') throw new Refusal(BAD_ARGUMENTS, 'A parameter made an INSERT of it');
  const limited = statement.kind === 'read' ? new Map([...LIMIT, ...settings]) : settings;
  const { sql, format } = finishStatement(statement, limited, request.defaultFormat);
  const printed = await engine.print(inDatabase + sql, statement.kind === 'read' ? 'report' : 'writer');
  return { ...printed, format, written: 0 };
};

/**
 * Of a read that names none, in seconds: as long as our own client waits. The engine goes on with what a client left, and a
 * lane has few connections.
 */
const LIMIT: ReadonlyMap<string, string> = new Map([['max_execution_time', 'max_execution_time = 600']]);

const insertRows = async (
  engine: ChdbEngine,
  inDatabase: string,
  parsed: Extract<Statement, { kind: 'insert' }>,
  settings: ReadonlyMap<string, string>,
  { statement, parameters }: FrontRequest,
): Promise<Outcome> => {
  const rows = statement.subarray(parsed.dataFrom);
  // VALUES may have parameters too: they are expressions.
  const data = parsed.format === 'Values' ? Buffer.from(substituteParameters(rows.toString('utf8'), parameters)) : rows;
  if (data.length === 0) return { bytes: Buffer.alloc(0), rows: 0, elapsedNs: '0', format: null, written: 0 };
  const insert = {
    ...parsed,
    head: substituteParameters(utf8(parsed.head), parameters),
    settings: substituteParameters(utf8(parsed.settings), parameters),
  };
  const printed = await engine.printWithFile(data, (file) => inDatabase + insertFromFile(insert, settings, file));
  return { ...printed, rows: 0, format: null, written: printed.rows };
};

const utf8 = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8');

const quotedDatabase = (name: string): string => {
  if (name === '' || /[`\\\0]/.test(name)) throw new Refusal(BAD_ARGUMENTS, 'A database has no quotes and backslashes');
  return '`' + name + '`';
};
