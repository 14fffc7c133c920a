import { UnknownWorkspaceError } from './errors.ts';
import type { SettingsStore } from './open-settings.ts';
import type { Workspace } from './schema/workspace.ts';

/** Makes a workspace, with a hash key of its own, unless there is one; an existing one is left as it is. */
export async function ensureWorkspace(
  store: SettingsStore,
  workspace: Pick<Workspace, 'id' | 'timeZone' | 'country' | 'currency'>,
): Promise<Workspace> {
  const { id, ...value } = workspace;
  const existing = (await store.refresh()).workspace(id);
  if (existing !== null) return existing;
  const made = (await store.put('workspace', id, value)).workspace(id);
  if (made === null) throw new UnknownWorkspaceError(id);
  return made;
}
