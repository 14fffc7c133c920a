import type { HubLimits } from '../attribution/run.ts';
import type { IdentifyFact } from '../fact/fact.ts';
import { compareFacts } from '../fact/order.ts';
import { kindOf, type NodeId } from './node.ts';
import { isVisitor } from './nodes-of.ts';
import type { Statement } from './statement.ts';

/** How one node stands to every other it was named with, decided from all statements that name it. */
export interface Bonds {
  /** Seen with too many others: keeps no edge. */
  readonly hub: boolean;
  /** Nodes it has an edge to, its own or their hub status aside. */
  readonly neighbours: readonly NodeId[];
  /** Pairs withdrawn: for identifications only, or (by a person) for every kind of fact. */
  readonly severed: ReadonlyMap<NodeId, 'identifications' | 'everything'>;
}

interface Pair {
  identification: IdentifyFact | null;
  manual: IdentifyFact | null;
  /** Named together by an enquiry, a call or a deal. */
  joined: boolean;
}

/**
 * Decides a node's pairs (attribution.md, Withdrawal) and whether it is a hub (Hubs).
 *
 * - The last identification naming both, by (at, id), decides the identifications' edge; others' edges stay.
 * - The last identification *made by a person* naming both, while it withdraws, removes the pair for every kind of fact.
 * - A hub is counted over the edges that are left, in one pass: what a withdrawal leaves (an enquiry naming both) counts.
 * @param statements all statements that name the node
 */
export function bondsOf(node: NodeId, statements: readonly Statement[], limits: HubLimits): Bonds {
  const pairs = new Map<NodeId, Pair>();
  for (const { nodes, identification } of statements) {
    for (const other of nodes) if (other !== node) notice(pairs, other, identification);
  }
  const neighbours: NodeId[] = [];
  const severed = new Map<NodeId, 'identifications' | 'everything'>();
  for (const [other, { identification, manual, joined }] of pairs) {
    if (manual?.withdraw === true) severed.set(other, 'everything');
    else if (identification?.withdraw === true) severed.set(other, 'identifications');
    const kind = severed.get(other);
    if (kind === undefined || (kind === 'identifications' && joined)) neighbours.push(other);
  }
  return { hub: canBeHub(node) && exceeds(neighbours, limits), neighbours, severed };
}

function notice(pairs: Map<NodeId, Pair>, other: NodeId, identification: IdentifyFact | null): void {
  let pair = pairs.get(other);
  if (pair === undefined) {
    pair = { identification: null, manual: null, joined: false };
    pairs.set(other, pair);
  }
  if (identification === null) {
    pair.joined = true;
    return;
  }
  pair.identification = later(pair.identification, identification);
  if (identification.manual) pair.manual = later(pair.manual, identification);
}

const later = (a: IdentifyFact | null, b: IdentifyFact): IdentifyFact => (a === null || compareFacts(a, b) < 0 ? b : a);

const canBeHub = (node: NodeId): boolean => kindOf(node) !== 'e' && kindOf(node) !== 'd';

function exceeds(neighbours: readonly NodeId[], limits: HubLimits): boolean {
  const seen = { p: 0, m: 0, c: 0, visitors: 0 };
  for (const other of neighbours) {
    const kind = kindOf(other);
    if (isVisitor(other)) seen.visitors++;
    else if (kind === 'p' || kind === 'm' || kind === 'c') seen[kind]++;
  }
  return Math.max(seen.p, seen.m, seen.c) > limits.others || seen.visitors > limits.visitors;
}
