import { closeSync, fsyncSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WarehouseOpenError } from '../errors.ts';

/** In which start of the machine the directory was opened; there while it is open, and after a process that was killed. */
const MARK = 'opened-in';

/**
 * A directory whose files nobody flushes while it is open: what a process wrote outlives it, but not the machine's power.
 * @param boot which start of the machine this is
 * @throws WarehouseOpenError when the machine went down while it was open: files may be missing or torn, also where nothing
 *   says so
 */
export function openUnflushed(path: string, boot: string): { close: () => void } {
  const mark = join(path, MARK);
  const opened = textOf(mark);
  if (opened !== null && opened !== boot) {
    throw new WarehouseOpenError(
      `The machine went down while the data directory ${path} was open: what was written last may not be there.`,
    );
  }
  if (opened === null) {
    writeFileSync(mark, boot, { flush: true });
    flush(path);
  }
  return {
    close() {
      flushTree(path);
      rmSync(mark, { force: true });
      flush(path);
    },
  };
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function flushTree(path: string): void {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) flushTree(child);
    else if (entry.isFile()) flush(child);
  }
  flush(path);
}

function flush(path: string): void {
  const opened = openSync(path, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
