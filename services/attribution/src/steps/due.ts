import { kindOf, nodesOf, type NodeId, type PersonFact, type RunParameters, type VisitFact } from '@throughline/domain';
import { readPersonFacts, type BodyFact, type FactReader } from '@throughline/warehouse';
import { neighboursOfNearHubs } from '../due/near-hubs.ts';
import { visitMayEnter, type EndSpan } from '../due/visit-window.ts';

/** What a batch brought to one workspace, already visible in the warehouse. */
export interface Changes {
  /** Event ids of everything but visits, pages and costs. */
  readonly eventIds: readonly string[];
  /** Contents of visits, plus every other content of the events they touch (a moved visit leaves its old visitor). */
  readonly visits: readonly Pick<VisitFact, 'visitor' | 'at'>[];
}

/**
 * The enquiries and deals whose rows a batch may change: those of every person who holds a node that any content of
 * the batch's ids names, winning or losing. Reads after the insert is visible, so of two racing batches the later one
 * sees both. Errs towards more: a due too many costs a read, a due too few would be a wrong report.
 */
export async function affectedCandidates(reader: FactReader, changes: Changes, run: RunParameters): Promise<NodeId[]> {
  const seeds = new Set<NodeId>();
  const [contents, knownVisitors] = await Promise.all([
    reader.factsById(changes.eventIds),
    // Visits of visitors whom no other fact names concern nobody: most traffic ends here, after one query.
    reader.namedNodes([...new Set(changes.visits.map((visit) => visit.visitor))]),
  ]);
  for (const content of contents) {
    for (const node of nodesOf(content)) seeds.add(node);
    if (content.type === 'number')
      for (const call of await reader.callsOfLine(content.number, content.from, content.to)) seeds.add(call);
  }
  // A candidate named by a losing content only is in no person any more; its row must say so.
  const candidates = new Set([...seeds].filter(isCandidate));
  if (seeds.size > 0) {
    const around = await reader.factsNaming([...seeds]);
    const told = otherCustomers(around, contents, seeds);
    if (told.length > 0) around.push(...(await reader.factsNaming(told)));
    for (const node of told) seeds.add(node);
    const batch = new Set(changes.eventIds);
    for (const node of neighboursOfNearHubs(around, new Set(seeds), batch, run.hubLimits)) seeds.add(node);
    for (const person of await readPersonFacts(reader, [...seeds], run, 'affected')) {
      for (const node of person.facts.flatMap(nodesOf).filter(isCandidate)) candidates.add(node);
    }
  }

  const visitTimes = timesByVisitor(changes.visits, new Set(knownVisitors));
  if (visitTimes.size > 0) {
    for (const person of await readPersonFacts(reader, [...visitTimes.keys()], run, 'affected')) {
      const times = [...person.nodes, ...person.attachedVisitors].flatMap((node) => visitTimes.get(node) ?? []);
      for (const [candidate, ends] of endSpans(person.facts)) {
        if (times.some((at) => visitMayEnter(at, ends, run))) candidates.add(candidate);
      }
    }
  }
  return [...candidates];
}

/**
 * Whom the other phases of the batch's calls name: a phase may take its call from a person whom only an earlier one told
 * of, and whose journeys and deals then lose it.
 */
function otherCustomers(
  around: readonly PersonFact[],
  contents: readonly BodyFact[],
  seeds: ReadonlySet<NodeId>,
): NodeId[] {
  const calls = new Set(contents.flatMap((fact) => (fact.type === 'call' ? [fact.callId] : [])));
  const phases = around.filter((fact) => fact.type === 'call' && calls.has(fact.callId));
  return [...new Set(phases.flatMap(nodesOf))].filter((node) => !seeds.has(node));
}

const isCandidate = (node: NodeId): boolean => kindOf(node) === 'e' || kindOf(node) === 'd';

function timesByVisitor(visits: Changes['visits'], known: ReadonlySet<NodeId>): Map<NodeId, number[]> {
  const times = new Map<NodeId, number[]>();
  for (const { visitor, at } of visits) {
    if (!known.has(visitor)) continue;
    const ofVisitor = times.get(visitor);
    if (ofVisitor === undefined) times.set(visitor, [at]);
    else ofVisitor.push(at);
  }
  return times;
}

/** For each enquiry and deal the span of times at which a conversion of it may end; a deal may take any of the person's. */
function endSpans(facts: readonly PersonFact[]): Map<NodeId, EndSpan> {
  const spans = new Map<NodeId, EndSpan>();
  const times = facts.flatMap((fact) =>
    fact.type === 'deal' && typeof fact.createdAt === 'number' ? [fact.at, fact.createdAt] : [fact.at],
  );
  const wide = { from: Math.min(...times), to: Math.max(...times) };
  for (const fact of facts) {
    for (const node of nodesOf(fact).filter(isCandidate)) {
      const own = fact.type === 'enquiry' || fact.type === 'call';
      const before = spans.get(node);
      if (kindOf(node) === 'd') spans.set(node, wide);
      else if (own)
        spans.set(
          node,
          before === undefined
            ? { from: fact.at, to: fact.at }
            : { from: Math.min(before.from, fact.at), to: Math.max(before.to, fact.at) },
        );
      else if (before === undefined) spans.set(node, wide);
    }
  }
  return spans;
}
