/**
 * Where each deal's facts fold: the survivor of its merges, itself when it is not merged. A chain is followed to its end.
 * Cycles are rejected: the deals on one (a deal merged into itself too) stand alone, and a chain that leads into a cycle
 * ends at the deal of the cycle it meets.
 * @param mergedInto for each deal the one it is merged into, null for none
 */
export function survivors(mergedInto: ReadonlyMap<string, string | null>): Map<string, string> {
  const cyclic = new Set([...mergedInto.keys()].filter((deal) => returnsTo(deal, mergedInto)));
  const survivorOf = new Map<string, string>();
  for (const deal of mergedInto.keys()) {
    let survivor = deal;
    for (;;) {
      const next = cyclic.has(survivor) ? null : (mergedInto.get(survivor) ?? null);
      if (next === null) break;
      survivor = next;
    }
    survivorOf.set(deal, survivor);
  }
  return survivorOf;
}

function returnsTo(deal: string, mergedInto: ReadonlyMap<string, string | null>): boolean {
  const seen = new Set<string>();
  let next = mergedInto.get(deal) ?? null;
  while (next !== null && next !== deal && !seen.has(next)) {
    seen.add(next);
    next = mergedInto.get(next) ?? null;
  }
  return next === deal;
}
