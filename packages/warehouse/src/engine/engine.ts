import type { TableName } from '../table/tables.ts';

/**
 * What the warehouse needs from an engine; chDB and a server are its two adapters, and one of them may be lent to another
 * thread. `into` names the table of ours that a statement changes, for the lender.
 */
export interface Engine {
  /** Runs one statement and returns what it prints (`''` for none). Errors are typed (`engine-error.ts`). */
  run(statement: string, lane: Lane | 'writer', into?: TableName | null): Promise<string>;
  /** Inserts one Native block durably, columns by name, and may give its memory away: `insert` is where and how. */
  insertBlock(insert: BlockInsert, block: Uint8Array, into?: TableName | null): Promise<void>;
  /** Settings every insert carries so that equal blocks are never silently dropped. */
  readonly insertSettings: string;
  /** Waits for running statements, then releases everything. */
  close(): Promise<void>;
}

export interface BlockInsert {
  readonly table: string;
  /** `name = value, ...` */
  readonly settings: string;
}

/** Connections by purpose, so that no report delays the pipeline and no heavy query delays a report. */
export type Lane = 'pipeline' | 'report' | 'heavy';
