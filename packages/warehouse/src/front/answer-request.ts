/** One HTTP request, from who asks to the last byte of the answer. https://clickhouse.com/docs/interfaces/http */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ChdbEngine } from '../engine/chdb-engine.ts';
import { authenticate } from './authenticate.ts';
import type { FrontUser } from './authenticate.ts';
import { codingFor, encodeBody } from './content-coding.ts';
import { errorResponse } from './error-response.ts';
import { contentTypeOf } from './formats.ts';
import { readRequest } from './read-request.ts';
import { runRequest } from './run-request.ts';
import type { Outcome } from './run-request.ts';

export interface Served {
  readonly engine: ChdbEngine;
  readonly users: readonly FrontUser[];
  /** Database of the analysts' views. */
  readonly mart: string;
  /** Of a body, packed and unpacked. */
  readonly maxBodyBytes: number;
  readonly displayName: string;
  /** As the engine says. */
  readonly version: string;
  readonly timezone: string;
}

export const answerRequest = async (
  served: Served,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const url = new URL(`http://front${request.url?.startsWith('/') === true ? request.url : '/'}`);
  if (isGreeting(request, url)) {
    response.writeHead(200, { 'content-type': TEXT }).end('Ok.\n');
    return;
  }
  if (url.pathname !== '/') {
    response.writeHead(404, { 'content-type': TEXT, connection: 'close' }).end(`There is no handle ${url.pathname}\n`);
    return;
  }
  response.setHeader('X-ClickHouse-Server-Display-Name', served.displayName);
  response.setHeader('X-ClickHouse-Timezone', served.timezone);
  try {
    const user = authenticate(served.users, request.headers, url.searchParams);
    const asked = await readRequest(request, url, served.maxBodyBytes);
    response.setHeader('X-ClickHouse-Query-Id', asked.queryId ?? randomUUID());
    const outcome = await runRequest(served.engine, served.mart, user, asked);
    await print(response, outcome, asked.wantsCompression ? codingFor(request.headers['accept-encoding']) : null);
  } catch (thrown) {
    refuse(served, request, response, thrown);
  }
};

const LINGER_MS = 1_000;
const TEXT = 'text/plain; charset=UTF-8';

/** What load balancers and clients ask to see whether anybody is there; nobody has to say who they are for it. */
const isGreeting = ({ method }: IncomingMessage, url: URL): boolean => {
  if (url.pathname === '/ping' || url.pathname === '/replicas_status') return true;
  return url.pathname === '/' && (method === 'GET' || method === 'HEAD') && !url.searchParams.has('query');
};

const print = async (response: ServerResponse, outcome: Outcome, coding: string | null): Promise<void> => {
  const { bytes, format, written, rows, elapsedNs } = outcome;
  const summary = {
    // The engine tells an embedder how many rows it printed or took, not how many it went through.
    read_rows: String(rows + written),
    read_bytes: '0',
    written_rows: String(written),
    written_bytes: '0',
    total_rows_to_read: '0',
    result_rows: String(rows),
    result_bytes: String(bytes.length),
    elapsed_ns: elapsedNs,
  };
  response.setHeader('X-ClickHouse-Summary', JSON.stringify(summary));
  if (format !== null) response.setHeader('X-ClickHouse-Format', format);
  response.setHeader('content-type', format === null ? TEXT : contentTypeOf(format));
  if (coding !== null && bytes.length > 0) response.setHeader('content-encoding', coding);
  response.end(coding === null || bytes.length === 0 ? bytes : await encodeBody(bytes, coding));
};

const refuse = (served: Served, request: IncomingMessage, response: ServerResponse, thrown: unknown): void => {
  const { status, code, text } = errorResponse(thrown, served.version);
  if (status === 401) response.setHeader('www-authenticate', 'Basic realm="ClickHouse"');
  // A body nobody read would be taken for the next request. Its rest is thrown away for a moment, or the client would not
  // see the answer before the connection breaks; then the connection is, because a body may never end.
  const isUnread = !request.complete;
  if (isUnread) response.setHeader('connection', 'close');
  response.writeHead(status, { 'content-type': TEXT, 'x-clickhouse-exception-code': String(code) }).end(text);
  if (!isUnread) return;
  request.resume();
  const linger = setTimeout(() => request.destroy(), LINGER_MS);
  request.once('close', () => clearTimeout(linger));
};
