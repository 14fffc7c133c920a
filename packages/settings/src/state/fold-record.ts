import { UnreadableSettingError, WrongMasterKeyError } from '../errors.ts';
import { isKind, SCHEMAS, type Kind, type SettingOf } from '../schema/kind.ts';
import { unsealSecrets } from '../secret/secret-fields.ts';
import { addVersion, type History } from './history.ts';

/** What a record of topic `settings` holds, as JSON; `value: null` removes the setting. Its key is `<kind>:<id>`. */
export interface SettingRecord {
  readonly kind: Kind;
  readonly id: string;
  readonly value: unknown;
}

/**
 * Adds a record to the history. Kinds of newer releases are passed over.
 * @throws WrongMasterKeyError, UnreadableSettingError
 */
export function foldRecord(history: History, version: number, bytes: Uint8Array, masterKey: Uint8Array): void {
  const record = readRecord(version, bytes);
  if (!isKind(record.kind)) return;
  const { kind, id } = record;
  try {
    const value = unsealSecrets(record.value, masterKey, `${kind}:${id}`);
    addVersion(history, kind, id, version, value === null ? null : settingOf(history, kind, id, value));
  } catch (cause) {
    if (cause instanceof WrongMasterKeyError) throw cause;
    throw new UnreadableSettingError(version, { cause });
  }
}

function readRecord(version: number, bytes: Uint8Array): SettingRecord {
  try {
    const { kind, id, value } = JSON.parse(Buffer.from(bytes).toString('utf8')) as SettingRecord;
    if (typeof kind !== 'string' || typeof id !== 'string') throw new TypeError('no kind or id');
    return { kind, id, value };
  } catch (cause) {
    throw new UnreadableSettingError(version, { cause });
  }
}

function settingOf(history: History, kind: Kind, id: string, value: unknown): SettingOf[Kind] {
  if (kind !== 'workspace') return { id, ...SCHEMAS[kind].parse(value) };
  const { hashKey, ...workspace } = SCHEMAS.workspace.parse(value);
  // Two processes that make a workspace at once make two keys: for everybody the first one in the log counts.
  const first = history.workspace.get(id)?.find(({ setting }) => setting !== null)?.setting?.hashKey;
  return { id, ...workspace, hashKey: first ?? Buffer.from(hashKey ?? '', 'hex') };
}
