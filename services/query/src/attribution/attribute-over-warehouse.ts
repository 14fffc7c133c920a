/** Attribution at query time over the warehouse's facts: the same reading and the same pure function as the pipeline's. */
import { conversionsOf, nodesOf } from '@throughline/domain';
import { createFactReader, readPersons } from '@throughline/warehouse';
import type { Warehouse } from '@throughline/warehouse';
import type { AttributePersons } from './attribute-persons.ts';

export const attributeOverWarehouse =
  (warehouse: Warehouse): AttributePersons =>
  async (workspace, seeds, run, knownAt) => {
    const reader = createFactReader(warehouse, workspace, { lane: 'report', ...(knownAt === null ? {} : { knownAt }) });
    const persons = await readPersons(reader, seeds, run);
    return persons.map((input) => ({
      conversions: (wanted) => conversionsOf(input, run, wanted),
      facts: input.person.facts.map((fact) => ({ fact, nodes: nodesOf(fact) })),
      attachedVisitors: input.person.attachedVisitors,
    }));
  };
