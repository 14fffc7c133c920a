import type { RunParameters } from '@throughline/domain';
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

/** The run of a workspace that has one: what is due is due of a workspace that was there when it was recorded. */
export function runOf({ workspaces }: LineSettings, workspace: string): RunParameters {
  const rules = workspaces.get(workspace);
  if (rules === undefined) throw new Error(`There is no workspace "${workspace}"`);
  return rules.run;
}
