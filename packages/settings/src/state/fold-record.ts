import { UnreadableSettingError, WrongMasterKeyError } from '../errors.ts';
import { isKind, SCHEMAS, type Kind, type SettingOf } from '../schema/kind.ts';
import { unsealSecrets } from '../secret/secret-fields.ts';
import { addVersion, type History } from './history.ts';

/** What a record of topic `settings` holds, as JSON; `value: null` removes the setting. Its key is `<kind>:<id>`. */
export interface SettingRecord {
  readonly kind: Kind;
  readonly id: string;
  readonly value: unknown;
  /** Absent: whatever stands there. Else it counts only when the setting was last written by this version. */
  readonly after?: number;
}

/**
 * Adds a record to the history. Kinds of newer releases are passed over, and so is what no release of ours ever wrote: a
 * record another program put on the topic stays there, and nothing could be read any more.
 * @returns whether it is a record of settings
 * @throws WrongMasterKeyError, UnreadableSettingError
 */
export function foldRecord(history: History, version: number, bytes: Uint8Array, masterKey: Uint8Array): boolean {
  const record = readRecord(bytes);
  if (record === null) return false;
  if (!isKind(record.kind)) return true;
  const { kind, id, after } = record;
  if (after !== undefined && (history[kind].get(id)?.at(-1)?.version ?? 0) !== after) return true;
  try {
    const value = unsealSecrets(record.value, masterKey, `${kind}:${id}`);
    addVersion(history, kind, id, version, value === null ? null : settingOf(history, kind, id, value));
    return true;
  } catch (cause) {
    if (cause instanceof WrongMasterKeyError) throw cause;
    throw new UnreadableSettingError(version, { cause });
  }
}

/** Null for what has not the shape every release has written. */
function readRecord(bytes: Uint8Array): SettingRecord | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return null;
  }
  const { kind, id, value, after } = (parsed ?? {}) as Partial<SettingRecord>;
  if (typeof kind !== 'string' || typeof id !== 'string' || value === undefined) return null;
  return { kind, id, value, ...(typeof after === 'number' ? { after } : {}) };
}

function settingOf(history: History, kind: Kind, id: string, value: unknown): SettingOf[Kind] {
  if (kind !== 'workspace') return { id, ...SCHEMAS[kind].parse(value) };
  const { hashKey, ...workspace } = SCHEMAS.workspace.parse(value);
  // Two processes that make a workspace at once make two keys: for everybody the first one in the log counts.
  const first = history.workspace.get(id)?.find(({ setting }) => setting !== null)?.setting?.hashKey;
  return { id, ...workspace, hashKey: first ?? Buffer.from(hashKey ?? '', 'hex') };
}
