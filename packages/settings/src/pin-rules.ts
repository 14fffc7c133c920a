import type { SettingsStore } from './open-settings.ts';
import type { SettingsState } from './state/settings-state.ts';

/** The settings with the rules that a warehouse was built under. */
export interface PinnedSettings extends Pick<SettingsStore, 'state' | 'refresh'> {
  /** As they all were then. */
  readonly built: SettingsState;
}

/**
 * The settings as they are, with the workspaces as they were at another version: the rules a warehouse was built under
 * hold for all of it, also for what comes later. Workspaces made since have their present rules.
 * @param built the settings that the warehouse was built under
 */
export function pinRules(settings: Pick<SettingsStore, 'state' | 'refresh'>, built: SettingsState): PinnedSettings {
  let last: { readonly of: SettingsState; readonly pinned: SettingsState } | null = null;
  // Looked at for every event: made once a version.
  const pinned = (state: SettingsState): SettingsState => {
    if (last?.of !== state) last = { of: state, pinned: withWorkspacesOf(built, state) };
    return last.pinned;
  };
  return { built, state: () => pinned(settings.state()), refresh: async () => pinned(await settings.refresh()) };
}

function withWorkspacesOf(built: SettingsState, state: SettingsState): SettingsState {
  return {
    ...state,
    workspace: (id) => state.workspace(id) && (built.workspace(id) ?? state.workspace(id)),
    workspaces: () => state.workspaces().map((workspace) => built.workspace(workspace.id) ?? workspace),
  };
}
