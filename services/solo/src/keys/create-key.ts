import { parseBy, type Principal, type ProblemDetail } from '@throughline/runtime';
import { ALL_WORKSPACES, generateToken, hashToken, SCOPES, type SettingsStore } from '@throughline/settings';
import { z } from 'zod';
import { reaches } from './reaches.ts';

/** Body of `POST /v1/keys`. */
export const keyRequest = z.strictObject({
  name: z.string().trim().min(1).max(200),
  scopes: z.array(z.enum(SCOPES)).min(1),
  /** Absent: the workspace that the request names; `*`: all, those made later too. */
  workspaces: z.array(z.string()).min(1).optional(),
});

export type CreatedKey =
  | { readonly kind: 'created'; readonly id: string; readonly key: string }
  | { readonly kind: 'invalid'; readonly errors: readonly ProblemDetail[] };

/**
 * Makes a key from the JSON of `POST /v1/keys`. Only its hash is kept, and the beginning of the hash is its id: the key
 * itself is shown by the answer and never again. A key opens no more workspaces than the key that asks for it.
 */
export async function createKey(
  settings: SettingsStore,
  body: unknown,
  { principal, workspace }: { readonly principal: Principal; readonly workspace: string },
): Promise<CreatedKey> {
  const parsed = parseBy(keyRequest, body);
  if (parsed.kind === 'invalid') return parsed;
  const { name, scopes, workspaces = [workspace] } = parsed.value;
  const state = await settings.refresh();
  const isThere = (id: string): boolean => id === ALL_WORKSPACES || state.workspace(id) !== null;
  const errors = workspaces.flatMap((id, index) =>
    isThere(id) && reaches(principal, [id])
      ? []
      : [{ pointer: `/workspaces/${index}`, code: 'workspace_unknown', detail: `There is no workspace '${id}'.` }],
  );
  if (errors.length > 0) return { kind: 'invalid', errors };
  const key = generateToken('tl_');
  const hash = hashToken(key);
  const id = hash.slice(0, 12);
  await settings.put('key', id, { name, hash, scopes: [...new Set(scopes)], workspaces: [...new Set(workspaces)] });
  return { kind: 'created', id, key };
}
