import { LRUCache } from 'lru-cache';

/** How much is kept: keys, and the weight of the items under all of them. */
export interface KeptLimits {
  readonly keys: number;
  readonly weight: number;
}

export interface KeptItems<Item> {
  readonly idOf: (item: Item) => string;
  /** Which of two items with one id is kept; by default the first. */
  readonly isBetter?: (item: Item, other: Item) => boolean;
  /** An integer, by default 1. */
  readonly weightOf?: (item: Item) => number;
  /** False where nothing stands under a key for certain: that needs no reading. By default something may. */
  readonly mayHold?: (key: string) => boolean;
}

type Items<Item> = ReadonlyMap<string, Item>;
interface Kept<Item> {
  items: Map<string, Item> | Items<never>;
  weight: number;
}

/**
 * Sets that a table holds under keys, kept in memory as long as this process is the only one that adds to them. A set is
 * read whole once and then grows by `note`; the least recently used are forgotten and read again. An item that is noted
 * while its set is being read is in the result, whichever of the two the engine did first.
 */
export class KeptSets<Item> {
  readonly #kept: LRUCache<string, Kept<Item>>;
  readonly #rule: Required<KeptItems<Item>>;
  /** What was noted for the keys that are being read. */
  readonly #reading = new Set<Map<string, Item[]>>();

  constructor({ keys, weight }: KeptLimits, rule: KeptItems<Item>) {
    this.#kept = new LRUCache({ max: keys, maxSize: weight + keys, sizeCalculation: (set) => set.weight + 1 });
    this.#rule = { isBetter: () => false, weightOf: () => 1, mayHold: () => true, ...rule };
  }

  /** The whole sets of the keys. `load` gets those that are not kept and gives their items with their keys. */
  async read(
    keys: Iterable<string>,
    load: (missing: readonly string[]) => Promise<readonly (readonly [key: string, item: Item])[]>,
  ): Promise<Map<string, Items<Item>>> {
    const found = new Map<string, Items<Item>>();
    const missing = new Map<string, Item[]>();
    for (const key of keys) {
      const kept = this.#kept.get(key);
      if (kept !== undefined) found.set(key, kept.items);
      else if (this.#rule.mayHold(key)) missing.set(key, []);
      else found.set(key, NOTHING);
    }
    if (missing.size === 0) return found;
    this.#reading.add(missing);
    let isPresent = false;
    try {
      for (const [key, item] of await load([...missing.keys()])) missing.get(key)?.push(item);
    } finally {
      isPresent = this.#reading.delete(missing);
    }
    // Without a turn in between: what is noted from here on finds the kept set.
    for (const [key, items] of missing) {
      const set: Kept<Item> = { items: NOTHING, weight: 0 };
      for (const item of items) this.#add(set, item);
      if (isPresent) this.#kept.set(key, set);
      found.set(key, set.items);
    }
    return found;
  }

  /** Says that sets have changed otherwise than by what was noted: all are read again, those too that are being read now. */
  forget(): void {
    this.#kept.clear();
    this.#reading.clear();
  }

  /** Says that an item stands under a key now; to be called once the engine shows it. `make` is asked at need. */
  note(key: string, make: () => Item): void {
    for (const reading of this.#reading) reading.get(key)?.push(make());
    const kept = this.#kept.peek(key) ?? this.#begun(key);
    if (kept === null) return;
    // A new object: of one that it has already the cache does not look at the weight again.
    const grown = { ...kept };
    this.#add(grown, make());
    this.#kept.set(key, grown);
  }

  /** The set of a key that nothing stood under: with what is noted now it is whole. */
  #begun(key: string): Kept<Item> | null {
    return this.#rule.mayHold(key) ? null : { items: NOTHING, weight: 0 };
  }

  /** In place: a set of thousands must not be copied for each item. Readers take theirs at once. */
  #add(set: Kept<Item>, item: Item): void {
    const { idOf, isBetter, weightOf } = this.#rule;
    const id = idOf(item);
    const before = set.items.get(id);
    if (before !== undefined && !isBetter(item, before)) return;
    const items = set.items.size === 0 ? new Map<string, Item>() : (set.items as Map<string, Item>);
    set.items = items.set(id, item);
    set.weight += weightOf(item) - (before === undefined ? 0 : weightOf(before));
  }
}

/** One for all keys under which nothing stands, of which there are many. */
const NOTHING: Items<never> = new Map<string, never>();
