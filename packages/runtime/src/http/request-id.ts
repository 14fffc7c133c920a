import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const REQUEST_ID = Symbol('requestId');
const ACCEPTABLE = /^[A-Za-z0-9._-]{1,64}$/;
/** Random once a process, counted afterwards: unique without a system call a request. */
const PREFIX = randomBytes(6).toString('hex');
let counter = 0;

interface Identified {
  [REQUEST_ID]?: string | undefined;
}

/** The id of a request: its `X-Request-Id` when that is harmless text, else one of ours; the same at each call. */
export function requestIdOf(request: IncomingMessage): string {
  const identified = request as Identified;
  return (identified[REQUEST_ID] ??=
    acceptable(request.headers['x-request-id']) ?? `${PREFIX}-${(counter++).toString(36)}`);
}

function acceptable(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && ACCEPTABLE.test(header) ? header : undefined;
}
