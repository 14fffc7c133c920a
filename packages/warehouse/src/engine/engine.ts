/** What the warehouse needs from an engine; chDB and a server are its two adapters. */
export interface Engine {
  /** Runs one statement and returns what it prints (`''` for none). Errors are typed (`engine-error.ts`). */
  run(statement: string, lane: Lane | 'writer'): Promise<string>;
  /**
   * Inserts one Native block durably: `statement` is `INSERT INTO t (...) SETTINGS ...`, `structure` `name Type, ...`,
   * or null to take the block's own.
   */
  insertBlock(statement: string, structure: string | null, block: Uint8Array): Promise<void>;
  /** Settings every insert carries so that equal blocks are never silently dropped. */
  readonly insertSettings: string;
  /** Waits for running statements, then releases everything. */
  close(): Promise<void>;
}

/** Connections by purpose, so that no report delays the pipeline and no heavy query delays a report. */
export type Lane = 'pipeline' | 'report' | 'heavy';
