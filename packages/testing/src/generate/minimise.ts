/**
 * A smaller list that still fails, by leaving out halves, quarters, ... single elements. For finding what breaks in a
 * scenario: the order is kept; `fails` is asked at most `budget` times.
 */
export async function minimise<T>(
  items: readonly T[],
  fails: (items: readonly T[]) => boolean | Promise<boolean>,
  budget = 300,
): Promise<T[]> {
  let kept = [...items];
  let asked = 0;
  for (let chunk = Math.ceil(kept.length / 2); chunk >= 1; chunk = chunk === 1 ? 0 : Math.ceil(chunk / 2)) {
    for (let start = 0; start < kept.length && asked < budget;) {
      const without = [...kept.slice(0, start), ...kept.slice(start + chunk)];
      asked += 1;
      if (await fails(without)) kept = without;
      else start += chunk;
    }
  }
  return kept;
}
