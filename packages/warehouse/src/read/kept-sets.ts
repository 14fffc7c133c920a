import { LRUCache } from 'lru-cache';

/** How much is kept: keys, and items under all of them. */
export interface KeptLimits {
  readonly keys: number;
  readonly items: number;
}

type Items<Item> = ReadonlyMap<string, Item>;

/**
 * Sets that a table holds under keys, kept in memory as long as this process is the only one that adds to them. A set is
 * read whole once and then grows by `note`; the least recently used are forgotten and read again. An item that is noted
 * while its set is being read is in the result, whichever of the two the engine did first.
 */
export class KeptSets<Item> {
  readonly #kept: LRUCache<string, Items<Item>>;
  readonly #idOf: (item: Item) => string;
  readonly #isBetter: (item: Item, other: Item) => boolean;
  /** What was noted for the keys that are being read. */
  readonly #reading = new Set<Map<string, Item[]>>();

  /** @param isBetter which of two items with one id is kept; by default the first */
  constructor(
    { keys, items }: KeptLimits,
    idOf: (item: Item) => string,
    isBetter: (item: Item, other: Item) => boolean = () => false,
  ) {
    this.#kept = new LRUCache({ max: keys, maxSize: items + keys, sizeCalculation: (set) => set.size + 1 });
    this.#idOf = idOf;
    this.#isBetter = isBetter;
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
      if (kept === undefined) missing.set(key, []);
      else found.set(key, kept);
    }
    if (missing.size === 0) return found;
    this.#reading.add(missing);
    try {
      for (const [key, item] of await load([...missing.keys()])) missing.get(key)?.push(item);
    } finally {
      this.#reading.delete(missing);
    }
    // Without a turn in between: what is noted from here on finds the kept set.
    for (const [key, items] of missing) {
      const set = this.#setOf(items);
      this.#kept.set(key, set);
      found.set(key, set);
    }
    return found;
  }

  /** Says that an item stands under a key now; to be called once the engine shows it. `make` is asked at need. */
  note(key: string, make: () => Item): void {
    for (const reading of this.#reading) reading.get(key)?.push(make());
    const kept = this.#kept.peek(key);
    if (kept !== undefined) this.#kept.set(key, this.#with(kept, make()));
  }

  #setOf(items: readonly Item[]): Items<Item> {
    return items.reduce<Items<Item>>((set, item) => this.#with(set, item), EMPTY);
  }

  /** Grows in place: a set of thousands must not be copied for each item. Readers take theirs at once. */
  #with(set: Items<Item>, item: Item): Items<Item> {
    const id = this.#idOf(item);
    const before = set.get(id);
    if (before !== undefined && !this.#isBetter(item, before)) return set;
    const grown = set.size === 0 ? new Map<string, Item>() : (set as Map<string, Item>);
    return grown.set(id, item);
  }
}

/** One for all keys under which nothing stands, of which there are many. */
const EMPTY: Items<never> = new Map<string, never>();
