import { openServer } from './engine/server-engine.ts';
import { literal } from './sql/literal.ts';
import { plainDatabaseName } from './sql/plain-database-name.ts';
import type { WarehouseConfig } from './warehouse.ts';

/** Databases of a ClickHouse server: a rebuild of a cluster fills one beside the one that answers. */
export interface Databases {
  /** Names that begin so. */
  beginningWith(start: string): Promise<string[]>;
  /** Makes one that is not there; of one that is there nothing is asked, so no grant for it is needed. */
  make(name: string): Promise<void>;
  /** Drops one with all it holds. */
  drop(name: string): Promise<void>;
  close(): Promise<void>;
}

/** @throws WarehouseUnavailableError, WarehouseOpenError */
export async function openDatabases(server: Extract<WarehouseConfig, { kind: 'server' }>): Promise<Databases> {
  // The one that is always there.
  const engine = await openServer({ ...server, database: 'system' });
  const run = (statement: string): Promise<string> => engine.run(statement, 'writer');

  async function beginningWith(start: string): Promise<string[]> {
    const names = await run(
      `SELECT name FROM system.databases WHERE startsWith(name, ${literal(start)}) FORMAT TSVRaw`,
    );
    return names.split('\n').filter((name) => name !== '');
  }

  return {
    beginningWith,
    async make(name) {
      if ((await beginningWith(name)).includes(name)) return;
      await run(`CREATE DATABASE IF NOT EXISTS \`${plainDatabaseName(name)}\``);
    },
    async drop(name) {
      await run(`DROP DATABASE IF EXISTS \`${plainDatabaseName(name)}\` SYNC`);
    },
    close: () => engine.close(),
  };
}
