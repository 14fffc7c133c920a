import type { TableName } from '../table/tables.ts';
import type { Engine, Lane } from './engine.ts';

/** A statement that ended. */
export interface Statement {
  /** `insert`: a block of rows, into a table of ours or (null) one of its own. */
  readonly kind: 'query' | 'insert';
  readonly lane: Lane | 'writer';
  readonly table: TableName | null;
  readonly seconds: number;
  /** Why it failed; null when it did not. */
  readonly error: unknown;
}

/** Told of every statement, for metrics; must not throw. */
export type StatementObserver = (statement: Statement) => void;

/** The same engine, observed. */
export function observeEngine(engine: Engine, observe: StatementObserver): Engine {
  async function timed<T>(about: Pick<Statement, 'kind' | 'lane' | 'table'>, work: Promise<T>): Promise<T> {
    const start = performance.now();
    const ended = (error: unknown): void => observe({ ...about, seconds: (performance.now() - start) / 1_000, error });
    try {
      const result = await work;
      ended(null);
      return result;
    } catch (error) {
      ended(error);
      throw error;
    }
  }
  return {
    insertSettings: engine.insertSettings,
    run: (statement, lane, into = null) =>
      timed({ kind: 'query', lane, table: into }, engine.run(statement, lane, into)),
    insertBlock: (insert, block, into = null) =>
      timed({ kind: 'insert', lane: 'writer', table: into }, engine.insertBlock(insert, block, into)),
    close: () => engine.close(),
  };
}
