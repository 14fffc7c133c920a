import { LRUCache } from 'lru-cache';
import type { TableName } from '../table/tables.ts';

interface Answer {
  readonly text: string;
  readonly state: string;
}

/** In characters, texts of statements and answers together. */
const MOST = 16_000_000;

/**
 * Answers of the engine, remembered until a table they were read from changes. Right only where every insert is told,
 * at its begin and at its end: an answer that was asked for in between is not used after it.
 */
export class RememberedAnswers {
  readonly #answers = new LRUCache<string, Answer>({
    maxSize: MOST,
    sizeCalculation: ({ text }, statement) => text.length + statement.length + 1,
  });
  readonly #changes = new Map<TableName, number>();

  /** Runs an insert into the table. */
  async changing<Result>(table: TableName, insert: () => Promise<Result>): Promise<Result> {
    this.#changed(table);
    try {
      return await insert();
    } finally {
      this.#changed(table);
    }
  }

  async answer(statement: string, reads: readonly TableName[], ask: () => Promise<string>): Promise<string> {
    const state = reads.map((table) => this.#changes.get(table) ?? 0).join(' ');
    const known = this.#answers.get(statement);
    if (known?.state === state) return known.text;
    const text = await ask();
    this.#answers.set(statement, { text, state });
    return text;
  }

  #changed(table: TableName): void {
    this.#changes.set(table, (this.#changes.get(table) ?? 0) + 1);
  }
}
