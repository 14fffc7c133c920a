/**
 * chDB: ClickHouse inside this process. The ONLY file that touches it, because both it and the client's hook for it are
 * experimental (versions are pinned).
 *
 * Measured behaviour this file relies on:
 * - one process per data directory, and one directory per process: a second directory is refused while any connection is
 *   open; after `close` of all of them the process may open the same or another directory (20 ms);
 * - a connection runs one statement at a time, connections run side by side;
 * - `clickhouse_settings` become SETs on a session that stay: never used, settings stand in the statement;
 * - `query_params` are serialised over the whole process: never used, see `sql/literal.ts`;
 * - an aborted call goes on in the engine, so limits stand in every statement and `close` waits for running ones;
 * - rows that a statement printed before it failed stay in its connection and come before those of the next statement.
 */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import type { ClickHouseClient } from '@clickhouse/client';
import { createChdbConnection } from 'chdb/connection';
import { WarehouseLockedError, WarehouseOpenError } from '../errors.ts';
import { literal } from '../sql/literal.ts';
import type { Engine, Lane } from './engine.ts';
import { checkRoom } from './check-room.ts';
import { engineError } from './engine-error.ts';
import { SlotPool } from './lane.ts';
import { createMergeGuard } from './merge-guard.ts';

type ClientConnection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>;

/** Connections of each lane. */
const CONNECTIONS = { writer: 4, pipeline: 2, report: 2, heavy: 1 } as const;

/**
 * Set once on every connection, the same for all. Statements with long lists are larger than the engine's 256 KB, which
 * cannot be raised inside them; the structure of a writer's block file, overwritten in place, must not be remembered.
 */
const SESSION =
  'max_query_size = 268435456, max_ast_elements = 10000000, max_expanded_ast_elements = 10000000, schema_inference_use_cache_for_file = 0';

/** What a statement printed, byte for byte, and what the engine says of it. */
export interface Printed {
  readonly bytes: Buffer;
  /** Rows printed; of an INSERT from a file the rows read, which are those written. */
  readonly rows: number;
  readonly elapsedNs: string;
}

/** What the HTTP front needs beside the warehouse: formats that are no text. */
export interface ChdbEngine extends Engine {
  print(statement: string, lane: Lane | 'writer'): Promise<Printed>;
  /**
   * Runs, as a writer, the statement made for a file that holds the data and is gone afterwards.
   * @throws WarehouseUnavailableError where the disk has no room for it
   */
  printWithFile(data: Uint8Array, statementOf: (file: string) => string): Promise<Printed>;
}

/** @throws WarehouseLockedError when another process has the directory, WarehouseOpenError otherwise */
export const openChdb = async (path: string): Promise<ChdbEngine> => {
  const clients: ClickHouseClient[] = [];
  const open = (): ClickHouseClient => {
    const client = openClient(path);
    clients.push(client);
    return client;
  };
  const pools = Object.fromEntries(
    Object.entries(CONNECTIONS).map(([lane, count]) => [lane, new SlotPool(Array.from({ length: count }, open))]),
  ) as Record<Lane | 'writer', SlotPool<ClickHouseClient>>;
  for (const client of clients) {
    await print(client, `SET ${SESSION}`);
  }
  const blocks = openBlockDirectory();
  const fileOf = new Map(clients.map((client, index) => [client, join(blocks, `${index}.native`)]));

  const guardMerges = createMergeGuard((statement) => pools.writer.use((client) => print(client, statement)));

  const withRoom = async <T>(bytes: number, write: () => Promise<T>): Promise<T> => {
    await guardMerges(checkRoom(path, bytes));
    const done = await write();
    checkRoom(path, 0);
    return done;
  };

  const printWithFile: ChdbEngine['printWithFile'] = (data, statementOf) =>
    withRoom(data.length, () =>
      pools.writer.use((client) => {
        // A file for each writer: memory-backed, written synchronously (a copy).
        const file = fileOf.get(client) ?? '';
        writeFileSync(file, data, { mode: 0o600 });
        return print(client, statementOf(file));
      }),
    );

  return {
    insertSettings: "deduplicate_insert = 'disable'",
    run: (statement, lane, into = null) => {
      const run = (): Promise<string> =>
        pools[lane].use(async (client) => (await print(client, statement)).bytes.toString('utf8'));
      return into === null ? run() : withRoom(0, run);
    },
    insertBlock: async ({ table, settings }, block) => {
      // Not SELECT FROM file(): planning that over the columns of a conversion takes 4 of 15 ms (measured).
      await printWithFile(
        block,
        (file) => `INSERT INTO ${table} FROM INFILE ${literal(file)} SETTINGS ${settings} FORMAT Native`,
      );
    },
    print: (statement, lane) => pools[lane].use((client) => print(client, statement)),
    printWithFile,
    close: async () => {
      await Promise.all(Object.values(pools).map((pool) => pool.close()));
      for (const client of clients) await client.close();
      rmSync(blocks, { recursive: true, force: true });
    },
  };
};

/** Connections whose last statement failed: what it had printed is still in them. */
const unread = new WeakSet<ClickHouseClient>();

const print = async (client: ClickHouseClient, statement: string): Promise<Printed> => {
  try {
    if (unread.has(client)) {
      await printed(client, 'SELECT 1 FORMAT Null');
      unread.delete(client);
    }
    return await printed(client, statement);
  } catch (thrown) {
    unread.add(client);
    throw engineError(thrown);
  }
};

const printed = async (client: ClickHouseClient, statement: string): Promise<Printed> => {
  const { stream, summary } = await client.exec({ query: statement });
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return {
    bytes: Buffer.concat(chunks),
    rows: Number(summary?.read_rows ?? 0),
    elapsedNs: summary?.elapsed_ns ?? '0',
  };
};

const openClient = (path: string): ClickHouseClient => {
  try {
    mkdirSync(path, { recursive: true });
    // Same contract, but each package carries its own copy of the types.
    return createClient({ connection: createChdbConnection({ path }) as unknown as ClientConnection });
  } catch (thrown) {
    const holder = lockHolder(path);
    if (holder !== null) throw new WarehouseLockedError(path, holder, { cause: thrown });
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    throw new WarehouseOpenError(`The data directory ${path} could not be opened: ${message}`, { cause: thrown });
  }
};

/** The engine reports a held lock on stderr only, but the holder's process id stands in the directory's `status` file. */
const lockHolder = (path: string): number | null => {
  try {
    const pid = Number(/^PID: (\d+)/m.exec(readFileSync(join(path, 'status'), 'utf8'))?.[1]);
    return Number.isInteger(pid) && pid !== process.pid && isAlive(pid) ? pid : null;
  } catch {
    return null;
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const PREFIX = 'throughline-block-';

/** A private directory for insert blocks, in memory where there is one; those of dead processes are removed. */
const openBlockDirectory = (): string => {
  const root = statSync('/dev/shm', { throwIfNoEntry: false })?.isDirectory() === true ? '/dev/shm' : tmpdir();
  for (const name of readdirSync(root).filter((entry) => entry.startsWith(PREFIX))) {
    const pid = Number(name.slice(PREFIX.length).split('-')[0]);
    if (Number.isInteger(pid) && pid !== process.pid && !isAlive(pid)) {
      try {
        rmSync(join(root, name), { recursive: true, force: true });
      } catch {
        // Another user's, or another process removes it at this very moment: it is in nobody's way.
      }
    }
  }
  return mkdtempSync(join(root, `${PREFIX}${process.pid}-`));
};
