/**
 * A ClickHouse server's HTTP interface over an embedded chDB: lets several processes (the cluster's services, tests of
 * the server adapter) and analysts share one warehouse where no ClickHouse runs. For one machine, not a database server:
 * no sessions, no replication, answers are printed as a whole. https://clickhouse.com/docs/interfaces/http
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { plainDatabaseName } from '../sql/plain-database-name.ts';
import { answerRequest } from './answer-request.ts';
import type { FrontUser } from './authenticate.ts';

export interface ClickHouseFront {
  readonly url: string;
  close(): Promise<void>;
}

export interface FrontOptions {
  /** chDB directory, which this process then holds. */
  readonly path: string;
  readonly users: readonly FrontUser[];
  /** Database of the analysts' views, `mart` unless told. */
  readonly mart?: string;
  /** Loopback only; 0 = any free port. */
  readonly port?: number;
  /** Of a request's body, packed and unpacked; 256 MiB unless told. */
  readonly maxBodyBytes?: number;
  /** What it calls itself in a header. */
  readonly displayName?: string;
}

/** Of the URL and all headers; a statement may stand in the URL. As ClickHouse's `http_max_uri_size`. */
const MAX_HEADER_BYTES = 1 << 20;

/** @throws WarehouseLockedError, WarehouseOpenError, RangeError for a mart that is no plain name */
export const startClickHouseFront = async ({
  path,
  users,
  mart = 'mart',
  port = 0,
  maxBodyBytes = 256 << 20,
  displayName = 'throughline',
}: FrontOptions): Promise<ClickHouseFront> => {
  plainDatabaseName(mart);
  const { openChdb } = await import('../engine/chdb-engine.ts');
  const engine = await openChdb(path);
  const [version = '', timezone = ''] = (await engine.run('SELECT version(), timezone() FORMAT TSV', 'report'))
    .trim()
    .split('\t');
  const served = { engine, users, mart, maxBodyBytes, displayName, version, timezone };
  const server = createServer(
    { maxHeaderSize: MAX_HEADER_BYTES, headersTimeout: 10_000, requestTimeout: 300_000 },
    (request, response) => {
      answerRequest(served, request, response).catch((thrown: unknown) =>
        response.destroy(thrown instanceof Error ? thrown : new Error(String(thrown))),
      );
    },
  );
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
  } catch (thrown) {
    await engine.close();
    throw thrown;
  }
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
