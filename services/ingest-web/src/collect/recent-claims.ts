/** Ids of claims that were stored lately, so that a page which repeats itself is not stored again. */
export interface RecentClaims {
  /**
   * Stores what is new among these ids: `store` is told their places. Waits for others that store some of them now.
   * @throws what `store` throws; then none of them is remembered
   */
  once(ids: readonly string[], store: (fresh: readonly number[]) => Promise<void>): Promise<void>;
}

/**
 * In memory, bounded. A page keeps an event until it is told that it was stored, and tells it again after a form has taken
 * the visitor elsewhere; under one id it counts once in any case (attribution.md, section 1), and this keeps the contents,
 * which differ by a few milliseconds, from being listed as a conflict each time.
 */
export function createRecentClaims(most: number): RecentClaims {
  const stored = new Map<string, Promise<void>>();

  function forget(): void {
    for (const id of stored.keys()) {
      if (stored.size <= most) return;
      stored.delete(id); // insertion order: the oldest come first
    }
  }

  return {
    async once(ids, store) {
      const fresh = ids.flatMap((id, place) => (stored.has(id) || ids.indexOf(id) < place ? [] : [place]));
      const others = ids.flatMap((id) => stored.get(id) ?? []);
      const storing = fresh.length === 0 ? Promise.resolve() : store(fresh);
      for (const place of fresh) stored.set(ids[place] ?? '', storing);
      try {
        await Promise.all([storing, ...others]);
      } catch (error) {
        for (const place of fresh) stored.delete(ids[place] ?? '');
        throw error;
      }
      forget();
    },
  };
}
