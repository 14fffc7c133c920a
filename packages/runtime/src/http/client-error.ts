import type { Socket } from 'node:net';
import { Problem, problemJson } from './problem.ts';

/** Answers a connection on which no request could be read: malformed, headers too big, or too slow. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const problem = problemOf(error.code);
  const json = problemJson(problem, '-');
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.message}\r\nContent-Type: application/problem+json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(json)}\r\nConnection: close\r\n\r\n${json}`,
  );
  socket.destroySoon();
}

function problemOf(code: string | undefined): Problem {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem(408, 'request_timeout', 'Request Timeout');
    case 'HPE_HEADER_OVERFLOW':
      return new Problem(431, 'headers_too_large', 'Request Header Fields Too Large');
    default:
      return new Problem(400, 'malformed_request', 'Bad Request');
  }
}
