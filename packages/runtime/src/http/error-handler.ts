import type { ErrorRequestHandler } from 'express';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../log/create-logger.ts';
import { redactPath } from '../log/redact.ts';
import { Problem } from './problem.ts';
import { requestIdOf } from './request-id.ts';
import { sendProblem } from './send.ts';

/** Answers whatever a handler threw: a Problem as it is, anything else as a 500 that tells the sender nothing. */
export function answerError(logger: Logger, request: IncomingMessage, response: ServerResponse, error: unknown): void {
  const problem = asProblem(error);
  if (problem.status >= 500) {
    const path = redactPath(request.url ?? '');
    logger.error({ err: error, requestId: requestIdOf(request), method: request.method, path }, 'request failed');
  }
  sendProblem(request, response, problem);
}

/** The last handler of an express app. */
export function errorHandler(logger: Logger): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (response.headersSent) next(error);
    else answerError(logger, request, response, error);
  };
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  // Express's own refusals (a malformed %-escape in a path) are errors with a status below 500.
  if (error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status < 500) {
    return new Problem(error.status, 'bad_request', error.message);
  }
  // Of the event log, which this package does not know: it may be there again in a moment.
  if (error instanceof Error && 'code' in error && error.code === 'log_unavailable') {
    return new Problem(503, error.code, 'The event log does not answer now; try again.', [], { 'Retry-After': '5' });
  }
  return new Problem(500, 'internal', 'Something is broken on our side; nothing of this request was accepted.');
}
