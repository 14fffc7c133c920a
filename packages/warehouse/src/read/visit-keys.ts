import type { VisitByKeyRow } from '../table/visit-by-key.ts';
import type { KnownKeys } from './known-keys.ts';

/**
 * Which keys of visits may have several rows, where one process alone inserts. An insert that fails may have shown some of its
 * rows, and comes again: so keys are remembered from the begin of their insert until they are noted.
 */
export class VisitKeys {
  readonly #known: KnownKeys;
  readonly #inserting = new Set<string>();
  readonly #again = new Set<string>();

  constructor(known: KnownKeys) {
    this.#known = known;
  }

  /** To be told before the engine is. */
  inserting(rows: readonly Pick<VisitByKeyRow, 'visit_key'>[]): void {
    // Who only loads never notes, and would fill this for nothing.
    if (!this.#known.isBegun) return;
    for (const { visit_key: key } of rows) {
      if (this.#inserting.has(key)) this.#again.add(key);
      else this.#inserting.add(key);
    }
  }

  /** The keys that may have another row, of those whose rows show now. */
  note(keys: readonly string[]): readonly string[] {
    this.#known.begin();
    return keys.filter((key) => {
      const mayRepeat = this.#known.mayHold(key) || this.#again.has(key);
      this.#known.add(key);
      this.#inserting.delete(key);
      this.#again.delete(key);
      return mayRepeat;
    });
  }
}
