import { EPOCH_ID, type Epoch } from '../schema/epoch.ts';
import type { Key } from '../schema/key.ts';
import type { Kind } from '../schema/kind.ts';
import type { Source } from '../schema/source.ts';
import type { Workspace } from '../schema/workspace.ts';
import { settingAt, settingsAt, type History } from './history.ts';

/** The settings as they are at one version. Never changes. */
export interface SettingsState {
  /** Number of records folded; 0 = none. */
  readonly version: number;
  workspace(id: string): Workspace | null;
  workspaces(): readonly Workspace[];
  source(id: string): Source | null;
  /** Sources of a workspace, disabled ones too, by creation. */
  sources(workspace: string): readonly Source[];
  key(id: string): Key | null;
  keys(): readonly Key[];
  /** @param hash SHA-256 of the key, lower-case hex (`hashToken`) */
  keyByHash(hash: string): Key | null;
  /** How dues are spread; null before a cluster was prepared. */
  epoch(): Epoch | null;
  /** The version that gave a setting its value; 0 when it never had one. */
  versionOf(kind: Kind, id: string): number;
}

export function settingsStateAt(history: History, version: number): SettingsState {
  let byHash: Map<string, Key> | undefined;
  return {
    version,
    workspace: (id) => settingAt(history, 'workspace', id, version),
    workspaces: () => settingsAt(history, 'workspace', version),
    source: (id) => settingAt(history, 'source', id, version),
    sources: (workspace) =>
      settingsAt(history, 'source', version)
        .filter((source) => source.workspace === workspace)
        .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)),
    key: (id) => settingAt(history, 'key', id, version),
    keys: () => settingsAt(history, 'key', version),
    keyByHash(hash) {
      byHash ??= new Map(settingsAt(history, 'key', version).map((key) => [key.hash, key]));
      return byHash.get(hash) ?? null;
    },
    epoch: () => settingAt(history, 'epoch', EPOCH_ID, version),
    versionOf: (kind, id) => history[kind].get(id)?.findLast((entry) => entry.version <= version)?.version ?? 0,
  };
}
