/** Failures as ClickHouse's HTTP interface tells them: status, code in a header, `Code: ... DB::Exception: ...`. */
import { engineCode } from '../engine/engine-error.ts';
import { QueryError, QueryLimitError, WarehouseUnavailableError } from '../errors.ts';
import { NOT_ENOUGH_SPACE, Refusal } from './refusal.ts';

export interface ErrorResponse {
  readonly status: number;
  readonly code: number;
  readonly text: string;
}

/** UNKNOWN_EXCEPTION, of ClickHouse's numbers. */
const UNKNOWN = 1002;

export const errorResponse = (thrown: unknown, version: string): ErrorResponse => {
  const told = inItsWords(thrown);
  const message = told instanceof Error ? told.message : String(told);
  const code = codeOf(told);
  const text = `Code: ${code}. DB::Exception: ${message} (${typeOf(told)}) (version ${version})\n`;
  return { status: STATUSES.get(code) ?? 500, code, text };
};

/** What makes the engine unusable is told as a server tells it: our own client at the other end finds out what that means. */
const inItsWords = (thrown: unknown): unknown => {
  if (!(thrown instanceof WarehouseUnavailableError)) return thrown;
  const { cause, reason, message } = thrown;
  if (cause instanceof Error) return new QueryError(engineCode(cause, cause.message), cause.message, { cause });
  return reason === 'no_space' ? new Refusal(NOT_ENOUGH_SPACE, message) : thrown;
};

const codeOf = (thrown: unknown): number => {
  if (thrown instanceof Refusal) return thrown.code;
  if (thrown instanceof QueryLimitError) return thrown.limit === 'time' ? 159 : 241;
  return thrown instanceof QueryError ? (thrown.engineCode ?? UNKNOWN) : UNKNOWN;
};

/** The engine's own word for its number stands in what the client of it threw. */
const typeOf = (thrown: unknown): string => {
  if (thrown instanceof Refusal) return thrown.type;
  const type = ((thrown as Error | null)?.cause as { type?: unknown } | undefined)?.type;
  return typeof type === 'string' && /^[A-Z][A-Z0-9_]+$/.test(type) ? type : 'UNKNOWN_EXCEPTION';
};

/** `exceptionCodeToHTTPStatus` of ClickHouse, for the codes that come up here; the others are 500. */
const STATUSES: ReadonlyMap<number, number> = new Map([
  ...[6, 26, 27, 36, 38, 41, 43, 53, 62, 69, 70, 72, 117, 271, 456].map((code) => [code, 400] as const),
  [194, 401],
  ...[192, 193, 497, 516].map((code) => [code, 403] as const),
  ...[46, 47, 50, 56, 60, 63, 73, 78, 81, 115].map((code) => [code, 404] as const),
  [159, 408],
  [307, 413],
  [48, 501],
]);
