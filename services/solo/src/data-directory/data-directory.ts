import { randomBytes } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { StartError } from '../start-error.ts';

/** Which warehouse answers, and under which run it was built. */
export interface CurrentWarehouse {
  readonly directory: string;
  readonly run: string;
  /** Version of the settings it was built under; absent where a release wrote it that did not say. */
  readonly settings?: number;
}

/**
 * The one directory of an installation:
 * `log/` (LMDB, the truth), `warehouse/<name>/` (chDB, disposable), `current.json` (which warehouse answers),
 * `master.key` (seals provider secrets; mode 0600). Of a webhooks door in a cluster: `spool/`, and `settings/`, its copy of them.
 */
export interface DataDirectory {
  readonly path: string;
  readonly log: string;
  readonly warehouses: string;
  warehouse(name: string): string;
  /** The warehouse that answers; null when there is none, its directory is gone, or the pointer cannot be read. */
  current(): CurrentWarehouse | null;
  /** Replaces the pointer atomically: a crash leaves the old or the new one, never a torn file. */
  switchTo(current: CurrentWarehouse): void;
  /** Renames a warehouse that is of no use; one such is kept, until the next rebuild. @returns its path */
  setAside(name: string): string;
  /** Whether there is no room to work: then a failure says nothing about what failed. */
  isFull(): boolean;
  masterKey(): Buffer;
}

const LEAST_FREE_BYTES = 16_000_000;

/** How the name of a warehouse ends that was set aside. */
export const BROKEN = '.broken';

/** @throws StartError when the directory cannot be made or written. */
export function openDataDirectory(path: string, configuredMasterKey: string | undefined): DataDirectory {
  const pointer = join(path, 'current.json');
  const warehouses = join(path, 'warehouse');
  try {
    // Its log holds phones and emails in clear: nobody else's business on this machine.
    mkdirSync(path, { recursive: true, mode: 0o700 });
    mkdirSync(warehouses, { recursive: true });
    accessSync(path, constants.W_OK);
  } catch (error) {
    throw new StartError(
      'data_directory',
      `cannot write to the data directory ${path} (${(error as NodeJS.ErrnoException).code ?? 'error'}): choose another with THROUGHLINE_DATA_DIR or fix its owner`,
    );
  }
  return {
    path,
    log: join(path, 'log'),
    warehouses,
    warehouse: (name) => join(warehouses, name),
    current() {
      const current = readPointer(pointer);
      return current !== null && existsSync(join(warehouses, current.directory)) ? current : null;
    },
    setAside(name) {
      for (const other of readdirSync(warehouses).filter((entry) => entry.endsWith(BROKEN))) {
        rmSync(join(warehouses, other), { recursive: true, force: true });
      }
      const aside = join(warehouses, `${name}${BROKEN}`);
      renameSync(join(warehouses, name), aside);
      return aside;
    },
    switchTo(current) {
      writeFileSync(`${pointer}.new`, `${JSON.stringify(current)}\n`, { flush: true });
      renameSync(`${pointer}.new`, pointer);
    },
    isFull() {
      const { bavail, bsize } = statfsSync(path);
      return bavail * bsize < LEAST_FREE_BYTES;
    },
    masterKey: () => masterKey(join(path, 'master.key'), configuredMasterKey),
  };
}

/** Never torn (it is replaced whole), but an owner may have edited it; the log makes good for a lost pointer. */
function readPointer(file: string): CurrentWarehouse | null {
  if (!existsSync(file)) return null;
  try {
    const { directory, run, settings } = JSON.parse(readFileSync(file, 'utf8')) as Partial<CurrentWarehouse>;
    if (typeof directory !== 'string' || !NAME.test(directory) || typeof run !== 'string') return null;
    return { directory, run, ...(Number.isSafeInteger(settings) ? { settings } : {}) };
  } catch {
    return null;
  }
}

const NAME = /^[\w-]+$/;

function masterKey(file: string, configured: string | undefined): Buffer {
  const text = configured ?? (existsSync(file) ? readFileSync(file, 'utf8') : makeKey(file));
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== 32) {
    throw new StartError(
      'master_key',
      'the master key must be 32 bytes in base64 (THROUGHLINE_MASTER_KEY or master.key)',
    );
  }
  return key;
}

function makeKey(file: string): string {
  const text = randomBytes(32).toString('base64');
  writeFileSync(file, `${text}\n`, { mode: 0o600, flag: 'wx', flush: true });
  return text;
}
