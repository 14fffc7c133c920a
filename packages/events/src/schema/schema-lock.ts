import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../identity/canonical-json.ts';

/** One line of `ids.lock.json`: the id on the wire, the schema it stands for, and what that schema was when released. */
export interface LockEntry {
  readonly id: number;
  /** `<fact>/<EventName>/<version>`. */
  readonly schema: string;
  /** SHA-256 of the schema's canonical JSON without its `doc`s: words may improve, meanings may not. */
  readonly fingerprint: string;
}

export function readLock(directory: string): LockEntry[] {
  return JSON.parse(readFileSync(join(directory, 'ids.lock.json'), 'utf8')) as LockEntry[];
}

/** Paths `<fact>/<EventName>/<version>` of every schema file, versions in order. */
export function schemaPaths(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.avsc'))
    .map((path) => path.slice(0, -'.avsc'.length))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

export function fingerprint(directory: string, path: string): string {
  const schema: unknown = JSON.parse(readFileSync(join(directory, `${path}.avsc`), 'utf8'));
  return createHash('sha256')
    .update(canonicalJson(withoutDocs(schema)))
    .digest('hex');
}

/** What is wrong between the files and the lock; empty when a released schema was neither changed, lost nor left out. */
export function lockProblems(directory: string): string[] {
  const lock = readLock(directory);
  const paths = schemaPaths(directory);
  const problems: string[] = [];
  for (const entry of lock) {
    if (!paths.includes(entry.schema)) problems.push(`${entry.schema} is released and its file is missing`);
    else if (fingerprint(directory, entry.schema) !== entry.fingerprint)
      problems.push(`${entry.schema} is released and was changed: add the next version instead`);
  }
  for (const path of paths) if (!lock.some((entry) => entry.schema === path)) problems.push(`${path} has no id`);
  if (new Set(lock.map((entry) => entry.id)).size !== lock.length) problems.push('an id is used twice');
  return problems;
}

/** The lock with an id for each new schema; entries that stand in it are kept as they are. */
export function extendedLock(directory: string, lock: readonly LockEntry[]): LockEntry[] {
  const next = [...lock];
  for (const path of schemaPaths(directory)) {
    if (next.some((entry) => entry.schema === path)) continue;
    const id = next.reduce((greatest, entry) => Math.max(greatest, entry.id), 0) + 1;
    next.push({ id, schema: path, fingerprint: fingerprint(directory, path) });
  }
  return next;
}

function withoutDocs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDocs);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => name !== 'doc');
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutDocs(member)]));
}
