import { kindOf, nodesOf, winners, type HubLimits, type NodeId, type PersonFact } from '@throughline/domain';

/**
 * Identifiers that a batch may have turned into a hub, or back: crossing the limit joins or parts every neighbour, so
 * all of them are due, whatever their own hub status (design, section 1, Due). Errs towards more.
 *
 * @param contents every content of every fact that names one of the seeds, losers included
 * @param batch event ids of the batch; what they name with a node bounds how far its count can have moved
 * @returns the neighbours to read as well, the hubs themselves among them
 */
export function neighboursOfNearHubs(
  contents: readonly PersonFact[],
  seeds: ReadonlySet<NodeId>,
  batch: ReadonlySet<string>,
  limits: HubLimits,
): Set<NodeId> {
  const all = othersOf(contents, seeds);
  const sure = othersOf(winners(contents), seeds, withdrawnWith(contents));
  const moved = othersOf(
    contents.filter((fact) => batch.has(fact.eventId)),
    seeds,
  );
  const near = new Set<NodeId>();
  for (const [node, others] of all) {
    const slack = size(moved.get(node)) + CONCURRENT_WORKERS;
    if (exceeds(others, limits, 0) && !exceeds(sure.get(node), limits, slack)) near.add(node);
  }
  // Enquiries and deals make no hub, but a hub parts with them too.
  return new Set(
    contents
      .map(nodesOf)
      .filter((nodes) => nodes.some((node) => near.has(node)))
      .flat(),
  );
}

/** Other workers may insert at the same time and move the same count; each sees the sum of all (measured: far fewer). */
const CONCURRENT_WORKERS = 64;

type CountedKind = 'p' | 'm' | 'c' | 'v';
type Others = Map<CountedKind, Set<NodeId>>;

/** Visitors and client ids count together; deals and enquiries never make a hub. */
const countedKind = (node: NodeId): CountedKind | null => {
  const kind = kindOf(node);
  if (kind === 'k' || kind === 'v') return 'v';
  return kind === 'd' || kind === 'e' ? null : kind;
};

const size = (others: Others | undefined): number =>
  [...(others?.values() ?? [])].reduce((sum, kind) => sum + kind.size, 0);

const exceeds = (others: Others | undefined, limits: HubLimits, slack: number): boolean =>
  [...(others ?? [])].some(([kind, set]) => set.size > (kind === 'v' ? limits.visitors : limits.others) + slack);

const pair = (a: NodeId, b: NodeId): string => (a < b ? `${a}\n${b}` : `${b}\n${a}`);

function withdrawnWith(contents: readonly PersonFact[]): ReadonlySet<string> {
  const pairs = new Set<string>();
  for (const fact of contents) {
    if (fact.type !== 'identify' || !fact.withdraw) continue;
    for (const a of fact.nodes) for (const b of fact.nodes) if (a !== b) pairs.add(pair(a, b));
  }
  return pairs;
}

function othersOf(
  contents: readonly PersonFact[],
  seeds: ReadonlySet<NodeId>,
  without: ReadonlySet<string> = new Set(),
): Map<NodeId, Others> {
  const result = new Map<NodeId, Others>();
  for (const fact of contents) {
    if (fact.claim) continue;
    const nodes = nodesOf(fact);
    for (const node of nodes) {
      if (!seeds.has(node) || countedKind(node) === null) continue;
      const others = result.get(node) ?? new Map<CountedKind, Set<NodeId>>();
      result.set(node, others);
      for (const other of nodes) {
        const kind = countedKind(other);
        if (kind === null || other === node || without.has(pair(node, other))) continue;
        others.set(kind, (others.get(kind) ?? new Set()).add(other));
      }
    }
  }
  return result;
}
