import { randomUUID } from 'node:crypto';
import type { Engine, Lane } from './engine/engine.ts';
import { observeEngine, type StatementObserver } from './engine/observe-engine.ts';
import { borrowEngine, lendEngine, type Changing } from './lent/lent-engine.ts';
import { migrate, migrationStates } from './migrate/migrate.ts';
import { publishViews } from './migrate/publish-views.ts';
import { secureViews } from './migrate/secure-views.ts';
import { readMigrations } from './migrate/read-migrations.ts';
import { parseColumnType } from './native/column-type.ts';
import { encodeBlock } from './native/encode-block.ts';
import type { Column } from './native/encode-block.ts';
import { keptFacts } from './read/kept-facts.ts';
import { visitKeySource } from './read/key-sources.ts';
import { KnownKeys } from './read/known-keys.ts';
import { VisitKeys } from './read/visit-keys.ts';
import { RememberedAnswers } from './read/remembered-answers.ts';
import { keptVisits } from './read/kept-visits.ts';
import { queriedFacts } from './read/stored-facts.ts';
import { queriedVisits } from './read/stored-visits.ts';
import type { StoredFacts } from './read/stored-facts.ts';
import { Sql } from './sql/sql.ts';
import type { FactByNodeRow } from './table/fact-by-node.ts';
import type { VisitByKeyRow } from './table/visit-by-key.ts';
import type { FactRow } from './table/fact.ts';
import type { VisitByVisitorRow } from './table/visit-by-visitor.ts';
import { tables } from './table/tables.ts';
import type { TableName } from './table/tables.ts';
import type { OwnWarehouse, SelectOptions, WarehouseConfig } from './warehouse.ts';

/**
 * Opens the warehouse. Nothing is migrated yet. An engine is loaded when it is needed: chDB is some 200 MB of memory that a
 * process with a server, or a thread that borrows, does without.
 * @throws WarehouseLockedError, WarehouseOpenError, WarehouseUnavailableError
 */
export async function createWarehouse(config: WarehouseConfig, observe?: StatementObserver): Promise<OwnWarehouse> {
  const observed = (engine: Engine): Engine => (observe === undefined ? engine : observeEngine(engine, observe));
  switch (config.kind) {
    case 'chdb': {
      const { openUnflushedChdb } = await import('./engine/unflushed-chdb.ts');
      return warehouseOver(observed(await openUnflushedChdb(config.path)), 'mart', true);
    }
    case 'server': {
      const { openServer } = await import('./engine/server-engine.ts');
      return warehouseOver(observed(await openServer(config)), config.mart === undefined ? 'mart' : config.mart, false);
    }
    case 'lent':
      return warehouseOver(await borrowEngine(config.port), 'mart', true);
  }
}

/** @param alone nobody else can write to it, so that facts may be kept in memory */
const warehouseOver = (engine: Engine, mart: string | null, alone: boolean): OwnWarehouse => {
  const migrations = readMigrations(mart, alone ? 'unflushed' : 'flushed');
  const migrating = (statement: string): Promise<string> => engine.run(statement, 'writer');

  const insertInto = async (
    table: string,
    like: TableName,
    rows: readonly object[],
    into: TableName | null,
  ): Promise<void> => {
    if (rows.length === 0) return;
    const { columns } = LAYOUTS[like];
    const block = encodeBlock(columns, rows as readonly Readonly<Record<string, unknown>>[]);
    // One block is one thread's work: more only cost 2 ms and the core a report needs.
    const settings = `${engine.insertSettings}, ${limits('writer', {})}, max_threads = 1`;
    await engine.insertBlock({ table, settings }, block, into);
  };

  const remembered = alone ? new RememberedAnswers() : null;
  const select = async <Row>(query: Sql, options: SelectOptions = {}): Promise<Row[]> => {
    const lane = options.lane ?? 'report';
    const statement = `${query.text}\nFORMAT JSONEachRow\nSETTINGS ${OUTPUT}, ${limits(lane, options)}`;
    const ask = (): Promise<string> => engine.run(statement, lane);
    const text =
      remembered === null || options.reads === undefined
        ? await ask()
        : await remembered.answer(statement, options.reads, ask);
    return rowsOf<Row>(text);
  };
  const changing: Changing = async (table, insert) => {
    try {
      return await (remembered === null ? insert() : remembered.changing(table, insert));
    } finally {
      if (table === 'visit_conflict') kept?.visits.forget();
    }
  };
  const documents = async <Document>(query: Sql, options: SelectOptions = {}): Promise<Document[]> => {
    const lane = options.lane ?? 'report';
    const statement = `${query.text}\nFORMAT TSVRaw\nSETTINGS ${limits(lane, options)}`;
    const text = await engine.run(statement, lane);
    return rowsOf<Document>(text);
  };
  const queried = { facts: queriedFacts({ select, documents }), visits: queriedVisits({ documents }) };
  /** Null where others insert. */
  let kept = alone
    ? { facts: keptFacts(queried.facts, { select }), visits: keptVisits(queried.visits, { select }) }
    : null;
  const visitKeys = alone ? new VisitKeys(new KnownKeys(visitKeySource({ select }))) : null;
  const facts = (): StoredFacts => (kept ?? queried).facts;

  const warehouse: OwnWarehouse = {
    factsNaming: (...asked) => facts().factsNaming(...asked),
    numbersNaming: (...asked) => facts().numbersNaming(...asked),
    factsById: (...asked) => facts().factsById(...asked),
    namedAmong: (...asked) => facts().namedAmong(...asked),
    visitsNaming: (...asked) => (kept ?? queried).visits.visitsNaming(...asked),
    noteVisitKeys: (keys) => {
      kept?.visits.begin();
      return visitKeys === null ? keys : visitKeys.note(keys);
    },
    select,
    documents,
    migrate: async () => {
      const result = await migrate(migrating, migrations);
      if (!alone && mart !== null) {
        await publishViews(migrating, mart, migrations);
        await secureViews(migrating, mart);
      }
      await dropAbandonedScratches(migrating);
      return result;
    },
    migrationStatus: () => migrationStates(migrating, migrations),
    insert: async (table, rows) => {
      if (rows.length === 0) return;
      if (table === 'visit_by_key') visitKeys?.inserting(rows as readonly VisitByKeyRow[]);
      await changing(table, () => insertInto(table, table, rows, table));
      if (table === 'fact') kept?.facts.noteFacts(rows as readonly FactRow[]);
      else if (table === 'fact_by_node') kept?.facts.noteNames(rows as readonly FactByNodeRow[]);
      else if (table === 'visit_by_visitor') kept?.visits.noteVisits(rows as readonly VisitByVisitorRow[]);
    },
    command: async (statement, { into, ...options } = {}) => {
      const text = `${statement.text}\nSETTINGS ${engine.insertSettings}, ${limits('writer', options)}`;
      const run = (): Promise<string> => engine.run(text, 'writer', into ?? null);
      await (into === undefined ? run() : changing(into, run));
    },
    withScratch: async (like, rows, use) => {
      const name = `scratch_${randomUUID().replaceAll('-', '')}`;
      const { structure } = LAYOUTS[like];
      await engine.run(
        `CREATE TABLE ${name} (${structure}) ENGINE = Memory COMMENT 'Dropped after one query'`,
        'writer',
      );
      try {
        await insertInto(name, like, rows, null);
        return await use(Sql.trusted(name), warehouse);
      } finally {
        await engine.run(`DROP TABLE ${name} SYNC`, 'writer');
      }
    },
    merge: async (table) => {
      await engine.run(`OPTIMIZE TABLE ${table} FINAL SETTINGS ${limits('writer', { maxSeconds: 3600 })}`, 'writer');
    },
    lend: (port) => {
      kept = null;
      lendEngine(engine, port, changing);
    },
    close: () => engine.close(),
  };
  return warehouse;
};

/** Left behind by a crash; a living query's is never a day old. */
const dropAbandonedScratches = async (run: (statement: string) => Promise<string>): Promise<void> => {
  const names = await run(
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE 'scratch\\_%' AND metadata_modification_time < now() - INTERVAL 1 DAY FORMAT TSVRaw",
  );
  for (const name of names.split('\n').filter((line) => /^scratch_[0-9a-f]{32}$/.test(line))) {
    await run(`DROP TABLE IF EXISTS ${name} SYNC`);
  }
};

/** 64-bit integers and decimals as strings: JSON numbers would lose digits. */
const OUTPUT = 'output_format_json_quote_64bit_integers = 1, output_format_json_quote_decimals = 1';

/** What a statement may take when the caller says nothing. */
const DEFAULTS: Readonly<Record<Lane | 'writer', { seconds: number; memoryMb: number; threads: number | null }>> = {
  writer: { seconds: 120, memoryMb: 2048, threads: null },
  pipeline: { seconds: 60, memoryMb: 1024, threads: null },
  report: { seconds: 30, memoryMb: 1024, threads: null },
  heavy: { seconds: 300, memoryMb: 2048, threads: 1 },
};

const limits = (lane: Lane | 'writer', options: SelectOptions): string => {
  const { seconds, memoryMb, threads } = DEFAULTS[lane];
  const parts = [
    `max_execution_time = ${positive(options.maxSeconds ?? seconds)}`,
    `max_memory_usage = ${Math.ceil(positive(options.maxMemoryMb ?? memoryMb) * 1_048_576)}`,
  ];
  if (threads !== null) parts.push(`max_threads = ${threads}`);
  return parts.join(', ');
};

/** 0 means "no limit" to the engine, which nobody may ask for. */
const positive = (value: number): number => {
  if (!(value > 0) || !Number.isFinite(value)) throw new RangeError('A limit is a positive number');
  return value;
};

/** A line feed stands only between rows: inside strings the format escapes it. */
const rowsOf = <Row>(text: string): Row[] => {
  const lines = text.trimEnd();
  return lines === '' ? [] : (JSON.parse(`[${lines.replaceAll('\n', ',')}]`) as Row[]);
};

interface Layout {
  readonly columns: readonly Column[];
  readonly structure: string;
}

const layoutOf = (columns: Readonly<Record<string, string>>): Layout => ({
  columns: Object.entries(columns).map(([name, type]) => ({ name, type, parsed: parseColumnType(type) })),
  structure: Object.entries(columns)
    .map(([name, type]) => `\`${name}\` ${type}`)
    .join(', '),
});

const LAYOUTS = Object.fromEntries(
  Object.entries(tables).map(([name, { columns }]) => [name, layoutOf(columns)]),
) as Readonly<Record<TableName, Layout>>;
