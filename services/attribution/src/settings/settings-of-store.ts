import { readChannelRules } from '@throughline/domain';
import { runParameters, type SettingsStore, type Workspace } from '@throughline/settings';
import type { ProjectSettings } from '../project/project-context.ts';
import type { LineSettings, LineSettingsSource, WorkspaceRules } from './line-settings.ts';

/** @param rulesHash hash of the tables behind the lookups; with the workspace's own rules it names the rules of its run */
export function lineSettings(
  settings: Pick<SettingsStore, 'state' | 'refresh'>,
  rulesHash: string,
): LineSettingsSource {
  let last: LineSettings | null = null;
  const of = (state: ReturnType<SettingsStore['state']>): LineSettings => {
    if (last?.version === state.version) return last;
    const rulesOf = (workspace: Workspace): WorkspaceRules => ({
      project: projectSettingsOf(workspace),
      run: runParameters(state, workspace.id, rulesHash),
    });
    const workspaces = new Map(state.workspaces().map((workspace) => [workspace.id, rulesOf(workspace)]));
    return (last = { version: state.version, workspaces });
  };
  return { state: () => of(settings.state()), refresh: async () => of(await settings.refresh()) };
}

const projectSettingsOf = (workspace: Workspace): ProjectSettings => ({
  hashKey: workspace.hashKey,
  country: workspace.country,
  exclusions: workspace.exclusions,
  referrerExclusions: workspace.referrerExclusions,
  channelRules: readChannelRules(workspace.channelRules),
});
