/** A member a map itself has: names come from outside, and every object also knows `constructor` and its like. */
export function lookUp<T>(map: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return map !== undefined && Object.hasOwn(map, name) ? map[name] : undefined;
}
