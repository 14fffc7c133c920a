/** Expected refusals of the query service as problems (RFC 9457). */
import type { Problem } from '@throughline/runtime';
import { problem } from '@throughline/runtime';
import { QueryLimitError, WarehouseUnavailableError } from '@throughline/warehouse';
import type { ParameterError, Parsed } from '../request/parameter-error.ts';
import { ClientGoneError } from '../report/client-gone-error.ts';
import { QueryQueueFullError } from '../report/conversion-rows.ts';
import { QueryTooLargeError } from '../report/query-too-large-error.ts';

/** The value, or a thrown 400 that names every bad parameter. */
export const valid = <T>(result: Parsed<T>): T => {
  if (result.ok) return result.value;
  throw badParameters(result.errors);
};

/** More than any person mistypes at once; each error may list all allowed values. */
const MOST_ERRORS = 20;

/** 400 with the first of the errors, and how many more there are. */
export const badParameters = (all: readonly ParameterError[]): Problem => {
  const errors = all.slice(0, MOST_ERRORS);
  const names = [...new Set(errors.map(({ pointer }) => pointer.split('/')[1] ?? ''))].join(', ');
  const more = all.length > errors.length ? ` (and ${all.length - errors.length} more errors)` : '';
  const detail = `Not understood: ${names}${more}. See errors for the allowed values.`;
  return problem(400, 'parameter_invalid', detail, errors);
};

export const unknownWorkspace = (workspace: string): Problem =>
  problem(404, 'workspace_unknown', `There is no workspace '${workspace}'.`);

/** Status nginx gives such requests; nobody reads it, and it is no failure to log. */
const CLIENT_CLOSED_REQUEST = 499;

/** Runs a handler; what the warehouse refuses for its limits becomes an answer. */
export const answering = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ClientGoneError) throw problem(CLIENT_CLOSED_REQUEST, error.code, error.message);
    if (error instanceof QueryTooLargeError) throw problem(400, error.code, error.message);
    if (error instanceof QueryQueueFullError)
      throw problem(503, error.code, error.message, [], { 'Retry-After': '10' });
    if (error instanceof QueryLimitError) {
      const detail = `The question takes more ${error.limit} than one may. Choose a shorter period or fewer dimensions.`;
      throw problem(503, error.code, detail);
    }
    if (error instanceof WarehouseUnavailableError) {
      throw problem(503, error.code, 'The warehouse does not answer. Try again.', [], { 'Retry-After': '5' });
    }
    throw error;
  }
};
