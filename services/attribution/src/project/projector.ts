import { readChannelRules } from '@throughline/domain';
import { runParameters, type SettingsState, type SettingsStore, type Workspace } from '@throughline/settings';
import type { KnownEvent } from './fact-header.ts';
import { createProjectContext, type GeoLookup, type ProjectContext } from './project-context.ts';
import { project, type Projection } from './project.ts';
import { UnprojectableEventError } from './unprojectable-event-error.ts';

/** Projects events of every workspace under the settings as they are. */
export interface Projector {
  /** At once, but for the first event of a workspace that was made a moment ago. @throws UnprojectableEventError */
  project(known: KnownEvent): Projection | Promise<Projection>;
}

interface Prepared {
  /** Version of the settings it was last found to be up to date with. */
  version: number;
  /** Name of the rules it was made of. */
  readonly rules: string;
  readonly context: ProjectContext;
}

/**
 * @param rulesHash hash of the tables behind the lookups; with the workspace's own rules it says when a context is to be
 *   made again (most changes of the settings are about sources and keys and change no fact)
 */
export function createProjector(
  settings: Pick<SettingsStore, 'state' | 'refresh'>,
  rulesHash: string,
  geo: GeoLookup | null = null,
): Projector {
  const prepared = new Map<string, Prepared>();

  function contextOf(workspaceId: string, state: SettingsState): ProjectContext | null {
    const before = prepared.get(workspaceId);
    if (before?.version === state.version) return before.context;
    const workspace = state.workspace(workspaceId);
    if (workspace === null) return null;
    const rules = `${runParameters(state, workspaceId, rulesHash).rules} ${workspace.country}`;
    if (before?.rules === rules) {
      before.version = state.version;
      return before.context;
    }
    const context = createProjectContext(settingsOf(workspace), geo);
    prepared.set(workspaceId, { version: state.version, rules, context });
    return context;
  }

  async function projectAfterRefresh(known: KnownEvent): Promise<Projection> {
    const { workspace } = known.event;
    const context = contextOf(workspace, await settings.refresh());
    if (context === null) throw new UnprojectableEventError('unknown_workspace', `There is no workspace ${workspace}`);
    return project(known, context);
  }

  return {
    project(known) {
      const context = contextOf(known.event.workspace, settings.state());
      return context === null ? projectAfterRefresh(known) : project(known, context);
    },
  };
}

const settingsOf = ({ hashKey, country, exclusions, referrerExclusions, channelRules }: Workspace) => ({
  hashKey,
  country,
  exclusions,
  referrerExclusions,
  channelRules: readChannelRules(channelRules),
});
