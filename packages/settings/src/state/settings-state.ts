import { EPOCH_ID, type Epoch } from '../schema/epoch.ts';
import type { Key } from '../schema/key.ts';
import type { Kind } from '../schema/kind.ts';
import type { Source } from '../schema/source.ts';
import type { WarehousePlace } from '../schema/warehouse.ts';
import type { Workspace } from '../schema/workspace.ts';
import { siteOf, type Site } from '../site.ts';
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
  /** From when on a source's data is complete, epoch milliseconds; null when nobody has said, so from its creation. */
  completeFrom(source: string): number | null;
  /** Sites of a workspace, those switched off too, by creation. */
  sites(workspace: string): readonly Site[];
  /** The site whose pages carry this public key, also when it is switched off. */
  siteByKey(key: string): Site | null;
  key(id: string): Key | null;
  keys(): readonly Key[];
  /** @param hash SHA-256 of the key, lower-case hex (`hashToken`) */
  keyByHash(hash: string): Key | null;
  /** How dues are spread; null before a cluster was prepared. */
  epoch(): Epoch | null;
  /** Where the warehouse is that is configured as database `id`; null: there, nobody has rebuilt it. */
  warehouse(id: string): WarehousePlace | null;
  /** The version that gave a setting its value; 0 when it never had one. */
  versionOf(kind: Kind, id: string): number;
}

export function settingsStateAt(history: History, version: number): SettingsState {
  let byHash: Map<string, Key> | undefined;
  let bySiteKey: Map<string, Site> | undefined;
  const sources = (workspace: string): Source[] =>
    settingsAt(history, 'source', version)
      .filter((source) => source.workspace === workspace)
      .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  return {
    version,
    workspace: (id) => settingAt(history, 'workspace', id, version),
    workspaces: () => settingsAt(history, 'workspace', version),
    source: (id) => settingAt(history, 'source', id, version),
    completeFrom: (id) => settingAt(history, 'completeness', id, version)?.from ?? null,
    sources,
    sites: (workspace) => sources(workspace).flatMap((source) => siteOf(source) ?? []),
    siteByKey(key) {
      bySiteKey ??= new Map(
        settingsAt(history, 'source', version)
          .flatMap((source) => siteOf(source) ?? [])
          .map((site) => [site.key, site]),
      );
      return bySiteKey.get(key) ?? null;
    },
    key: (id) => settingAt(history, 'key', id, version),
    keys: () => settingsAt(history, 'key', version),
    keyByHash(hash) {
      byHash ??= new Map(settingsAt(history, 'key', version).map((key) => [key.hash, key]));
      return byHash.get(hash) ?? null;
    },
    epoch: () => settingAt(history, 'epoch', EPOCH_ID, version),
    warehouse: (id) => settingAt(history, 'warehouse', id, version),
    versionOf: (kind, id) => history[kind].get(id)?.findLast((entry) => entry.version <= version)?.version ?? 0,
  };
}
