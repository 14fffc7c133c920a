/** An analyst's statement: judged, then run in the mart on the lane that delays no service, within limits. */
import type { ChdbEngine, Printed } from '../engine/chdb-engine.ts';
import { formatName } from './formats.ts';
import { guardReadOnly } from './read-only-guard.ts';
import type { FrontRequest } from './read-request.ts';
import { ACCESS_DENIED, Refusal, TOO_LARGE } from './refusal.ts';

/** Of one statement. The lane takes one at a time, so they also bound what all analysts take together. */
export interface ReadOnlyLimits {
  readonly seconds: number;
  readonly memoryMb: number;
  /** Most rows of an answer. */
  readonly resultRows: number;
  /** Most rows read from storage. */
  readonly readRows: number;
}

/** For who has no wishes of their own: a workstation's worth. */
export const READ_ONLY_LIMITS: ReadOnlyLimits = {
  seconds: 30,
  memoryMb: 1024,
  resultRows: 1_000_000,
  readRows: 1_000_000_000,
};

/** The engine's own limit for a statement, which our connections do without. */
const MAX_STATEMENT = 262_144;

/**
 * What clickhouse-connect asks before anything else, as the engine prints it; it goes beyond the mart, but tells nothing of
 * anybody's data.
 */
const HANDSHAKE = /^SELECT name, value, readonly FROM system\.settings LIMIT 10000(?:\s+FORMAT Native)?$/;

/** @param settings assignments by name, of formats alone. @throws Refusal, errors of the engine */
export const runReadOnly = async (
  engine: ChdbEngine,
  mart: string,
  limits: ReadOnlyLimits,
  sql: string,
  settings: ReadonlyMap<string, string>,
  { database, defaultFormat }: FrontRequest,
): Promise<Printed & { readonly format: string }> => {
  if (database !== null && database !== mart) {
    throw new Refusal(ACCESS_DENIED, `Not enough privileges: a read-only user has no database but ${mart}`);
  }
  if (sql.length > MAX_STATEMENT) {
    throw new Refusal(TOO_LARGE, `A read-only user's statement has at most ${MAX_STATEMENT} characters`);
  }
  const inMart = `USE \`${mart}\`; `;
  const ask = (statement: string): Promise<string> => engine.run(inMart + statement, 'report');
  const judged = HANDSHAKE.test(sql)
    ? { sql: sql.replace(/\s+FORMAT Native$/, ''), format: 'Native' }
    : await guardReadOnly(sql, mart, ask);
  const format = formatName(judged.format ?? defaultFormat);
  // Ours stand last: of two equal names the later counts.
  const clause = [...settings.values(), ...ours(limits)].join(', ');
  return { ...(await engine.print(`${inMart}${judged.sql} FORMAT ${format} SETTINGS ${clause}`, 'heavy')), format };
};

const ours = ({ seconds, memoryMb, resultRows, readRows }: ReadOnlyLimits): readonly string[] => [
  `max_execution_time = ${seconds}`,
  "timeout_overflow_mode = 'throw'",
  `max_memory_usage = ${memoryMb * 1_048_576}`,
  `max_result_rows = ${resultRows}`,
  `max_result_bytes = ${memoryMb * 1_048_576}`,
  "result_overflow_mode = 'throw'",
  `max_rows_to_read = ${readRows}`,
  "read_overflow_mode = 'throw'",
  'max_threads = 1',
  // Aliases of aliases multiply; the connections allow as many as long lists of keys need.
  'max_expanded_ast_elements = 500000',
];
