import { randomBytes } from 'node:crypto';
import type { EventLog } from '@throughline/event-log';
import { InvalidSettingError } from './errors.ts';
import { SCHEMAS, type Kind, type ValueOf } from './schema/kind.ts';
import type { Source } from './schema/source.ts';
import { MASTER_KEY_BYTES } from './secret/seal.ts';
import { sealSecrets } from './secret/secret-fields.ts';
import { foldRecord, type SettingRecord } from './state/fold-record.ts';
import { emptyHistory } from './state/history.ts';
import { settingsStateAt, type SettingsState } from './state/settings-state.ts';

/** The topic has one partition: its order is the order of versions. */
const TOPIC = 'settings';
const READ_AT_ONCE = 1_000;
const REFRESH_EVERY_MS = 5_000;

export interface SettingsStore {
  /** The settings as far as this process has read them (it reads on every few seconds). */
  state(): SettingsState;
  /** Reads everything written before the call, by any process. */
  refresh(): Promise<SettingsState>;
  /** Writes a setting, replacing its former value. @throws InvalidSettingError; LogUnavailableError */
  put<K extends Kind>(kind: K, id: string, value: ValueOf[K]): Promise<SettingsState>;
  /**
   * The same when nobody has written the setting since a version (`versionOf`), whichever process it is; else null, and
   * the value counts for nobody. For who changes a part of a value that was read.
   * @throws InvalidSettingError; LogUnavailableError
   */
  putAfter<K extends Kind>(kind: K, id: string, value: ValueOf[K], after: number): Promise<SettingsState | null>;
  /** From this version on there is no such setting. */
  remove(kind: Kind, id: string): Promise<SettingsState>;
  /** The settings as they were at a version, for what was received under it. */
  stateAt(version: number): Promise<SettingsState>;
  /** A source as it was at a version; null when it did not exist then. */
  sourceAt(id: string, version: number): Promise<Source | null>;
  /** Calls back, without waiting, whenever this process has read a newer version. @returns ends it */
  watch(onChange: (state: SettingsState) => void): () => void;
  /** Ends the reading in the background. */
  stop(): void;
}

export interface OpenSettingsOptions {
  readonly refreshEveryMs?: number;
  /** A failure of the reading in the background; it goes on. */
  readonly onError?: (error: unknown) => void;
  /** The reading in the background succeeded. */
  readonly onRead?: () => void;
  /** A record at this offset is none of ours (another program wrote it); it is passed over. */
  readonly onForeign?: (offset: number) => void;
}

/**
 * Opens the settings: an append-only topic of records (kind, id, value) and their fold. Version = offset + 1.
 * @param masterKey 32 bytes that seal secrets in the log
 * @throws WrongMasterKeyError when the log has secrets sealed by another key; UnreadableSettingError
 */
export async function openSettings(
  log: Pick<EventLog, 'append' | 'read' | 'endOffsets'>,
  masterKey: Uint8Array,
  options: OpenSettingsOptions = {},
): Promise<SettingsStore> {
  if (masterKey.length !== MASTER_KEY_BYTES) throw new RangeError(`The master key must have ${MASTER_KEY_BYTES} bytes`);
  const history = emptyHistory();
  const watchers = new Set<(state: SettingsState) => void>();
  let state = settingsStateAt(history, 0);

  async function readOn(): Promise<SettingsState> {
    const end = (await log.endOffsets(TOPIC))[0] ?? 0;
    let version = state.version;
    try {
      while (version < end) {
        const records = await log.read(TOPIC, 0, version, READ_AT_ONCE);
        if (records.length === 0) break;
        for (const record of records) {
          const isOurs = foldRecord(history, record.offset + 1, record.value, masterKey);
          version = record.offset + 1;
          if (!isOurs) options.onForeign?.(record.offset);
        }
      }
    } finally {
      // What was folded before a record that cannot be read stays folded once.
      if (version > state.version) {
        state = settingsStateAt(history, version);
        for (const watcher of watchers) watcher(state);
      }
    }
    return state;
  }

  let reading: Promise<unknown> = Promise.resolve();
  let next: Promise<SettingsState> | undefined;
  /** One reading at a time; who asks during one shares the next, so that it sees all written before it asked. */
  function refresh(): Promise<SettingsState> {
    next ??= reading
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        const mine = readOn();
        reading = mine;
        return mine;
      });
    return next;
  }

  /** @returns the version that it made, if it counts */
  async function append(record: SettingRecord): Promise<number> {
    const value = Buffer.from(JSON.stringify(record));
    const [position] = await log.append(TOPIC, [{ key: `${record.kind}:${record.id}`, value }]);
    await refresh();
    return (position?.offset ?? 0) + 1;
  }

  async function write(record: SettingRecord): Promise<SettingsState> {
    await append(record);
    return state;
  }

  /** A value as it is written: checked, its secrets sealed. @throws InvalidSettingError */
  function written<K extends Kind>(kind: K, id: string, value: ValueOf[K]): unknown {
    const parsed = SCHEMAS[kind].safeParse(kind === 'workspace' ? withHashKey(value) : value);
    if (parsed.success) return sealSecrets(parsed.data, masterKey, `${kind}:${id}`);
    const issues = parsed.error.issues.map(({ path, message }) => ({
      pointer: path.map((part) => `/${String(part)}`).join(''),
      detail: message,
    }));
    throw new InvalidSettingError(kind, id, issues);
  }

  async function stateAt(version: number): Promise<SettingsState> {
    const present = version > state.version ? await refresh() : state;
    return settingsStateAt(history, Math.min(version, present.version));
  }

  await refresh();
  const timer = setInterval(() => {
    refresh().then(
      () => options.onRead?.(),
      (error: unknown) => options.onError?.(error),
    );
  }, options.refreshEveryMs ?? REFRESH_EVERY_MS);
  timer.unref();

  return {
    state: () => state,
    refresh,
    put: async (kind, id, value) => write({ kind, id, value: written(kind, id, value) }),
    async putAfter(kind, id, value, after) {
      const version = await append({ kind, id, value: written(kind, id, value), after });
      return settingsStateAt(history, version).versionOf(kind, id) === version ? state : null;
    },
    remove: (kind, id) => write({ kind, id, value: null }),
    stateAt,
    sourceAt: async (id, version) => (await stateAt(version)).source(id),
    watch(onChange) {
      watchers.add(onChange);
      return () => void watchers.delete(onChange);
    },
    stop: () => clearInterval(timer),
  };
}

/** A workspace put without its key gets a new one; the fold keeps the first, so an existing workspace keeps its own. */
const withHashKey = (value: object): object => ({ hashKey: randomBytes(32).toString('hex'), ...value });
