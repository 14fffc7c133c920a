import type { MessagePort } from 'node:worker_threads';
import type { MigrationResult, MigrationState } from './migrate/migrate.ts';
import type { Lane } from './engine/engine.ts';
import type { StoredFacts } from './read/stored-facts.ts';
import type { StoredVisits } from './read/stored-visits.ts';
import type { Sql } from './sql/sql.ts';
import type { TableName, TableRow } from './table/tables.ts';

/** Where the warehouse is: a chDB directory of this process, a ClickHouse server, or one that another thread has opened. */
export type WarehouseConfig =
  | { readonly kind: 'chdb'; readonly path: string }
  | {
      readonly kind: 'server';
      readonly url: string;
      readonly user: string;
      readonly password: string;
      readonly database: string;
      /** Database of the analysts' views, `mart` by default; they follow the database migrated last. Null: it makes none. */
      readonly mart?: string | null;
      /** Most milliseconds until the whole of an answer; unless told, a statement's own time limit and 15 s. */
      readonly patienceMs?: number;
    }
  | { readonly kind: 'lent'; readonly port: MessagePort };

export interface SelectOptions {
  /** Which connections it may use: `pipeline` (attribution), `report` (default) or `heavy` (one thread, one at a time). */
  readonly lane?: Lane;
  readonly maxSeconds?: number;
  readonly maxMemoryMb?: number;
  /**
   * All tables it reads. Where nobody else can write to the warehouse, its answer is remembered until one of them is
   * inserted into: for what is asked by every report and changes a few times a day.
   */
  readonly reads?: readonly TableName[];
}

export interface CommandOptions extends Pick<SelectOptions, 'maxSeconds' | 'maxMemoryMb'> {
  /** The table of ours that it inserts into. */
  readonly into?: TableName;
}

/** The analytical store: disposable, rebuilt from the log. */
export interface Warehouse extends StoredFacts, StoredVisits {
  /** Brings the schema up to date, and on a server the analysts' views to this database. @throws MigrationError when the files and what was applied disagree. */
  migrate(): Promise<MigrationResult>;
  migrationStatus(): Promise<readonly MigrationState[]>;
  /**
   * Inserts rows in one block. When it resolves they are durable and visible to every later `select`. Inserting equal
   * rows again is harmless. No rows: nothing happens.
   */
  insert<Name extends TableName>(table: Name, rows: readonly TableRow<Name>[]): Promise<void>;
  /**
   * Says that the rows of visits under these keys (32 hexadecimal digits) show now.
   * @returns the keys that may have another row, all of them where others insert, too
   */
  noteVisitKeys(keys: readonly string[]): readonly string[];
  /**
   * Runs one SELECT and returns its rows; 64-bit integers and decimals come as strings.
   * @throws QueryLimitError past its time or memory limit, QueryError when the engine refuses it
   */
  select<Row>(query: Sql, options?: SelectOptions): Promise<Row[]>;
  /** Runs one SELECT of a single column of JSON text and returns the parsed values: cheaper than `select` for bodies. */
  documents<Document>(query: Sql, options?: SelectOptions): Promise<Document[]>;
  /** Runs one statement without rows, an INSERT SELECT into `into` (no SETTINGS clause of its own), as a writer. */
  command(statement: Sql, options?: CommandOptions): Promise<void>;
  /**
   * Fills a table of its own, shaped like the named one, and drops it after `use`: rows computed at query time, or
   * long lists of keys. It lives in memory and is seen by every lane of the warehouse that is given with it: that one is
   * to be asked, since this one may be exchanged meanwhile, which waits for this call.
   */
  withScratch<Name extends TableName, Result>(
    like: Name,
    rows: readonly TableRow<Name>[],
    use: (table: Sql, warehouse: Warehouse) => Promise<Result>,
  ): Promise<Result>;
  /** Has the engine merge a table into few parts, after a bulk load: reports over unmerged parts are up to 10 times slower. */
  merge(table: TableName): Promise<void>;
  /** Waits for running statements and releases the directory (the same process may open it again) or connections. */
  close(): Promise<void>;
}

/** A warehouse that this thread has opened. */
export interface OwnWarehouse extends Warehouse {
  /**
   * Lets the thread at the other end of the port open it, too, as `{ kind: 'lent', port }`. From then on that one alone
   * inserts, and alone keeps facts in memory; this one goes on answering.
   */
  lend(port: MessagePort): void;
}
