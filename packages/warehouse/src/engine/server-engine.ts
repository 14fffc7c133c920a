/** A ClickHouse server over HTTP, by the official client. */
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { WarehouseOpenError, WarehouseUnavailableError } from '../errors.ts';
import type { WarehouseConfig } from '../warehouse.ts';
import type { Engine } from './engine.ts';
import { engineError } from './engine-error.ts';
import { SlotPool } from './lane.ts';

/** Statements in flight at once, by lane. */
const CONCURRENT = { writer: 4, pipeline: 4, report: 4, heavy: 1 } as const;

/** @throws WarehouseUnavailableError when the server does not answer, WarehouseOpenError when it refuses us */
export const openServer = async (config: Extract<WarehouseConfig, { kind: 'server' }>): Promise<Engine> => {
  const client = createClient({
    url: config.url,
    username: config.user,
    password: config.password,
    database: config.database,
    request_timeout: 600_000,
    // Its console lines would mix with our own log; every failure is thrown anyway.
    log: { level: ClickHouseLogLevel.OFF },
    max_open_connections: Object.values(CONCURRENT).reduce((sum, count) => sum + count, 0),
    // Parameters of the HTTP request itself, the same for every statement, so nothing can leak from one to the next:
    // errors come as a status and not in the middle of rows; long lists fit.
    clickhouse_settings: { wait_end_of_query: 1, max_query_size: '268435456', max_ast_elements: '10000000' },
  });
  const pools = {
    writer: new SlotPool(slots(CONCURRENT.writer)),
    pipeline: new SlotPool(slots(CONCURRENT.pipeline)),
    report: new SlotPool(slots(CONCURRENT.report)),
    heavy: new SlotPool(slots(CONCURRENT.heavy)),
  };
  const print = async (statement: string, values?: Readable): Promise<string> => {
    try {
      const result = await client.exec(values === undefined ? { query: statement } : { query: statement, values });
      return await text(result.stream);
    } catch (thrown) {
      throw engineError(thrown);
    }
  };
  const insertSettings = await deduplicationOff(print, config.url);

  return {
    insertSettings,
    run: (statement, lane) => pools[lane].use(() => print(statement)),
    insertBlock: (statement, _structure, block) =>
      pools.writer.use(async () => {
        await print(`${statement} FORMAT Native`, Readable.from([block], { objectMode: false }));
      }),
    close: async () => {
      await Promise.all(Object.values(pools).map((pool) => pool.close()));
      await client.close();
    },
  };
};

const slots = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/** Since 26.x `deduplicate_insert` decides, before it `insert_deduplicate`; a server refuses a setting it lacks. */
const deduplicationOff = async (print: (statement: string) => Promise<string>, url: string): Promise<string> => {
  try {
    const known = await print(
      "SELECT count() FROM system.settings WHERE name = 'deduplicate_insert' FORMAT TabSeparated",
    );
    return known.trim() === '1' ? "deduplicate_insert = 'disable'" : 'insert_deduplicate = 0';
  } catch (thrown) {
    if (thrown instanceof WarehouseUnavailableError) throw thrown;
    throw new WarehouseOpenError(`The ClickHouse server at ${url} refused: ${String(thrown)}`, { cause: thrown });
  }
};
