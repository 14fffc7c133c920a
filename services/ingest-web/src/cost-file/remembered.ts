/** More values of one column than files usually have: dates, currencies. */
const MOST = 10_000;

/** A function that remembers its answers: the rows of a file repeat their dates and currencies. */
export function remembered<Key, Value>(of: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = of(key);
    if (known.size >= MOST) known.clear();
    known.set(key, value);
    return value;
  };
}
