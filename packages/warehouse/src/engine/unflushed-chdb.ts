import { mkdirSync } from 'node:fs';
import { bootId } from './boot-id.ts';
import { openChdb } from './chdb-engine.ts';
import type { Engine } from './engine.ts';
import { openUnflushed } from './unflushed-directory.ts';

/**
 * chDB in a directory that can be made anew from the log, so that no insert need wait for the disk (docs/adr/0030).
 * @throws WarehouseLockedError; WarehouseOpenError, also when the machine went down while the directory was open
 */
export async function openUnflushedChdb(path: string): Promise<Engine> {
  mkdirSync(path, { recursive: true });
  const unflushed = openUnflushed(path, bootId());
  const engine = await openChdb(path);
  return {
    ...engine,
    async close() {
      await engine.close();
      unflushed.close();
    },
  };
}
