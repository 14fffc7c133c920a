import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const TMPFS = 0x01021994;

/** Removed at the end of the process, whatever ends it. */
const directories = new Set<string>();
process.once('exit', () => {
  for (const path of directories) rmSync(path, { recursive: true, force: true });
});

/** A directory on a real disk (a RAM disk would make flushes free), removed when the bench ends. */
export function temporaryDirectory(): string {
  const root = [tmpdir(), '/var/tmp'].find((path) => statfsSync(path).type !== TMPFS);
  if (root === undefined) throw new Error('needs a temporary directory on a disk: set TMPDIR');
  const path = mkdtempSync(join(root, 'throughline-bench-'));
  directories.add(path);
  return path;
}

export function removeDirectory(path: string): void {
  rmSync(path, { recursive: true, force: true });
  directories.delete(path);
}
