/** A ClickHouse server over HTTP, by the official client. */
import { Readable } from 'node:stream';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { QueryError, WarehouseOpenError, WarehouseUnavailableError } from '../errors.ts';
import type { UnavailableReason } from '../errors.ts';
import type { WarehouseConfig } from '../warehouse.ts';
import { askServer } from './ask-server.ts';
import type { Engine } from './engine.ts';
import { SlotPool } from './lane.ts';
import { statedLimit } from './stated-limit.ts';

/** Statements in flight at once, by lane. */
const CONCURRENT = { writer: 4, pipeline: 4, report: 4, heavy: 1 } as const;
/** Of a statement that states no limit: what makes and drops tables. */
const UNLIMITED_SECONDS = 600;
/** What an answer may take beyond the statement's own time. */
const GRACE_SECONDS = 15;

/**
 * @throws WarehouseUnavailableError when the server cannot be used now, WarehouseOpenError when it would not help to wait:
 *   it refuses us, or is something else
 */
export const openServer = async (config: Extract<WarehouseConfig, { kind: 'server' }>): Promise<Engine> => {
  const client = createClient({
    url: config.url,
    username: config.user,
    password: config.password,
    database: config.database,
    // Each statement has a limit of its own.
    request_timeout: 0,
    // Its console lines would mix with our own log; every failure is thrown anyway.
    log: { level: ClickHouseLogLevel.OFF },
    max_open_connections: Object.values(CONCURRENT).reduce((sum, count) => sum + count, 0),
    // Parameters of the HTTP request itself, the same for every statement, so nothing can leak from one to the next:
    // errors come as a status and not in the middle of rows; long lists fit; what we gave up on stops.
    clickhouse_settings: {
      wait_end_of_query: 1,
      max_query_size: '268435456',
      max_ast_elements: '10000000',
      cancel_http_readonly_queries_on_client_close: 1,
    },
  });
  const pools = {
    writer: new SlotPool(slots(CONCURRENT.writer)),
    pipeline: new SlotPool(slots(CONCURRENT.pipeline)),
    report: new SlotPool(slots(CONCURRENT.report)),
    heavy: new SlotPool(slots(CONCURRENT.heavy)),
  };
  // Never the URL as configured: it may hold a password.
  const server = `ClickHouse at ${new URL(config.url).origin}`;
  const ask = (statement: string, values?: Readable): Promise<string> => {
    const patienceMs = config.patienceMs ?? ((statedLimit(statement) ?? UNLIMITED_SECONDS) + GRACE_SECONDS) * 1000;
    return askServer(client, server, { statement, patienceMs, ...(values === undefined ? {} : { values }) });
  };
  const insertSettings = await settingsOfInserts(ask, `${server} has no database "${config.database}"`);
  return {
    insertSettings,
    run: (statement, lane) => pools[lane].use(() => ask(statement)),
    insertBlock: ({ table, settings }, block) =>
      pools.writer.use(async () => {
        await ask(
          `INSERT INTO ${table} SETTINGS ${settings} FORMAT Native`,
          Readable.from([block], { objectMode: false }),
        );
      }),
    close: async () => {
      await Promise.all(Object.values(pools).map((pool) => pool.close()));
      await client.close();
    },
  };
};

const slots = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/** Nobody but an operator can mend these, so a start does not wait for them. */
const CONFIGURATION: ReadonlySet<UnavailableReason> = new Set(['credentials', 'access', 'not_clickhouse']);

const UNKNOWN_DATABASE = 81;

/**
 * Equal blocks are never dropped: since 26.x `deduplicate_insert` decides, before it `insert_deduplicate`; a server
 * refuses a setting it lacks. And a block is there when the server says so, whatever a profile says of asynchronous ones.
 *
 * @param missing says that our database is not there
 */
const settingsOfInserts = async (ask: (statement: string) => Promise<string>, missing: string): Promise<string> => {
  try {
    const known = await ask(
      "SELECT count() FROM system.settings WHERE name = 'deduplicate_insert' FORMAT TabSeparated",
    );
    const deduplication = known.trim() === '1' ? "deduplicate_insert = 'disable'" : 'insert_deduplicate = 0';
    return `${deduplication}, async_insert = 0`;
  } catch (thrown) {
    if (thrown instanceof WarehouseUnavailableError && !CONFIGURATION.has(thrown.reason)) throw thrown;
    if (thrown instanceof QueryError && thrown.engineCode === UNKNOWN_DATABASE) {
      throw new WarehouseOpenError(`${missing}: "throughline migrate up" makes it`, { cause: thrown });
    }
    throw new WarehouseOpenError(thrown instanceof Error ? thrown.message : String(thrown), { cause: thrown });
  }
};
