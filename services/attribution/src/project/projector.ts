import type { LineSettings, LineSettingsSource } from '../settings/line-settings.ts';
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
  /** Name of the rules it was made of: most changes of the settings are about sources and keys and change no fact. */
  readonly rules: string;
  readonly context: ProjectContext;
}

export function createProjector(settings: LineSettingsSource, geo: GeoLookup | null = null): Projector {
  const prepared = new Map<string, Prepared>();

  function contextOf(workspace: string, { version, workspaces }: LineSettings): ProjectContext | null {
    const before = prepared.get(workspace);
    if (before?.version === version) return before.context;
    const present = workspaces.get(workspace);
    if (present === undefined) return null;
    const { rules } = present.run;
    if (before?.rules === rules) {
      before.version = version;
      return before.context;
    }
    const context = createProjectContext(present.project, geo);
    prepared.set(workspace, { version, rules, context });
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
