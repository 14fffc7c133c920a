import { tables } from '../table/tables.ts';
import { Sql } from './sql.ts';

/**
 * Makes a function that lets through only the given names as identifiers. Names that depend on input (a dimension, a
 * sort column) must pass through one of these. @throws RangeError for any other name.
 */
export const identifiers = (allowed: readonly string[]): ((name: string) => Sql) => {
  for (const name of allowed) {
    if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new RangeError(`Not a plain identifier: ${name}`);
  }
  const names = new Set(allowed);
  return (name) => {
    if (!names.has(name)) throw new RangeError(`Not an allowed identifier: ${JSON.stringify(name)}`);
    return Sql.trusted('`' + name + '`');
  };
};

/** A table or column of the warehouse by its name. @throws RangeError for a name the schema does not have. */
export const id = identifiers([
  ...new Set(Object.entries(tables).flatMap(([table, { columns }]) => [table, ...Object.keys(columns)])),
]);
