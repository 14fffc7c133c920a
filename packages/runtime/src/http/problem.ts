import { STATUS_CODES } from 'node:http';

/** One error of a request body or query: where (JSON pointer, and the index of the event or the line of the file), what, and why. */
export interface ProblemDetail {
  readonly index?: number;
  readonly line?: number;
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** An answer that is an error, as RFC 9457 `application/problem+json`. Thrown or returned by handlers. */
export class Problem extends Error {
  readonly status: number;
  /** Stable machine-readable name, also the last part of `type`. */
  readonly code: string;
  readonly errors: readonly ProblemDetail[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    detail: string,
    errors: readonly ProblemDetail[] = [],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.errors = errors;
    this.headers = headers;
  }
}

/** Short form of `new Problem`. */
export function problem(
  status: number,
  code: string,
  detail: string,
  errors: readonly ProblemDetail[] = [],
  headers: Readonly<Record<string, string>> = {},
): Problem {
  return new Problem(status, code, detail, errors, headers);
}

/** The JSON text of a problem. `type` is a URN: it names the kind of problem, there is nothing to fetch. */
export function problemJson(problem: Problem, requestId: string): string {
  return JSON.stringify({
    type: `urn:throughline:problem:${problem.code}`,
    title: STATUS_CODES[problem.status] ?? 'Error',
    status: problem.status,
    code: problem.code,
    detail: problem.message,
    errors: problem.errors,
    request_id: requestId,
  });
}
