import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '../start-error.ts';

/** Which warehouse answers, and under which run it was built. */
export interface CurrentWarehouse {
  readonly directory: string;
  readonly run: string;
}

/**
 * The one directory of an installation:
 * `log/` (LMDB, the truth), `warehouse/<name>/` (chDB, disposable), `current.json` (which warehouse answers),
 * `master.key` (seals provider secrets; mode 0600).
 */
export interface DataDirectory {
  readonly path: string;
  readonly log: string;
  readonly warehouses: string;
  warehouse(name: string): string;
  current(): CurrentWarehouse | null;
  /** Replaces the pointer atomically: a crash leaves the old or the new one, never a torn file. */
  switchTo(current: CurrentWarehouse): void;
  masterKey(): Buffer;
}

/** @throws StartError when the directory cannot be made or written. */
export function openDataDirectory(path: string, configuredMasterKey: string | undefined): DataDirectory {
  const pointer = join(path, 'current.json');
  const warehouses = join(path, 'warehouse');
  try {
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
    current: () => (existsSync(pointer) ? (JSON.parse(readFileSync(pointer, 'utf8')) as CurrentWarehouse) : null),
    switchTo(current) {
      writeFileSync(`${pointer}.new`, `${JSON.stringify(current)}\n`, { flush: true });
      renameSync(`${pointer}.new`, pointer);
    },
    masterKey: () => masterKey(join(path, 'master.key'), configuredMasterKey),
  };
}

function masterKey(file: string, configured: string | undefined): Buffer {
  const text = configured ?? (existsSync(file) ? readFileSync(file, 'utf8') : makeKey(file));
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== 32) {
    throw new StartError('master_key', 'the master key must be 32 bytes in base64 (THROUGHLINE_MASTER_KEY or master.key)');
  }
  return key;
}

function makeKey(file: string): string {
  const text = randomBytes(32).toString('base64');
  writeFileSync(file, `${text}\n`, { mode: 0o600, flag: 'wx', flush: true });
  return text;
}
