import { readChannelRules, type RunParameters } from '@throughline/domain';
import { runParameters, UnknownWorkspaceError, type SettingsStore, type Workspace } from '@throughline/settings';
import type { ProjectSettings } from '../project/project-context.ts';

/** What of one workspace's settings facts and rows depend on. */
export interface WorkspaceRules {
  readonly project: ProjectSettings;
  readonly run: RunParameters;
}

/** The same of all workspaces, as of one version: plain data, which another thread can be given. */
export interface LineSettings {
  readonly version: number;
  readonly workspaces: ReadonlyMap<string, WorkspaceRules>;
}

/** Where the line's steps look them up. */
export interface LineSettingsSource {
  /** As far as this process has read them. */
  state(): LineSettings;
  /** Everything written before the call. */
  refresh(): Promise<LineSettings>;
}

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

/** @throws UnknownWorkspaceError */
export function runOf({ workspaces }: LineSettings, workspace: string): RunParameters {
  const rules = workspaces.get(workspace);
  if (rules === undefined) throw new UnknownWorkspaceError(workspace);
  return rules.run;
}

const projectSettingsOf = (workspace: Workspace): ProjectSettings => ({
  hashKey: workspace.hashKey,
  country: workspace.country,
  exclusions: workspace.exclusions,
  referrerExclusions: workspace.referrerExclusions,
  channelRules: readChannelRules(workspace.channelRules),
});
