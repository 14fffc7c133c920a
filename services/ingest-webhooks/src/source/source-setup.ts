import type { SettingsState, Source } from '@throughline/settings';

/** A source with the defaults of its workspace, as one version of the settings has them. */
export interface SourceSetup {
  readonly source: Source;
  readonly timeZone: string;
  readonly country: string;
  readonly currency: string;
  /** Version of all settings. */
  readonly settingsVersion: number;
  /** Version that last changed this source or its workspace: the precedence of what is translated under it. */
  readonly sourceVersion: number;
  /** The workspace's secret, for names made of personal texts. */
  readonly hashKey: Uint8Array;
}

/** Null when there is no such source, or its workspace is gone. */
export function sourceSetup(state: SettingsState, id: string): SourceSetup | null {
  const source = state.source(id);
  return source === null ? null : setupOf(source, state);
}

/** Of a source that need not be in the settings. Null when its workspace is not. */
export function setupOf(source: Source, state: SettingsState): SourceSetup | null {
  const workspace = state.workspace(source.workspace);
  if (workspace === null) return null;
  const { timeZone, country, currency } = source.settings;
  return {
    source,
    timeZone: timeZone ?? workspace.timeZone,
    country: country ?? workspace.country,
    currency: currency ?? workspace.currency,
    settingsVersion: state.version,
    sourceVersion: Math.max(state.versionOf('source', source.id), state.versionOf('workspace', workspace.id)),
    hashKey: workspace.hashKey,
  };
}
