import { ALL_WORKSPACES, type Key, type Scope } from './schema/key.ts';
import type { SettingsState } from './state/settings-state.ts';
import { hashToken } from './token.ts';

/** The key a bearer token is, or null. It is looked up by its hash, so timing tells nothing about other keys. */
export function authenticate(state: SettingsState, token: string): Key | null {
  return state.keyByHash(hashToken(token));
}

/** May this key do that? `admin` may do everything. */
export function hasScope(key: Key, scope: Scope): boolean {
  return key.scopes.includes(scope) || key.scopes.includes('admin');
}

/** Does this key open that workspace? Where not, the workspace does not exist for it (404). */
export function opensWorkspace(key: Key, workspace: string): boolean {
  return key.workspaces.includes(workspace) || key.workspaces.includes(ALL_WORKSPACES);
}
