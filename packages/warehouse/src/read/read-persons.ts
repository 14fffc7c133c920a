import { createIdentityGraph, kindOf, linesOf, persons, visitWinners, winners } from '@throughline/domain';
import type { NodeId, Person, PersonInput, Reach, RunParameters } from '@throughline/domain';
import type { FactReader } from './fact-reader.ts';

/**
 * Reads the persons that hold the seeds with their visits and numbers: breadth-first over identity links, one query a hop
 * for all seeds together, then one for all visits and one for all numbers.
 */
export const readPersons = async (
  reader: FactReader,
  seeds: readonly NodeId[],
  run: Pick<RunParameters, 'hubLimits'>,
): Promise<PersonInput[]> => {
  const found = await readPersonFacts(reader, seeds, run);
  const [visits, numbers] = await Promise.all([
    reader.visitsOf([...new Set(found.flatMap(visitorsOf))]),
    reader.numbersOf([...new Set(found.flatMap(linesOfPerson))]),
  ]);
  const byVisitor = groupBy(
    visitWinners(visits).filter((visit) => visit.excluded === ''),
    (visit) => visit.visitor,
  );
  const byLine = groupBy(winners(numbers), (number) => number.number);
  return found.map((person) => ({
    person,
    visits: visitorsOf(person).flatMap((visitor) => byVisitor.get(visitor) ?? []),
    numbers: linesOfPerson(person).flatMap((line) => byLine.get(line) ?? []),
  }));
};

/** The persons without their visits, where only who belongs to whom is asked. `reach` is the domain's. */
export const readPersonFacts = async (
  reader: FactReader,
  seeds: readonly NodeId[],
  run: Pick<RunParameters, 'hubLimits'>,
  reach: Reach = 'rows',
): Promise<Person[]> => {
  const graph = createIdentityGraph(seeds, run.hubLimits, reach);
  // The graph bounds its own depth.
  for (let frontier = graph.frontier(); frontier.length > 0; frontier = graph.frontier()) {
    graph.add(await reader.factsNaming(frontier));
  }
  return persons(graph);
};

const visitorsOf = (person: Person): NodeId[] => [
  ...new Set([...person.nodes, ...person.attachedVisitors].filter((node) => kindOf(node) === 'v')),
];

const linesOfPerson = (person: Person): string[] => [...new Set(person.facts.flatMap(linesOf))];

const groupBy = <Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> => {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
};
