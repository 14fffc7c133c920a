import type { Kind, SettingOf } from '../schema/kind.ts';

/** One setting through its versions, oldest first; null where it was removed. */
type Versions<K extends Kind> = { readonly version: number; readonly setting: SettingOf[K] | null }[];

/** Every version of every setting, as the log has them. Only grows, so views of old versions stay right. */
export type History = { readonly [K in Kind]: Map<string, Versions<K>> };

export const emptyHistory = (): History => ({
  workspace: new Map(),
  source: new Map(),
  key: new Map(),
  epoch: new Map(),
  completeness: new Map(),
  warehouse: new Map(),
});

export function addVersion<K extends Kind>(
  history: History,
  kind: K,
  id: string,
  version: number,
  setting: SettingOf[K] | null,
): void {
  const versions = history[kind].get(id) ?? [];
  versions.push({ version, setting });
  history[kind].set(id, versions);
}

/** A setting as it was at a version; null when it did not exist then. */
export function settingAt<K extends Kind>(history: History, kind: K, id: string, version: number): SettingOf[K] | null {
  return history[kind].get(id)?.findLast((entry) => entry.version <= version)?.setting ?? null;
}

export function settingsAt<K extends Kind>(history: History, kind: K, version: number): SettingOf[K][] {
  return [...history[kind].keys()].flatMap((id) => settingAt(history, kind, id, version) ?? []);
}
