import { QueryError, QueryLimitError, WarehouseError, WarehouseUnavailableError } from '../errors.ts';

/** ClickHouse's numbers: TIMEOUT_EXCEEDED, TOO_SLOW, MEMORY_LIMIT_EXCEEDED. */
const TIME_CODES = new Set([159, 160]);
const MEMORY_CODE = 241;

/** Turns whatever a client threw into a typed error that keeps it as `cause`. */
export const engineError = (thrown: unknown): WarehouseError => {
  if (thrown instanceof WarehouseError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const code = engineCode(thrown, message);
  if (code !== null && TIME_CODES.has(code)) return new QueryLimitError('time', message, { cause: thrown });
  if (code === MEMORY_CODE) return new QueryLimitError('memory', message, { cause: thrown });
  if (isConnectionFailure(thrown)) return new WarehouseUnavailableError(message, { cause: thrown });
  return new QueryError(code, message, { cause: thrown });
};

/** The client gives ClickHouse's number as a string; an error in the body says `Code: 159. DB::Exception`. */
const engineCode = (thrown: unknown, message: string): number | null => {
  const code = (thrown as { code?: unknown } | null)?.code;
  if (typeof code === 'string' && /^\d+$/.test(code)) return Number(code);
  const inText = /Code: (\d+)\./.exec(message)?.[1];
  return inText === undefined ? null : Number(inText);
};

const isConnectionFailure = (thrown: unknown): boolean => {
  const code = (thrown as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^(?:ECONN|ENOTFOUND|EPIPE|ETIMEDOUT|EAI_|EHOST)/.test(code);
};
