/**
 * A ClickHouse server's HTTP interface over an embedded chDB: lets several processes (the cluster's services, tests of
 * the server adapter) share one warehouse where no ClickHouse runs. For one machine and for tests, not a database server:
 * one user, statements and Native inserts only. https://clickhouse.com/docs/interfaces/http
 */
import { timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { openChdb } from '../engine/chdb-engine.ts';
import type { Engine } from '../engine/engine.ts';
import { QueryError, QueryLimitError } from '../errors.ts';

export interface ClickHouseFront {
  readonly url: string;
  close(): Promise<void>;
}

export interface FrontOptions {
  /** chDB directory, which this process then holds. */
  readonly path: string;
  readonly user: string;
  readonly password: string;
  /** Loopback only; 0 = any free port. */
  readonly port?: number;
}

/** @throws WarehouseLockedError, WarehouseOpenError */
export const startClickHouseFront = async ({
  path,
  user,
  password,
  port = 0,
}: FrontOptions): Promise<ClickHouseFront> => {
  const engine = await openChdb(path);
  const credentials = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const server = createServer((request, response) => {
    void answer(engine, credentials, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await closed;
      await engine.close();
    },
  };
};

const answer = async (
  engine: Engine,
  credentials: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  try {
    const body = await buffer(request);
    if (!isSame(request.headers.authorization ?? '', credentials)) {
      fail(response, 401, 516, 'Authentication failed: wrong user or password');
      return;
    }
    const inUrl = new URL(request.url ?? '/', 'http://front').searchParams.get('query');
    const text = await (inUrl === null ? run(engine, body.toString('utf8')) : insert(engine, inUrl, body));
    response.writeHead(200, { 'content-type': 'text/plain; charset=UTF-8' }).end(text);
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    fail(response, 500, codeOf(thrown), message);
  }
};

/** Reads run beside each other; whatever else a statement is, one at a time. */
const run = (engine: Engine, statement: string): Promise<string> =>
  engine.run(statement, /^\s*(?:SELECT|WITH|EXISTS|SHOW|\()/i.test(statement) ? 'report' : 'writer');

const insert = async (engine: Engine, statement: string, body: Buffer): Promise<string> => {
  const [, head] = /^([\s\S]*?)\s+FORMAT\s+Native\s*$/i.exec(statement) ?? [];
  if (head === undefined) return run(engine, statement);
  await engine.insertBlock(head, null, body);
  return '';
};

const codeOf = (thrown: unknown): number => {
  if (thrown instanceof QueryLimitError) return thrown.limit === 'time' ? 159 : 241;
  return thrown instanceof QueryError ? (thrown.engineCode ?? 1002) : 1002;
};

const fail = (response: ServerResponse, status: number, code: number, message: string): void => {
  response
    .writeHead(status, { 'content-type': 'text/plain; charset=UTF-8', 'x-clickhouse-exception-code': String(code) })
    .end(`Code: ${code}. DB::Exception: ${message} (FRONT)`);
};

const isSame = (given: string, expected: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
};
