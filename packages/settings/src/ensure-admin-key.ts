import type { SettingsStore } from './open-settings.ts';
import { ALL_WORKSPACES } from './schema/key.ts';
import { generateToken, hashToken, tokenMatches } from './token.ts';

export const ADMIN_KEY_ID = 'admin';

/**
 * Sees to it that there is an admin key, with all scopes for all workspaces.
 * @param configured the key to use; absent: the one there is, else a new one
 * @returns a new key, to be shown once; null when there is nothing to show
 */
export async function ensureAdminKey(store: SettingsStore, configured?: string): Promise<string | null> {
  const existing = (await store.refresh()).key(ADMIN_KEY_ID);
  if (existing !== null && (configured === undefined || tokenMatches(configured, existing.hash))) return null;
  const key = configured ?? generateToken('tl_');
  const value = {
    name: 'Administrator',
    hash: hashToken(key),
    scopes: ['admin' as const],
    workspaces: [ALL_WORKSPACES],
  };
  const state = await store.put('key', ADMIN_KEY_ID, value);
  if (configured !== undefined) return null;
  // Another process may have made one just after us: then ours opens nothing and is not shown.
  return state.keyByHash(value.hash) === null ? null : key;
}
