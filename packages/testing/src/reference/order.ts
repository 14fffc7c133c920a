/**
 * The two orders of the rules, written the slow way.
 *
 * attribution.md, head: "'Earlier/later' compares (`at`, id), ids byte by byte as UTF-8."
 */
export const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

export const byTimeThenId = (
  a: { readonly at: number; readonly id: string },
  b: { readonly at: number; readonly id: string },
): number => a.at - b.at || compareBytes(a.id, b.id);

/** The last element by a comparison, `undefined` of nothing. */
export const lastBy = <T>(items: Iterable<T>, compare: (a: T, b: T) => number): T | undefined =>
  [...items].sort(compare).at(-1);

/** Groups by a key, in order of first appearance. */
export const groupBy = <T>(items: Iterable<T>, key: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
};

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
/** attribution.md, head: "'Day' in a duration is exactly 24 h." */
export const DAY = 24 * HOUR;
