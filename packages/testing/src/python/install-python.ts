import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Python with a package of its registry. */
export interface Python {
  /** Runs a script with arguments; answers what it printed, as JSON. */
  run(script: string, ...args: readonly string[]): Promise<unknown>;
  remove(): void;
}

const INSTALL_MS = 120_000;

/**
 * Installs a package (`name==version`, with its dependencies) into a directory of its own, so that a client of another
 * language can be tried. Null where Python, pip or the registry are missing.
 */
export function installPython(requirement: string): Python | null {
  const modules = mkdtempSync(join(tmpdir(), 'throughline-python-'));
  const remove = (): void => rmSync(modules, { recursive: true, force: true });
  const quiet = ['--quiet', '--disable-pip-version-check'];
  const pip = ['-m', 'pip', 'install', ...quiet, '--target', modules, requirement];
  if (spawnSync('python3', pip, { stdio: 'ignore', timeout: INSTALL_MS }).status !== 0) {
    remove();
    return null;
  }
  return {
    async run(script, ...args) {
      const env = { PATH: process.env['PATH'], PYTHONPATH: modules };
      const { stdout } = await promisify(execFile)('python3', ['-c', script, ...args], { env });
      return JSON.parse(stdout);
    },
    remove,
  };
}
