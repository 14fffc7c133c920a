import type { IncomingMessage } from 'node:http';

/** The query of a request as it was sent, whatever router it went through. */
export function queryOf(request: IncomingMessage): URLSearchParams {
  const url = 'originalUrl' in request ? String(request.originalUrl) : (request.url ?? '');
  const start = url.indexOf('?');
  return new URLSearchParams(start < 0 ? '' : url.slice(start + 1));
}
