/** Facts into a warehouse as the pipeline leaves them: contents with their indexes, and every conversion attributed. */
import { attributePerson, conversionNode, kindOf, linesOf, nodesOf } from '@throughline/domain';
import type { Fact, NodeId, RunParameters } from '@throughline/domain';
import {
  conversionRow,
  costRow,
  createFactReader,
  factByNodeRows,
  factRow,
  readPersons,
  recordVisits,
  visitRow,
} from '@throughline/warehouse';
import type { Warehouse } from '@throughline/warehouse';

export const fillFromFacts = async (
  warehouse: Warehouse,
  workspace: string,
  facts: readonly Fact[],
  run: RunParameters,
): Promise<void> => {
  const position = (index: number) => ({ partition: index % 2, offset: index });
  const visits = facts.flatMap((fact, index) =>
    fact.type === 'visit' ? [visitRow(workspace, fact, position(index))] : [],
  );
  const costs = facts.flatMap((fact, index) =>
    fact.type === 'cost' ? [costRow(workspace, fact, position(index))] : [],
  );
  const bodies = facts.flatMap((fact, index) =>
    fact.type === 'visit' || fact.type === 'cost' ? [] : [{ fact, index }],
  );
  await recordVisits(warehouse, visits);
  await warehouse.insert('cost', costs);
  await warehouse.insert(
    'fact_by_node',
    bodies.flatMap(({ fact }) => factByNodeRows(workspace, fact, nodesOf(fact), linesOf(fact))),
  );
  await warehouse.insert(
    'fact',
    bodies.map(({ fact, index }) => factRow(workspace, fact, position(index))),
  );
  const candidates = [...new Set(facts.flatMap(nodesOf))].filter(
    (node) => kindOf(node) === 'e' || kindOf(node) === 'd',
  );
  const wanted = new Set<NodeId>(candidates);
  const persons = await readPersons(createFactReader(warehouse, workspace), candidates, run);
  const conversions = persons
    .flatMap((person) => attributePerson(person, run))
    .filter((conversion) => wanted.delete(conversionNode(conversion)));
  await warehouse.insert(
    'conversion',
    conversions.map((conversion) => conversionRow(conversion, workspace, 1)),
  );
};
