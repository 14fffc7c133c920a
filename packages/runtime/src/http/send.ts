import type { IncomingMessage, ServerResponse } from 'node:http';
import { problemHtml } from './problem-page.ts';
import { problemJson, type Problem } from './problem.ts';
import { requestIdOf } from './request-id.ts';

/** Answers JSON text, without the header guessing and hashing of `res.json`. */
export function sendJson(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  json: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  send(request, response, status, 'application/json; charset=utf-8', json, headers);
}

/** Answers a problem (RFC 9457), or the page of a route that has one for it (`problemPages`). Does nothing when the answer has already begun. */
export function sendProblem(request: IncomingMessage, response: ServerResponse, problem: Problem): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const html = problemHtml(response, problem);
  if (html !== null) {
    send(request, response, problem.status, 'text/html; charset=utf-8', html, problem.headers);
    return;
  }
  const json = problemJson(problem, requestIdOf(request));
  send(request, response, problem.status, 'application/problem+json; charset=utf-8', json, problem.headers);
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  type: string,
  text: string,
  headers: Readonly<Record<string, string>>,
): void {
  const fields = [
    'Content-Type',
    type,
    'Content-Length',
    String(Buffer.byteLength(text)),
    'X-Request-Id',
    requestIdOf(request),
    'X-Content-Type-Options',
    'nosniff',
  ];
  for (const name in headers) fields.push(name, headers[name] ?? '');
  response.writeHead(status, fields);
  response.end(text);
}
