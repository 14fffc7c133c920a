/**
 * Remembers the answers of a pure function of a string. Holds at most twice `limit` answers: two generations, of which
 * the older is dropped when the younger is full, so that what is asked often stays and nothing is tracked per call.
 */
export function remember<T>(limit: number, ask: (key: string) => T): (key: string) => T {
  let young = new Map<string, { readonly answer: T }>();
  let old = new Map<string, { readonly answer: T }>();
  return (key) => {
    const known = young.get(key);
    if (known !== undefined) return known.answer;
    const kept = old.get(key) ?? { answer: ask(key) };
    if (young.size >= limit) {
      old = young;
      young = new Map();
    }
    young.set(key, kept);
    return kept.answer;
  };
}
