import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AvroRecord, ReleasedSchema } from './released-schema.ts';
import { readLock } from './schema-lock.ts';

/** `schemas/` at the repository's root; `src/schema` and `dist/schema` are equally deep below it. */
export const SCHEMA_DIRECTORY = fileURLToPath(new URL('../../../../schemas', import.meta.url));

/** Every released schema, in the order of its id. */
export function loadSchemas(directory: string = SCHEMA_DIRECTORY): ReleasedSchema[] {
  return readLock(directory).map((entry) => {
    const [fact = '', name = '', version] = entry.schema.split('/');
    const text = readFileSync(join(directory, `${entry.schema}.avsc`), 'utf8');
    return { id: entry.id, fact, name, version: Number(version), schema: JSON.parse(text) as AvroRecord };
  });
}
