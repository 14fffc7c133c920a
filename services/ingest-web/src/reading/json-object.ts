/** A JSON object (no array, no null). Its members are read by name or by own keys, never copied by assignment. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True when a value nests at most `most` levels deep (a scalar is 0, `[]` is 1). Never recurses deeper than that. */
export function isWithinDepth(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (most === 0) return false;
  return Object.values(value).every((member) => isWithinDepth(member, most - 1));
}
