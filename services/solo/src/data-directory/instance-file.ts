import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * How the command line on the same machine finds the running instance: its address and an admin key that lives only as
 * long as the process (never stored in settings). Mode 0600 inside the data directory.
 */
export interface Instance {
  readonly url: string;
  readonly key: string;
  readonly pid: number;
}

const fileIn = (dataDirectory: string): string => join(dataDirectory, 'instance.json');

export function announceInstance(dataDirectory: string, instance: Instance): () => void {
  const file = fileIn(dataDirectory);
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify(instance), { mode: 0o600 });
  return () => rmSync(file, { force: true });
}

/** `null` when no instance announced itself, or the one that did is gone (kill -9 leaves the file behind). */
export function findInstance(dataDirectory: string): Instance | null {
  try {
    const instance = JSON.parse(readFileSync(fileIn(dataDirectory), 'utf8')) as Instance;
    process.kill(instance.pid, 0);
    return instance;
  } catch {
    return null;
  }
}
