import {
  QueryError,
  QueryLimitError,
  WarehouseClosedError,
  WarehouseError,
  WarehouseUnavailableError,
} from '../errors.ts';
import type { UnavailableReason } from '../errors.ts';

/**
 * What becomes of a call into another thread. Errors are values on the way: a copied `Error` keeps its message, but neither
 * its class nor its code, by which callers tell a query over its limit from an engine that is gone.
 */
export type Sent<Result> =
  { readonly ok: true; readonly result: Result } | { readonly ok: false; readonly error: SentError };

interface SentError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | null;
  readonly code: string | null;
  readonly limit: QueryLimitError['limit'] | null;
  readonly engineCode: number | null;
  readonly reason: UnavailableReason | null;
}

/** Runs what the other thread asked for. */
export async function sent<Result>(run: () => Promise<Result>): Promise<Sent<Result>> {
  try {
    return { ok: true, result: await run() };
  } catch (thrown) {
    return { ok: false, error: describe(thrown) };
  }
}

/** The result of a call into the other thread. @throws what was thrown there, a `WarehouseError` as one of its class */
export async function received<Result>(call: Promise<Sent<Result>>): Promise<Result> {
  const answer = await call;
  if (answer.ok) return answer.result;
  throw rebuilt(answer.error);
}

function describe(thrown: unknown): SentError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return {
    name: error.name,
    message: error.message,
    stack: error.stack ?? null,
    code: error instanceof WarehouseError ? error.code : null,
    limit: error instanceof QueryLimitError ? error.limit : null,
    engineCode: error instanceof QueryError ? error.engineCode : null,
    reason: error instanceof WarehouseUnavailableError ? error.reason : null,
  };
}

function rebuilt({ name, message, stack, code, limit, engineCode, reason }: SentError): Error {
  const error = ofClass();
  if (stack !== null) error.stack = stack;
  return error;

  function ofClass(): Error {
    switch (code) {
      case null:
        return Object.assign(new Error(message), { name });
      case 'query_limit':
        return new QueryLimitError(limit ?? 'time', message);
      case 'query_failed':
        return new QueryError(engineCode, message);
      case 'warehouse_unavailable':
        return new WarehouseUnavailableError(reason ?? 'no_answer', message);
      case 'warehouse_closed':
        return new WarehouseClosedError();
      default:
        return new WarehouseError(code, message);
    }
  }
}
