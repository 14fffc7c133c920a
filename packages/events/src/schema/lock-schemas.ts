/** `node packages/events/dist/schema/lock-schemas.js`: gives every new schema file its id in `schemas/ids.lock.json`. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCHEMA_DIRECTORY } from './load-schemas.ts';
import { extendedLock, readLock } from './schema-lock.ts';

const path = join(SCHEMA_DIRECTORY, 'ids.lock.json');
const lock = existsSync(path) ? readLock(SCHEMA_DIRECTORY) : [];
writeFileSync(path, `${JSON.stringify(extendedLock(SCHEMA_DIRECTORY, lock), null, 2)}\n`);
