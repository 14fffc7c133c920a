import type { MessagePort } from 'node:worker_threads';
import type { BlockInsert, Engine, Lane } from '../engine/engine.ts';
import type { TableName } from '../table/tables.ts';
import { callsOver } from './calls-over.ts';
import { received, sent, type Sent } from './sent-error.ts';

/**
 * An engine that another thread works with. chDB's connections cannot be opened in a thread that may end before its
 * process (measured: every later query of the other threads hangs), so the thread that opened them lends them.
 */
interface Loan {
  terms(): { insertSettings: string };
  run(statement: string, lane: Lane | 'writer', into: TableName | null): Promise<Sent<string>>;
  insertBlock(insert: BlockInsert, block: Uint8Array, into: TableName | null): Promise<Sent<void>>;
}

/** Runs an insert into a table of ours, so that what is remembered of the table is forgotten. */
export type Changing = <Result>(table: TableName, insert: () => Promise<Result>) => Promise<Result>;

/** Serves the engine to whoever has the other end of the port, until it closes. */
export function lendEngine(engine: Engine, port: MessagePort, changing: Changing): void {
  const change = <Result>(into: TableName | null, run: () => Promise<Result>): Promise<Sent<Result>> =>
    sent(() => (into === null ? run() : changing(into, run)));
  const loan: Loan = {
    terms: () => ({ insertSettings: engine.insertSettings }),
    run: (statement, lane, into) => change(into, () => engine.run(statement, lane, into)),
    insertBlock: (insert, block, into) => change(into, () => engine.insertBlock(insert, block, into)),
  };
  callsOver<object, Loan>(port, loan);
}

/** The engine that is lent over the port. Closing it closes the port; what runs goes on at the lender's. */
export async function borrowEngine(port: MessagePort): Promise<Engine> {
  const loan = callsOver<Loan, object>(port, {}, blocksIn);
  const { insertSettings } = await loan.terms();
  return {
    insertSettings,
    run: (statement, lane, into = null) => received(loan.run(statement, lane, into)),
    insertBlock: (insert, block, into = null) => received(loan.insertBlock(insert, block, into)),
    close() {
      port.close();
      return Promise.resolve();
    },
  };
}

/** Blocks are given away, not copied. */
const blocksIn = (args: readonly unknown[]): ArrayBuffer[] =>
  args.filter((arg) => arg instanceof Uint8Array).map(({ buffer }) => buffer as ArrayBuffer);
